"""What the databases say about how they run the query of a page of tasks."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.clock import system_clock
from radar_cli.domain.task_list import Page, TaskFilter
from radar_cli.services import task_lists
from tests.benchmarks.seeding import PROJECT, Site


@dataclass(frozen=True, slots=True)
class Plan:
    """The index that the tasks are found by (empty where all are read), and whether rows are sorted."""

    index: str
    sorts: bool

    @property
    def is_fast(self) -> bool:
        return bool(self.index) and not self.sorts

    def __str__(self) -> str:
        return f"{self.index or 'no index'}, {'sorts' if self.sorts else 'sorts nothing'}"


class RecordingDatabase(Database):
    """A database that keeps each query that returns rows, with its parameters."""

    def __init__(self, site: Site) -> None:
        super().__init__(site.url)
        self.queries: list[tuple[str, Mapping[str, object]]] = []

    def rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        self.queries.append((sql, parameters))
        return super().rows(sql, **parameters)

    def prepared_rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        self.queries.append((sql, parameters))
        return super().prepared_rows(sql, **parameters)


def of_page(site: Site, wanted: TaskFilter, part: Page) -> Plan:
    """The plan of the very query that `services.task_lists.listed` runs for a page."""
    db = RecordingDatabase(site)
    try:
        task_lists.listed(db, system_clock, site.user, PROJECT, wanted, part)
        ((sql, parameters),) = [query for query in db.queries if "FROM tasks t" in query[0]]
        with db.reading():
            return EXPLAINERS[db.dialect.name](db, sql, parameters)
    finally:
        db.disconnect()


def _sqlite(db: Database, sql: str, parameters: Mapping[str, object]) -> Plan:
    steps = [str(row["detail"]) for row in db.rows(f"EXPLAIN QUERY PLAN {sql}", **parameters)]
    on_tasks = next(step.split() for step in steps if step.split()[1] == "t")
    index = on_tasks[on_tasks.index("INDEX") + 1] if on_tasks[0] == "SEARCH" and "INDEX" in on_tasks else ""
    return Plan(index, any("TEMP B-TREE" in step for step in steps))


def _postgresql(db: Database, sql: str, parameters: Mapping[str, object]) -> Plan:
    found = db.value(f"EXPLAIN (FORMAT JSON) {sql}", **parameters)
    (document,) = json.loads(found) if isinstance(found, str) else found
    steps = list(_steps(document["Plan"]))
    on_tasks = next(step for step in steps if step.get("Alias") == "t")
    return Plan(on_tasks.get("Index Name", ""), any("Sort" in step["Node Type"] for step in steps))


def _steps(step: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    # What is computed for each row of the page, such as its list of dependencies, is small.
    yield step
    for inner in step.get("Plans", ()):
        if inner["Parent Relationship"] != "SubPlan":
            yield from _steps(inner)


EXPLAINERS = {"sqlite": _sqlite, "postgresql": _postgresql}
