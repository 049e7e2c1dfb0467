"""Time zones by their IANA names."""

from zoneinfo import ZoneInfo

from radar_cli.errors import BadInput


def zone(name: str) -> ZoneInfo:
    """The zone of that name.

    Raises:
        BadInput: the zone database has no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        shown = name if name.isprintable() else ascii(name)
        raise BadInput(f"there is no time zone '{shown[:60]}'", "use an IANA name like Europe/Berlin") from None
