"""The log of changes, played again from the start and held against the tasks and against what was done."""

from collections.abc import Iterator, Sequence

from radar_cli.database.session import Database
from radar_cli.domain.event import LOGGED_FIELDS, Event, EventType, FieldValue, changes_between
from radar_cli.domain.task import RULES, Move, Task
from radar_cli.domain.user import User
from radar_cli.errors import ExitCode
from radar_cli.services import logs as service
from radar_cli.services import tasks
from tests.faults.command_lines import Done

# A change of one task: its number, and its new title or, for a move, its new status.
Change = tuple[int, str]


def logs(db: Database, actor: User) -> dict[int, Sequence[Event]]:
    """The events of every task that is, or was, in the database, from its first on."""
    with db.reading():
        ids = [row["task_id"] for row in db.rows("SELECT DISTINCT task_id FROM task_events ORDER BY task_id")]
    return {task_id: service.of_task(db, actor, task_id) for task_id in ids}


def misfits(db: Database, actor: User, found: dict[int, Sequence[Event]]) -> Iterator[str]:
    """What does not fit between the log and the tasks, a line each: of every task, and all its logged fields."""
    with db.reading():
        ids = [row["id"] for row in db.rows("SELECT id FROM tasks ORDER BY id")]
    for task_id in ids:
        if task_id in found:
            yield from _misfits_of(tasks.get(db, actor, task_id), found[task_id])
        else:
            yield f"task {task_id} has no event"
    yield from (f"task {task_id} has events and is not there" for task_id in found if task_id not in ids)


def changes_by(actor: User, found: dict[int, Sequence[Event]]) -> Sequence[Change]:
    """What somebody did according to the log, in its order."""
    events = sorted((event for log in found.values() for event in log), key=lambda event: event.id)
    return [_change(event) for event in events if event.actor == actor.email]


def acknowledged(commands: Sequence[Done]) -> Sequence[Change]:
    """What the commands that said so did, in their order: `task add`, `task edit --title` and the moves."""
    return [change for command in commands if command.code == ExitCode.DONE for change in _changes_of(command)]


def missing(wanted: Sequence[Change], there: Sequence[Change]) -> Sequence[Change]:
    """Those of `wanted` that `there` lacks, or has in another order."""
    lost = []
    place = 0
    for change in wanted:
        if change in there[place:]:
            place = there.index(change, place) + 1
        else:
            lost.append(change)
    return lost


def _changes_of(command: Done) -> Sequence[Change]:
    verb, *rest = command.arguments[1:]
    if verb == "add":
        return [(int(command.out), rest[0])]
    what = rest[rest.index("--title") + 1] if verb == "edit" else RULES[Move(verb)].target.value
    return [(task_id, what) for task_id in sorted(int(argument) for argument in rest if argument.isdecimal())]


def _misfits_of(task: Task, log: Sequence[Event]) -> Iterator[str]:
    fields: dict[str, FieldValue] = dict.fromkeys(LOGGED_FIELDS)
    changes = [event for event in log if event.type is not EventType.COMMENTED]
    for event in changes:
        for name, (before, after) in event.changes.items():
            if before != fields[name]:
                yield f"task {task.id}: event {event.id} changes {name} from {before!r}, but it was {fields[name]!r}"
            fields[name] = after
    state = {name: after for name, (_, after) in changes_between(None, task).items()}
    replayed = {name: value for name, value in fields.items() if value is not None}
    if replayed != state:
        yield f"task {task.id}: the log gives {replayed}, the row is {state}"
    if task.version != len(changes):
        yield f"task {task.id} is at version {task.version} after {len(changes)} changes"


def _change(event: Event) -> Change:
    if event.type is EventType.MOVED:
        return event.task_id, str(event.to_status)
    return event.task_id, str(event.changes["title"][1])
