"""What it takes to undo the changes of a task, and what stands in the way."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from radar_cli.domain.event import LOGGED_FIELDS, Event, EventType, FieldValue, changes_between
from radar_cli.domain.replay import attributes, depended_on
from radar_cli.domain.task import Task


@dataclass(frozen=True, slots=True)
class NetChange:
    """What the events of one batch made of one task: fields before and after, and whether it was there.

    Only the fields that differ in the end are there.
    """

    task_id: int
    project_id: int
    existed: bool
    exists: bool
    fields: Mapping[str, tuple[FieldValue, FieldValue]]


def net_change(project_id: int, events: Sequence[Event]) -> NetChange:
    """The events of one task in one batch, taken together."""
    first: dict[str, FieldValue] = {}
    last: dict[str, FieldValue] = {}
    for event in events:
        for name, (before, after) in event.changes.items():
            first.setdefault(name, before)
            last[name] = after
    return NetChange(
        task_id=events[0].task_id,
        project_id=project_id,
        existed=events[0].type is not EventType.CREATED,
        exists=events[-1].type is not EventType.DELETED,
        fields={name: (before, last[name]) for name, before in first.items() if before != last[name]},
    )


def changed_since(net: NetChange, now: Task | None) -> Sequence[str]:
    """The fields in which a task is no longer as the changes left it; "existence" where it is there or not."""
    if (now is not None) != net.exists:
        return ["existence"]
    if now is None:
        return []
    current = {name: value for name, (_, value) in changes_between(None, now).items()}
    # Of a task that is to go again, everything counts: nobody's later work may go with it.
    names = net.fields if net.existed else {**net.fields, **current}
    left = {name: after for name, (_, after) in net.fields.items()}
    return [name for name in names if current.get(name) != left.get(name)]


def dependencies_changed(net: NetChange) -> Set[int]:
    """What the task depended on before the changes or after them, but not both."""
    before, after = map(depended_on, net.fields.get("depends_on", (None, None)))
    return before ^ after


def undone(net: NetChange, now: Task | None, project: str, versions: int) -> Task | None:
    """The task as it was before the changes.

    One that they deleted comes back: `project` is the name of its project, `versions` how many it has had.
    """
    if not net.existed:
        return None
    before = {name: value for name, (value, _) in net.fields.items()}
    if now is not None:
        again = replace(now, **attributes(before))
        return again if again.is_open else replace(again, blocked_at=None, blocked_reason=None)
    all_fields = attributes({**dict.fromkeys(LOGGED_FIELDS), **before})
    return Task(id=net.task_id, project_id=net.project_id, project=project, version=versions + 1, **all_fields)
