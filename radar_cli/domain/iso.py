"""Instants as text."""

from datetime import UTC, datetime
from functools import lru_cache

# As many as there are in the tasks that an import writes at once, each of which comes several times.
REMEMBERED = 8192


@lru_cache(REMEMBERED)
def iso(instant: datetime) -> str:
    """An instant in UTC by ISO 8601, like 2026-01-31T12:00:00+00:00."""
    return instant.astimezone(UTC).isoformat()
