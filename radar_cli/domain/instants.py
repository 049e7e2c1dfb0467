"""Instants as text."""

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """An instant in UTC, like 2026-01-31T08:15:00Z; the fraction is there only when it is not zero."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
