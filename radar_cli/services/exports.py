"""Taking tasks, changes and reports out of a database.

Everything comes from one snapshot, and is read while it is written: never is much of it in memory.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice

from radar_cli.database.session import Database
from radar_cli.domain.event import Event
from radar_cli.domain.exported import ExportedTask
from radar_cli.domain.filters.expression import Expression
from radar_cli.domain.project import Project
from radar_cli.domain.report import Report, seen_at
from radar_cli.domain.task import Task
from radar_cli.domain.task_list import Selection
from radar_cli.domain.text import folded
from radar_cli.domain.user import User
from radar_cli.repositories import exports, projects, task_lists
from radar_cli.services.projects import project_named
from radar_cli.services.task_lists import selection

AT_ONCE = 1000
Copy = Callable[[Callable[[bytes], object]], None]


@dataclass(frozen=True, slots=True)
class Logged:
    """A change, and the name of its project."""

    event: Event
    project: str


@contextmanager
def tasks(db: Database, actor: User, project: str | None, condition: Expression | None) -> Iterator[Iterator[Task]]:
    """The tasks of a condition, in a project or all of the actor's that are not archived, by their numbers.

    Raises:
        NotFound: no such project or person.
        BadInput: the condition names an assignee or a project that is not clear.
    """
    with db.snapshot(unbounded=True):
        yield task_lists.each(db, selection(db, actor, project, condition))


@contextmanager
def tasks_as_csv(db: Database, actor: User, project: str | None, condition: Expression | None) -> Iterator[Copy]:
    """`tasks`, as a function that hands each of them to another one, as a line of CSV that is not guarded.

    The database writes the lines, which is several times faster. Raises what `tasks` does.
    """
    with db.snapshot(unbounded=True):
        yield partial(exports.tasks_as_csv, db, selection(db, actor, project, condition))


@contextmanager
def events(db: Database, actor: User, project: str | None) -> Iterator[Iterator[Logged]]:
    """The changes in a project, or in all of the actor's that are not archived, as they were logged.

    Raises:
        NotFound, BadInput: there is no such project that the actor can see.
    """
    with db.snapshot(unbounded=True):
        found = projects.visible(db, actor.id, False) if project is None else [project_named(db, actor, project)]
        names = {one.id: one.name for one in found}
        yield (Logged(event, names[event.project_id]) for event in exports.events(db, list(names)))


@contextmanager
def reports(db: Database, actor: User, project: str | None) -> Iterator[Iterator[Report]]:
    """The reports on a project, or all that the actor may see but on archived projects; the oldest first.

    Raises:
        NotFound, BadInput: there is no such project that the actor can see.
    """
    with db.snapshot(unbounded=True):
        now = db.now()
        project_id = None if project is None else project_named(db, actor, project).id
        yield (seen_at(report, now) for report in exports.reports(db, actor.id, project_id))


@contextmanager
def everything(db: Database, actor: User) -> Iterator[Iterator[ExportedTask]]:
    """All tasks that the actor can see with their history, those of archived projects too, by their numbers."""
    with db.snapshot(unbounded=True):
        names = _distinct_names(projects.visible(db, actor.id, True))
        found = task_lists.each(db, Selection(actor.id, with_archived=True), AT_ONCE)
        yield _with_history(db, actor, names, found)


def _distinct_names(found: Sequence[Project]) -> Mapping[int, str]:
    """The projects' names by their numbers, with the owner before those that several have."""
    count = Counter(folded(project.name) for project in found)
    return {
        project.id: project.name if count[folded(project.name)] == 1 else f"{project.owner}/{project.name}"
        for project in found
    }


def _with_history(db: Database, actor: User, names: Mapping[int, str], found: Iterator[Task]) -> Iterator[ExportedTask]:
    while part := list(islice(found, AT_ONCE)):
        ids = [task.id for task in part]
        entered = exports.entries(db, ids)
        comments = exports.comments(db, ids)
        people = exports.assignees(db, ids)
        visible = exports.visible_ids(db, actor.id, {on for task in part for on in task.depends_on})
        for task in part:
            changes = entered.get(task.id, ())
            yield ExportedTask(
                task=task,
                project=names[task.project_id],
                assignee=None if task.assignee is None else people[task.assignee],
                created_by=changes[0].by if changes else None,
                entered=changes,
                comments=comments.get(task.id, ()),
                depends_on=[on for on in task.depends_on if on in visible],
            )
