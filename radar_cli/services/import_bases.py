"""What a source said of tasks when they were last imported: what both sides have changed since is held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from radar_cli.database.session import Database
from radar_cli.domain.event import Event, EventType
from radar_cli.domain.replay import attributes, depended_on, played
from radar_cli.domain.task import Task
from radar_cli.repositories import events


def import_bases(db: Database, there: Sequence[Task]) -> Mapping[int, Sequence[Task]]:
    """The tasks as their source may have had them at the last import that changed them, by number, where one made them.

    That is as imports wrote them, and as they were then: a field in which both had come to the same is not in the log
    of the import. What they depend on is what imports themselves have added and not taken away.
    """
    by_id = {task.id: task for task in there}
    ids = sorted(by_id)
    everything = events.of_tasks(db, ids)
    bases = {}
    for task_id, imported in events.of_imports(db, ids).items():
        if imported[0].type is EventType.CREATED:
            until_then = [event for event in everything[task_id] if event.id <= imported[-1].id]
            logs = (imported, until_then)
            written, then = (replace(by_id[task_id], **attributes(played(log))) for log in logs)
            bases[task_id] = [replace(written, depends_on=_added(imported)), then]
    return bases


def _added(imported: Sequence[Event]) -> tuple[int, ...]:
    added: set[int] = set()
    for event in imported:
        before, after = map(depended_on, event.changes.get("depends_on", (None, None)))
        added = (added | (after - before)) - (before - after)
    return tuple(sorted(added))
