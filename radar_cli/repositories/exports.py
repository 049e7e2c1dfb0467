"""Queries of exports: whole tables, read as they are written, and what belongs to a part of the tasks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from radar_cli.database.session import Database
from radar_cli.domain.event import Event
from radar_cli.domain.imported import ImportedComment, Person, StatusChange
from radar_cli.domain.report import Report
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.domain.task_list import Selection
from radar_cli.repositories import events as event_rows
from radar_cli.repositories import reports as report_rows
from radar_cli.repositories import tasks as task_rows
from radar_cli.repositories.comments import OF_TASKS
from radar_cli.repositories.task_lists import membership

# In the order of the columns of a list of tasks. An empty text is null, so that both are an empty cell.
TASKS = """
    SELECT t.id, nullif(p.name, ''), nullif(t.title, ''), t.status, {priority}, a.email, {created_at}, {due_at}, {tags},
           {started_at}, {done_at}, {cancelled_at}, t.reopen_count, {blocked_at}, nullif(t.blocked_reason, ''),
           {depends_on}, nullif(t.external_ref, ''), nullif(t.description, ''), t.version
      FROM tasks t
      JOIN projects p ON p.id = t.project_id
      LEFT JOIN users a ON a.id = t.assignee_id
     WHERE {condition}
     ORDER BY t.id
"""
INSTANTS = ("created_at", "due_at", "started_at", "done_at", "cancelled_at", "blocked_at")
LABELS = " ".join(f"WHEN {priority.value} THEN '{priority.label}'" for priority in Priority)
ENTRIES = """
    SELECT e.task_id, e.to_status, e.created_at, u.email, u.name
      FROM task_events e
      JOIN users u ON u.id = e.actor_id
     WHERE {condition} AND e.to_status IS NOT NULL
     ORDER BY e.id
"""
ASSIGNEES = """
    SELECT DISTINCT u.email, u.name FROM tasks t JOIN users u ON u.id = t.assignee_id WHERE {condition}
"""


def tasks_as_csv(db: Database, selection: Selection, write: Callable[[bytes], object]) -> None:
    """Hand all tasks of a selection to `write` in the order of their numbers, each as a line of unguarded CSV."""
    condition, parameters = membership(db, selection)
    sql = TASKS.format(
        condition=condition,
        priority=f"CASE t.priority {LABELS} END",
        tags=db.dialect.joined("t.tags"),
        depends_on=db.dialect.joined(db.dialect.collected(*task_rows.DEPENDENCIES)),
        **{name: db.dialect.rfc3339(f"t.{name}") for name in INSTANTS},
    )
    db.copy_csv(sql, write, **parameters)


def events(db: Database, project_ids: Sequence[int]) -> Iterator[Event]:
    """The changes in projects in the order in which they were logged, whoever asks."""
    condition = db.dialect.among("e.project_id", "$ids")
    sql = f"{event_rows.SELECT} WHERE {condition} ORDER BY e.id"
    return (event_rows.to_event(db, row) for row in db.stream(sql, ids=db.dialect.numbers(project_ids)))


def reports(db: Database, user_id: int, project_id: int | None) -> Iterator[Report]:
    """The reports that the user may see, the oldest first: those on a project, or on none that is archived."""
    scope = "p.archived_at IS NULL" if project_id is None else "r.project_id = $project_id"
    sql = f"{report_rows.SELECT} WHERE {report_rows.visible_to_user(db)} AND {scope} ORDER BY r.created_at, r.id"
    return (report_rows.to_report(db, row) for row in db.stream(sql, user_id=user_id, project_id=project_id))


def entries(db: Database, task_ids: Sequence[int]) -> Mapping[int, Sequence[StatusChange]]:
    """The statuses that tasks entered, from their creation on, by the number of the task, whoever asks."""
    found: dict[int, list[StatusChange]] = {}
    for row in db.rows(_of(db, ENTRIES, "e.task_id"), ids=db.dialect.numbers(task_ids)):
        at = db.dialect.read_instant(row["created_at"])
        change = StatusChange(at, TaskStatus(row["to_status"]), Person(row["email"], row["name"]))
        found.setdefault(row["task_id"], []).append(change)
    return found


def comments(db: Database, task_ids: Sequence[int]) -> Mapping[int, Sequence[ImportedComment]]:
    """The comments on tasks, the oldest first, by the number of the task, whoever asks."""
    found: dict[int, list[ImportedComment]] = {}
    for row in db.rows(_of(db, OF_TASKS, "c.task_id"), ids=db.dialect.numbers(task_ids)):
        at = db.dialect.read_instant(row["created_at"])
        comment = ImportedComment(at, row["body"], Person(row["author"], row["author_name"]))
        found.setdefault(row["task_id"], []).append(comment)
    return found


def assignees(db: Database, task_ids: Sequence[int]) -> Mapping[str, Person]:
    """Who is to do some of the tasks, by e-mail address, whoever asks."""
    rows = db.rows(_of(db, ASSIGNEES, "t.id"), ids=db.dialect.numbers(task_ids))
    return {row["email"]: Person(row["email"], row["name"]) for row in rows}


def visible_ids(db: Database, user_id: int, task_ids: Iterable[int]) -> set[int]:
    """The numbers of those of the tasks that the user may see."""
    condition = db.dialect.among("t.id", "$ids")
    sql = f"SELECT t.id FROM tasks t WHERE {condition} AND {task_rows.VISIBLE}"  # noqa: S608  constants
    return {row["id"] for row in db.rows(sql, ids=db.dialect.numbers(list(task_ids)), user_id=user_id)}


def _of(db: Database, sql: str, column: str) -> str:
    return sql.format(condition=db.dialect.among(column, "$ids"))
