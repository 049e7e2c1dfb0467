"""What a source said of tasks when they were last imported: what both sides have changed since is held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from radar_cli.database.session import Database
from radar_cli.domain.event import EventType
from radar_cli.domain.replay import attributes, played
from radar_cli.domain.task import Task
from radar_cli.repositories import events


def import_bases(db: Database, there: Sequence[Task]) -> Mapping[int, Sequence[Task]]:
    """The tasks as their source may have had them at the last import, by number, where an import made them.

    That is as imports wrote them, and as they were then: a field in which both had come to the same is not in the log
    of the import.
    """
    by_id = {task.id: task for task in there}
    ids = sorted(by_id)
    everything = events.of_tasks(db, ids)
    bases = {}
    for task_id, imported in events.of_imports(db, ids).items():
        if imported[0].type is EventType.CREATED:
            until_then = [event for event in everything[task_id] if event.id <= imported[-1].id]
            logs = (imported, until_then)
            bases[task_id] = [replace(by_id[task_id], **attributes(played(log))) for log in logs]
    return bases
