"""Instants as text."""

from datetime import UTC, date, datetime
from functools import lru_cache

# As many as an import writes at once, each of which comes several times.
REMEMBERED = 8192
_TWO_DIGITS = tuple(f"{number:02}" for number in range(60))


def iso(moment: datetime) -> str:
    """An instant in UTC, like 2026-01-31T08:15:00+00:00; the fraction is there only when it is not zero."""
    # Remembered in UTC alone: of an hour that a zone has twice, Python takes both times for the same.
    return _iso(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


def rfc3339(moment: datetime) -> str:
    """An instant in UTC, like 2026-01-31T08:15:00Z; the fraction is there only when it is not zero."""
    return iso(moment).replace("+00:00", "Z")


@lru_cache(REMEMBERED)
def _iso(utc: datetime) -> str:
    if utc.microsecond:
        return utc.isoformat()
    # What isoformat gives, in a third of its time.
    return f"{_day(utc.toordinal())}T{_TWO_DIGITS[utc.hour]}:{_TWO_DIGITS[utc.minute]}:{_TWO_DIGITS[utc.second]}+00:00"


@lru_cache(REMEMBERED)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
