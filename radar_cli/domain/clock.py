"""Where the time comes from."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, in UTC, by this machine's clock."""
    return datetime.now(UTC)
