"""A page of a project's tasks: it takes the same time however many tasks the project has."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.domain.clock import system_clock
from radar_cli.domain.task import OPEN_STATUSES, TaskStatus
from radar_cli.domain.task_list import Page, Sort, TaskFilter
from radar_cli.services import task_lists
from tests.benchmarks import plans, timing
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import PROJECT, SQLITE, Site, Sites, analyzed, connected, kinds, why_no_postgresql
from tests.benchmarks.startup import RADAR

FEW = 1_000
MANY = 1_000_000
LIMIT = 25
AT_MOST = 1.10
QUERY_RUNS = 400
ANALYZED_RUNS = 20  # these may take long


@dataclass(frozen=True, slots=True)
class Query:
    """One kind of page: the options that ask for it, and what they mean."""

    options: str
    statuses: tuple[TaskStatus, ...] | None
    sort: Sort

    @property
    def wanted(self) -> TaskFilter:
        return TaskFilter(statuses=self.statuses)

    @property
    def part(self) -> Page:
        return Page(self.sort, limit=LIMIT)


DEFAULT = Query("", OPEN_STATUSES, Sort.ID)
OTHERS = (
    Query("--sort priority", OPEN_STATUSES, Sort.PRIORITY),
    Query("--status all", None, Sort.ID),
    Query("--sort created", OPEN_STATUSES, Sort.CREATED),
    Query("--sort done", (TaskStatus.DONE,), Sort.DONE),
)


def measured(sites: Sites) -> Section:
    """The whole command, which is the promise, and for information its queries alone, on each database."""
    times: list[Timed] = []
    notes: list[Note] = []
    for kind in kinds():
        few, many = sites.of(kind, FEW), sites.of(kind, MANY)
        times.append(_command(few, many))
        times.extend(_queries(few, many, query) for query in (DEFAULT, *OTHERS))
        notes.append(_plan(many, DEFAULT, judged=True))
        notes.extend(_plan(many, query) for query in OTHERS)
    few, many = sites.of(SQLITE, FEW), sites.of(SQLITE, MANY)
    with analyzed(few), analyzed(many):
        times.append(_queries(few, many, DEFAULT, "after ANALYZE", ANALYZED_RUNS))
        notes.append(_plan(many, DEFAULT, "after ANALYZE"))
    if reason := why_no_postgresql():
        notes.append(Note(reason))
    title = (
        f"radar task list --limit {LIMIT}, {MANY:,} tasks against {FEW:,}: whole processes, median of"
        f" {timing.PROCESS_RUNS} each; its queries alone on a warm connection, median of {QUERY_RUNS} each"
    )
    return Section(title, times, notes)


def _command(few: Site, many: Site) -> Timed:
    times = timing.in_turn(_process(many), _process(few))
    return Timed(f"{many.kind}: the command", times.first_ms, f"at {FEW:,}", times.second_ms, AT_MOST)


def _process(site: Site) -> timing.Action:
    return timing.process([RADAR, "task", "list", "--project", PROJECT, "--limit", str(LIMIT)], site.environment)


def _queries(few: Site, many: Site, query: Query, condition: str = "", runs: int = QUERY_RUNS) -> Timed:
    with connected(few) as small, connected(many) as large:
        times = timing.in_turn(_call(large, many, query), _call(small, few, query), runs)
    what = " ".join(f"{many.kind}: its queries {query.options} {condition}".split())
    return Timed(what, times.first_ms, f"at {FEW:,}", times.second_ms)


def _call(db: Database, site: Site, query: Query) -> timing.Action:
    return lambda: _listed(db, site, query)


def _listed(db: Database, site: Site, query: Query) -> Sequence[object]:
    page = task_lists.listed(db, system_clock, site.user, PROJECT, query.wanted, query.part).tasks
    assert len(page) == LIMIT, f"{len(page)} tasks on a page of {LIMIT}"
    return page


def _plan(site: Site, query: Query, condition: str = "", *, judged: bool = False) -> Note:
    plan = plans.of_page(site, query.wanted, query.part)
    page = " ".join([query.options or "the default page", condition]).strip()
    return Note(f"{site.kind}, plan of {page}: {plan}", missed=judged and not plan.is_fast)
