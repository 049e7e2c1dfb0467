"""What users say with --map: what a status of the source means, and where a CSV file has a field."""

from collections.abc import Mapping, Sequence

from radar_cli.domain.quoted import quoted
from radar_cli.domain.task import TaskStatus
from radar_cli.errors import BadInput

FIELDS = (
    "project",
    "external_ref",
    "title",
    "description",
    "status",
    "priority",
    "assignee",
    "tags",
    "created_at",
    "started_at",
    "done_at",
    "cancelled_at",
    "due_at",
)


def statuses(written: Sequence[str]) -> Mapping[str, TaskStatus]:
    """What statuses mean by NAME=STATUS; a name may have equals signs in it.

    Raises:
        BadInput: there is no such status, or something is no pair.
    """
    found = {}
    for name, value in (_pair(one, one.rpartition("=")) for one in written):
        if value not in tuple(TaskStatus):
            raise BadInput(f"there is no status {quoted(value)}", f"use {', '.join(TaskStatus)}")
        found[name] = TaskStatus(value)
    return found


def columns_and_statuses(written: Sequence[str]) -> tuple[Mapping[str, str], Mapping[str, TaskStatus]]:
    """The headings of fields by FIELD=HEADING, and the others as `statuses`; a field's name is always a field.

    Raises:
        BadInput: something is no pair.
    """
    of_statuses = [one for one in written if _maps_a_status(one)]
    columns = dict(_pair(one, one.partition("=")) for one in written if one not in of_statuses)
    return columns, statuses(of_statuses)


def _maps_a_status(written: str) -> bool:
    return written.partition("=")[0].strip() not in FIELDS and written.rpartition("=")[2].strip() in tuple(TaskStatus)


def _pair(written: str, parts: tuple[str, str, str]) -> tuple[str, str]:
    name, _, value = (part.strip() for part in parts)
    if not name or not value:
        raise BadInput(f"--map {quoted(written)} maps nothing", 'write --map "NAME=VALUE"')
    return name, value
