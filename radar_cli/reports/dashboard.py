"""dashboard: all of the reports on one page, with their numbers and pictures.

Each report says itself with which options it stands here (`on_dashboard`), and has its own usual window unless --last,
--since or --until gives all of them another. Durations are elapsed days in all of them, since some of the reports know
no others, and two ways of counting must not stand on one page. A report that refuses, like flow efficiency where
nothing was ever blocked, is there with the reason why.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from radar_cli.database.session import Database
from radar_cli.domain.chart import Chart
from radar_cli.domain.periods import window
from radar_cli.domain.report_options import BY, REOPEN, WHERE, WINDOW
from radar_cli.domain.section import Section
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.reports import ReportType, Result, Scope, load, names

FIELDS = ("project", "window", "time_zone", "as_of", "where", "reports")
COLUMNS = (
    Column("report", "Report"),
    Column("numbers", "Its main numbers"),
    Column("window_from", "Window from", spare=1),
    Column("window_to", "Window to", spare=2),
)
FIRST = "daily-summary"
REFUSED = (Column("report", "Report"), Column("refused", "Why it is not there"))


def compute(db: Database, scope: Scope) -> Result:
    """Compute the others, all on one snapshot.

    Returns:
        what every result begins with (`window` is null where each report has its own); `reports`: of each `report` (its
        name), `options`, `result`, and `refused` (why there is no result; one of the two is null).
    """
    reports = [_one(db, scope, name, options) for name in _shown() for options in load(name).on_dashboard]
    return {**scope.stated(), **({} if _has_window(scope) else {"window": None}), "reports": reports}


def _shown() -> Iterator[str]:
    others = [name for name in names() if name not in (FIRST, "dashboard")]
    yield from (FIRST, *others)


def _has_window(scope: Scope) -> bool:
    return any(option.name in scope.options for option in WINDOW)


def _one(db: Database, scope: Scope, name: str, options: Mapping[str, Any]) -> Mapping[str, Any]:
    report_type = load(name)
    nested = _nested(scope, report_type, options)
    shown = {key: value for key, value in nested.options.items() if key != WHERE.name}
    try:
        computed = dict(report_type.compute(db, nested))
    except BadInput as refusal:
        return {"report": name, "options": shown, "result": None, "refused": str(refusal)}
    return {"report": name, "options": shown, "result": computed, "refused": None}


def _nested(scope: Scope, report_type: ReportType, options: Mapping[str, Any]) -> Scope:
    """The same scope for another report: with the options that it takes, and its own window where none is asked for."""
    own = window(report_type.last, None, None, scope.as_of, ZoneInfo(scope.zone))
    return scope.of(report_type, scope.window if _has_window(scope) else own, {**scope.options, **options})


def table(result: Result) -> Table:
    """A row for each report with its main numbers, or why it refuses."""
    rows = [(one["report"], _numbers(one), *_window(one)) for one in result["reports"]]
    return Table(COLUMNS, rows, title=f"Dashboard: {result['project'] or 'all projects'}", document=result)


def _numbers(one: Mapping[str, Any]) -> str:
    if one["result"] is None:
        return str(one["refused"])
    return load(one["report"]).in_short(one["result"])


def _window(one: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    of = (one["result"] or {}).get("window") or {}
    starts_at, ends_at = of.get("from"), of.get("to")
    return (
        None if starts_at is None else datetime.fromisoformat(starts_at),
        None if ends_at is None else datetime.fromisoformat(ends_at),
    )


def charts(result: Result) -> Sequence[Chart]:
    """All of theirs, in their order."""
    computed = [one for one in result["reports"] if one["result"] is not None]
    return [chart for one in computed for chart in load(one["report"]).charts(one["result"])]


def sections(result: Result) -> Sequence[Section]:
    """The overview, and the sections of each report; one that refuses says so in its own."""
    return [
        Section(table(result).title, REPORT.shown(result)),
        *(section for one in result["reports"] for section in _parts(one)),
    ]


def _parts(one: Mapping[str, Any]) -> Sequence[Section]:
    if one["result"] is not None:
        return load(one["report"]).parts(one["result"])
    heading = one["report"].replace("-", " ").capitalize()
    return [Section(heading, Table(REFUSED, [(one["report"], one["refused"])], title=heading))]


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    options=(*WINDOW, WHERE, REOPEN, BY),
    charts=charts,
    sections=sections,
    example="--project web --html web.html",
    on_dashboard=(),
)
