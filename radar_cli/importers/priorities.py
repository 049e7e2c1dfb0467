"""What other tools' names of priorities mean."""

from collections.abc import Mapping
from functools import lru_cache

from radar_cli.domain.imported import Notes
from radar_cli.domain.quoted import shown
from radar_cli.domain.task import Priority

NAMES: Mapping[Priority, tuple[str, ...]] = {
    Priority.URGENT: ("urgent", "blocker", "highest", "critical", "immediate", "p0"),
    Priority.HIGH: ("high", "major", "h", "p1"),
    Priority.MEDIUM: ("medium", "normal", "moderate", "none", "m", "p2"),
    Priority.LOW: ("low", "minor", "lowest", "trivial", "l", "p3", "p4"),
}
KNOWN = {name: priority for priority, names in NAMES.items() for name in names}


@lru_cache(100)
def known(name: str) -> Priority | None:
    """The priority of a well-known name, in any case."""
    return KNOWN.get(name.strip().casefold())


def meaning(name: str | None, notes: Notes) -> Priority | None:
    """The priority of a name, None without one; a name that is not known is medium, which is noted."""
    if not name or not name.strip():
        return None
    priority = known(name)
    if priority is None:
        notes.unknown[f"priority {shown(name)}"] = Priority.MEDIUM.label
        return Priority.MEDIUM
    return priority
