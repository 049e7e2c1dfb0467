"""Time zones by their IANA names."""

from zoneinfo import ZoneInfo

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

# What zone databases hold beside zones: links to this machine's own, and zones that count leap seconds.
NO_ZONES = ("localtime", "posixrules", "Factory", "right/", "posix/")


def zone(name: str) -> ZoneInfo:
    """The zone of that name.

    Raises:
        BadInput: the zone database has no such zone.
    """
    try:
        if not name.startswith(NO_ZONES):
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise BadInput(f"there is no time zone {quoted(name)}", "use an IANA name like Europe/Berlin")
