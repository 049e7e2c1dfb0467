"""Queries on which task waits for which."""

from collections.abc import Mapping, Sequence

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.task import Task
from radar_cli.repositories.tasks import select, to_task

LOCK_KEY = 0x64657073  # "deps" in ASCII; any constant will do, as long as it stays
COLUMNS: Mapping[str, Kind] = {"task_id": Kind.NUMBER, "depends_on_id": Kind.NUMBER}
# UNION rather than UNION ALL: each pair is followed once, however many ways lead to it.
REACHED = """
    WITH RECURSIVE reached (task_id, depends_on_id) AS (
        SELECT d.task_id, d.depends_on_id FROM task_dependencies d WHERE {condition}
         UNION
        SELECT d.task_id, d.depends_on_id FROM task_dependencies d JOIN reached r ON d.task_id = r.depends_on_id
    )
    SELECT task_id, depends_on_id FROM reached ORDER BY task_id, depends_on_id
"""

# In an isolated database those that whoever asks may not write are released by a trigger.
WRITABLE = "t.project_id IN (SELECT radar.my_writable_projects())"


def lock(db: Database) -> None:
    """Let nobody else add dependencies until the transaction ends, before any row is locked.

    Two who add could close a circle together; one that is added while its task is deleted would go without an event.
    """
    db.lock(LOCK_KEY)


def reached_from(db: Database, ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """What tasks depend on, and what that depends on in turn, by the number of who depends."""
    sql = REACHED.format(condition=db.dialect.among("d.task_id", "$ids"))
    reached: dict[int, list[int]] = {}
    for row in db.rows(sql, ids=db.dialect.numbers(ids)):
        reached.setdefault(row["task_id"], []).append(row["depends_on_id"])
    return reached


def dependents(db: Database, ids: Sequence[int]) -> Sequence[Task]:
    """The tasks that depend on one of these, in the order of their numbers, whoever asks.

    In an isolated database those that may be written by whoever asks.
    """
    condition = db.dialect.among("d.depends_on_id", "$ids")
    waiting = f"SELECT d.task_id FROM task_dependencies d WHERE {condition}"  # noqa: S608  constants
    rows = db.rows(f"{select(db)} WHERE t.id IN ({waiting}){_writable(db)} ORDER BY t.id", ids=db.dialect.numbers(ids))
    return [to_task(db, row) for row in rows]


def dependents_outside(db: Database, project_id: int) -> Sequence[Task]:
    """The tasks of other projects that depend on one of a project, as for `dependents`."""
    waiting = (
        "SELECT d.task_id FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on_id"
        " WHERE o.project_id = $project_id"
    )
    where = f"t.id IN ({waiting}) AND t.project_id <> $project_id{_writable(db)} ORDER BY t.id"
    return [to_task(db, row) for row in db.rows(f"{select(db)} WHERE {where}", project_id=project_id)]


def replace(db: Database, changed: Sequence[Task]) -> None:
    """Make tasks depend on what they say, and on nothing else.

    Whoever asks may not see all that a task depends on: what stays is not written again.
    """
    condition = db.dialect.among("task_id", "$ids")
    ids = db.dialect.numbers([task.id for task in changed])
    rows = db.rows(f"SELECT task_id, depends_on_id FROM task_dependencies WHERE {condition}", ids=ids)  # noqa: S608
    there = {(row["task_id"], row["depends_on_id"]) for row in rows}
    wanted = {(task.id, on) for task in changed for on in task.depends_on}
    db.delete("task_dependencies", COLUMNS, sorted(there - wanted))
    db.insert("task_dependencies", COLUMNS, sorted(wanted - there))


def _writable(db: Database) -> str:
    return f" AND {WRITABLE}" if db.is_isolated else ""
