"""Which of the imported tasks wait for which: known when all of them are there."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from radar_cli.database.session import Database
from radar_cli.domain.dependencies import around_circles, path, united
from radar_cli.domain.imported import ImportedTask, Notes
from radar_cli.domain.task import Task
from radar_cli.repositories import dependencies, tasks
from radar_cli.services.import_bases import import_bases


@dataclass(frozen=True, slots=True)
class Wish:
    """A task as the import left it, and what it is to depend on, by the keys and numbers of its source."""

    task: Task
    record: ImportedTask


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish that its source has not made before: the task as it is, what it goes on to depend on, and what is new."""

    wish: Wish
    task: Task
    kept: Set[int]
    added: Set[int]


class Dependencies:
    """The wishes of an import, and what becomes of them."""

    def __init__(self, db: Database, notes: Notes) -> None:
        self._db = db
        self._notes = notes
        self._ids_by_project: dict[int, dict[str, int]] = {}
        self._first_ids: dict[str, int] = {}
        self._ids_by_number: dict[int, int] = {}
        self._wishes: list[Wish] = []

    def note(self, record: ImportedTask, task: Task) -> None:
        """Take in a task, as the import left it, with what it is to depend on."""
        if record.external_ref is not None:
            self._ids_by_project.setdefault(task.project_id, {})[record.external_ref] = task.id
            self._first_ids.setdefault(record.external_ref, task.id)
        if record.number is not None:
            self._ids_by_number[record.number] = task.id
        if record.depends_on or record.depends_on_numbers:
            self._wishes.append(Wish(task, record))

    def changes(self, were_there: Set[int]) -> Iterator[tuple[Task, Task]]:
        """The tasks that have to depend on something else than they do, as they are and as they are to be; once.

        Those that `were_there` before the import are read again: somebody else may have changed them meanwhile. What
        their source still says as at the last import is left to radar; what it says no more ends, unless it says
        nothing. What is not there, and what would close a circle, is left out with a warning.
        """
        if not self._wishes:
            return
        earlier = self._earlier()
        wanted = {wish.task.id: set(self._wanted(wish, earlier)) for wish in self._wishes}
        concerned = sorted({*wanted, *(other for on in wanted.values() for other in on)})
        plans = list(self._plans(wanted, were_there))
        graph = {task_id: list(on) for task_id, on in dependencies.reached_from(self._db, concerned).items()}
        graph |= {plan.task.id: sorted(plan.kept) for plan in plans}  # what ends closes no circle
        suspects = around_circles(united(graph, wanted))
        for plan in plans:
            fitting = {other for other in plan.added if self._fits(graph, suspects, plan.wish, other)}
            on = tuple(sorted(plan.kept | fitting))
            if on != plan.task.depends_on:
                yield plan.task, replace(plan.task, depends_on=on)

    def _plans(self, wanted: Mapping[int, Set[int]], were_there: Set[int]) -> Iterator[Plan]:
        reread = tasks.unrestricted(self._db, sorted(wanted.keys() & were_there))
        bases = import_bases(self._db, [task for task in reread.values() if wanted[task.id] != set(task.depends_on)])
        for wish in self._wishes:
            task = reread.get(wish.task.id, wish.task)
            now, said = set(task.depends_on), wanted[task.id]
            said_before = [set(base.depends_on) for base in bases.get(task.id, ())] or [set()]
            if said not in said_before:
                yield Plan(wish, task, now - (said_before[0] - said), said - said_before[0] - now)

    def _earlier(self) -> Mapping[tuple[int, str], int]:
        """The tasks that were there before, by project and key, among those that the file does not have there."""
        missing: dict[int, set[str]] = {}
        for wish in self._wishes:
            imported = self._ids_by_project.get(wish.task.project_id, {})
            elsewhere = [ref for ref in wish.record.depends_on if ref not in imported]
            missing.setdefault(wish.task.project_id, set()).update(elsewhere)
        return {
            (project_id, ref): task.id
            for project_id, refs in missing.items()
            if refs
            for ref, task in tasks.by_refs(self._db, project_id, sorted(refs)).items()
        }

    def _wanted(self, wish: Wish, earlier: Mapping[tuple[int, str], int]) -> Iterator[int]:
        for number in wish.record.depends_on_numbers:
            if number in self._ids_by_number:
                yield self._ids_by_number[number]
            else:
                self._notes.warn("a task depends on an id that is not in the file: left out")
        for ref in wish.record.depends_on:
            known = self._known(wish.task.project_id, ref, earlier)
            if known is None:
                self._notes.warn(f"{_named(wish)} depends on {ref}, which is not in the file or its project: left out")
            else:
                yield known

    def _known(self, project_id: int, ref: str, earlier: Mapping[tuple[int, str], int]) -> int | None:
        """The task of that key in its own project, by the file or by radar, or else in another one of the file."""
        imported = self._ids_by_project.get(project_id, {}).get(ref)
        return imported or earlier.get((project_id, ref)) or self._first_ids.get(ref)

    def _fits(self, graph: dict[int, list[int]], suspects: Set[int], wish: Wish, other: int) -> bool:
        is_suspect = wish.task.id in suspects and other in suspects
        if other == wish.task.id or (is_suspect and path(graph, other, wish.task.id)):
            self._notes.warn(f"{_named(wish)} would depend on itself in a circle: left out")
            return False
        graph.setdefault(wish.task.id, []).append(other)
        return True


def _named(wish: Wish) -> str:
    return wish.record.external_ref or f"line {wish.record.line}"
