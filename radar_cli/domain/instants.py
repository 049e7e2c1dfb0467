"""Instants as text."""

from datetime import UTC, datetime
from functools import lru_cache

# As many as there are in the tasks that an import writes at once, each of which comes several times.
REMEMBERED = 8192


@lru_cache(REMEMBERED)
def iso(moment: datetime) -> str:
    """An instant in UTC, like 2026-01-31T08:15:00+00:00; the fraction is there only when it is not zero."""
    return moment.astimezone(UTC).isoformat()


def rfc3339(moment: datetime) -> str:
    """An instant in UTC, like 2026-01-31T08:15:00Z; the fraction is there only when it is not zero."""
    return iso(moment).replace("+00:00", "Z")
