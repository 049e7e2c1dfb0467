"""Instants as programs write them."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from radar_cli.domain.imported import Notes
from radar_cli.domain.quoted import quoted
from radar_cli.importers.fields import Fields, Malformed, text

FIRST_YEAR = 1970
LAST_YEAR = 2999


def instant(record: Fields, name: str, zone: tzinfo | None = None) -> datetime | None:
    """The instant in a field, in UTC, or None where there is none; see `parsed`.

    Raises:
        Malformed: it is not one.
    """
    if name not in record:
        return None
    written = text(record, name)
    return parsed(written, name, zone) if written else None


def required_instant(record: Fields, name: str, zone: tzinfo | None = None) -> datetime:
    """The instant in a field, in UTC; see `parsed`.

    Raises:
        Malformed: it is missing, or not one.
    """
    moment = instant(record, name, zone)
    if moment is None:
        raise Malformed(f"{name} is missing")
    return moment


def parsed(written: str, name: str, zone: tzinfo | None) -> datetime:
    """An ISO 8601 time, in UTC; `zone` is that of times without an offset.

    Raises:
        Malformed: it is no time, has no offset and there is no zone, or is outside the years 1970 to 2999.
    """
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Malformed(f"{name} is not a time: {quoted(written)}") from None
    if moment.tzinfo is None and zone is None:
        raise Malformed(f"{name} has no offset from UTC: {quoted(written)}")
    return in_utc(moment, zone or UTC, written, name)


def in_utc(moment: datetime, zone: tzinfo, written: str, name: str) -> datetime:
    """The same instant in UTC; without an offset it is in `zone`.

    Raises:
        Malformed: it is outside the years 1970 to 2999.
    """
    try:
        local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        utc = local if local.tzinfo is UTC else local.astimezone(UTC)
    except OverflowError:
        utc = None
    if utc is None or not FIRST_YEAR <= utc.year <= LAST_YEAR:
        raise Malformed(f"{name} is not in the years {FIRST_YEAR} to {LAST_YEAR}: {quoted(written)}")
    return utc


def creation(created: datetime | None, others: Iterable[datetime | None], now: datetime, notes: Notes) -> datetime:
    """When a task was created: where the source does not say, the first of the other times that it knows, or now."""
    if created is not None:
        return created
    notes.warn("without a time of creation: dated at the first time known of it")
    return min((moment for moment in others if moment is not None), default=now)
