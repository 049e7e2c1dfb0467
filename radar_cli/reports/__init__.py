"""The reports, one file each; this file finds them.

A file `some_name.py` here is the report `some-name`. Its docstring begins with `some-name: what it tells.`,
and it holds `REPORT`, a `ReportType`; everything else (the command, the worker, the output formats, schedules) follows
from that. See docs/adding-a-report.md.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from radar_cli.domain.chart import Chart
from radar_cli.domain.durations import Count, DurationRule
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.periods import By, Period, Window, days_of, periods
from radar_cli.domain.report_options import COUNT, HOLIDAYS, REOPEN, WORKING_DAYS, Option, Reopen
from radar_cli.domain.section import Section
from radar_cli.domain.table import Column, Table
from radar_cli.errors import NotFound
from radar_cli.repositories.task_filters import TaskCondition

if TYPE_CHECKING:
    from radar_cli.database.session import Database

Result = Mapping[str, Any]
FOLDER = Path(__file__).parent
STATED_IN_COLUMNS = frozenset({"window_from", "window_to", "time_zone", "as_of"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about.

    Args:
        project_ids: the projects whose tasks count.
        project: how people call them: names, or None for all of somebody's projects.
        as_of: the instant (UTC) that the report was asked for; windows end there at the latest, half-open.
        zone: the IANA name of the zone whose days count.
        window: the time it is about.
        tasks: the tasks of these projects that --where means.
        durations: how durations are counted.
        reopen: from when a reopened task counts.
        options: the values of the report's options that were given, by name.
    """

    project_ids: Sequence[int]
    project: str | None
    as_of: datetime
    zone: str
    window: Window
    tasks: TaskCondition
    durations: DurationRule
    reopen: Reopen = Reopen.LAST
    options: Mapping[str, Any] = field(default_factory=dict)

    def periods(self) -> Sequence[Period]:
        """The days, weeks or months of the window, as --by says.

        Raises:
            BadInput: there are too many of them.
        """
        return periods(self.window, By(self.options.get("by", By.DAY)), ZoneInfo(self.zone))

    def of(self, report_type: "ReportType", window: Window, options: Mapping[str, Any]) -> "Scope":
        """The same tasks for another report, which counts durations in the ways that it can be asked for, and no other.

        Args:
            report_type: the other report.
            window: the time it is about.
            options: what is asked for; of these it gets those that it takes.
        """
        taken = report_type.taken
        durations = replace(
            self.durations,
            count=self.durations.count if COUNT.name in taken else Count.ELAPSED,
            holidays=self.durations.holidays if WORKING_DAYS.name in taken else None,
        )
        return replace(
            self,
            window=window,
            durations=durations,
            reopen=self.reopen if REOPEN.name in taken else Reopen.LAST,
            options={name: value for name, value in options.items() if name in taken},
        )

    def stated(self) -> Result:
        """What every result begins with: `project`, `window` (`from`, `to`), `time_zone`, `as_of`, `where`."""
        return {
            "project": self.project,
            "window": {"from": rfc3339(self.window.starts_at), "to": rfc3339(self.window.ends_at)},
            "time_zone": self.zone,
            "as_of": rfc3339(self.as_of),
            "where": self.options.get("where"),
        }

    def counted(self) -> Result:
        """How durations were counted: `count`, `working_days`, `reopen`."""
        return {
            "count": str(self.durations.count),
            "working_days": self.durations.holidays is not None,
            "reopen": str(self.reopen),
        }


def require_few_periods(scope: Scope) -> None:
    """A check for `ReportType`: that --by does not cut the window into too many periods.

    Raises:
        BadInput: it does.
    """
    scope.periods()


def _nothing_to_check(_scope: Scope) -> None:
    pass


def _no_charts(_result: Result) -> Sequence[Chart]:
    return ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a report, which two windows can be compared by, and which stands for the report on a dashboard.

    Args:
        name: a stable name, like `p85`; no other of the report has it.
        title: what people call it, like "85 % within".
        unit: of what it is, like "days" or "tasks".
        read: finds it in a result; None where there is none.
        events: it is a number of things that happened in the window.
        sample: gives the durations of the window (in whole units) that it was made from; `read` finds it in the
            `statistics.summary` of these as well.
    """

    name: str
    title: str
    unit: str
    read: Callable[[Result], float | None]
    events: bool = False
    sample: Callable[["Database", Scope], Sequence[int]] | None = None


@dataclass(frozen=True, slots=True)
class ReportType:
    """One kind of report.

    Args:
        fields: the names in its JSON object, in their order.
        columns: its columns in tables and CSV.
        compute: its queries, run on a read-only snapshot; gives the JSON object.
        table: how people see that object, in those columns.
        options: what can be asked of it, beside its projects and its zone.
        last: how long its window is where nothing is said, as --last takes it.
        charts: that object as pictures.
        check: raises BadInput where the options do not go together, before the report is accepted.
        example: what can follow its name on the command line, for the help.
        measures: those of its numbers that `compare` compares and `dashboard` shows first.
        on_dashboard: the options with which it stands on the dashboard, for each time that it does.
        sections: that object as parts of a page; None is one part, made of its table and its charts.
        headline: that object in a few words; None makes them of its measures, or of what its first chart shows.
    """

    fields: Sequence[str]
    columns: Sequence[Column]
    compute: Callable[["Database", Scope], Result]
    table: Callable[[Result], Table]
    options: Sequence[Option] = ()
    last: str = "30d"
    charts: Callable[[Result], Sequence[Chart]] = _no_charts
    check: Callable[[Scope], None] = _nothing_to_check
    example: str = "--project web --format csv"
    measures: Sequence[Measure] = ()
    on_dashboard: Sequence[Mapping[str, Any]] = ({},)
    sections: Callable[[Result], Sequence[Section]] | None = None
    headline: Callable[[Result], str] | None = None

    @property
    def draws(self) -> bool:
        """Whether there are pictures of it."""
        return self.charts is not _no_charts or self.sections is not None

    @property
    def taken(self) -> AbstractSet[str]:
        """The names of what its parameters can have: its options, and the holidays that come with working days."""
        names = {option.name for option in self.options}
        return names | {HOLIDAYS} if WORKING_DAYS.name in names else names

    def in_short(self, result: Result) -> str:
        """A result in a few words: its main numbers."""
        if self.headline is not None:
            return self.headline(result)
        read = [(measure, measure.read(result)) for measure in self.measures]
        numbers = [f"{measure.title}: {_rounded(value)} {measure.unit}" for measure, value in read if value is not None]
        if numbers:
            return "; ".join(numbers)
        return next((chart.description for chart in self.charts(result)), self.table(result).title)

    def parts(self, result: Result) -> Sequence[Section]:
        """A result as parts of a page."""
        if self.sections is not None:
            return self.sections(result)
        shown = self.shown(result)
        return [Section(self.table(result).title, shown, self.charts(result))]

    def shown(self, result: Result) -> Table:
        """A result as people see it: its table, with what it is about in the title where no column has that."""
        table = self.table(result)
        said = about(result, {column.name for column in table.columns})
        return replace(table, title=f"{table.title}; {said}") if said else table


def about(result: Result, columns: AbstractSet[str] = frozenset()) -> str:
    """What a result is about and how it was made, for people: its window, time zone, `as_of`, method of percentiles.

    Like "2026-03-01 to 2026-03-10, Europe/Berlin, as of 2026-03-10 12:00; percentiles: linear interpolation between the
    nearest ranks"; without what `columns` have, and without what it has not.
    """
    said = [] if columns >= STATED_IN_COLUMNS else [_stated(result)]
    if "method" in result:
        said.append(f"percentiles: {result['method'].partition(' (')[0]}")
    return "; ".join(said)


def _stated(result: Result) -> str:
    zone, window = result["time_zone"], result["window"]
    days = [] if window is None else [" to ".join(day.isoformat() for day in days_of(window, zone))]
    as_of = datetime.fromisoformat(result["as_of"]).astimezone(ZoneInfo(zone))
    return ", ".join([*days, zone, f"as of {as_of:%Y-%m-%d %H:%M}"])


def _rounded(value: float) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def duration_measures(sample: Callable[["Database", Scope], Sequence[int]]) -> Sequence[Measure]:
    """The mean and the percentiles of a report whose result has them, of the durations that `sample` gives."""
    titles = {"mean": "Average", "p50": "50 % within", "p85": "85 % within", "p95": "95 % within"}
    return [Measure(name, title, "days", itemgetter(name), sample=sample) for name, title in titles.items()]


def names() -> Sequence[str]:
    """The reports that there are, by name."""
    files = FOLDER.glob("*.py")
    return sorted(file.stem.replace("_", "-") for file in files if file.stem != "__init__")


def summary(name: str) -> str:
    """What a report tells, for the help: the first line of its file, read without importing it."""
    with (FOLDER / f"{name.replace('-', '_')}.py").open(encoding="utf-8") as file:
        return file.readline().strip().removeprefix(f'"""{name}: ').capitalize()


@cache
def load(name: str) -> ReportType:
    """The report of that name.

    Raises:
        NotFound: this installation has none.
    """
    if name not in names():
        raise NotFound(f"this radar knows no report '{name}'", f"it has {', '.join(names())}; or upgrade it")
    report_type = import_module(f"{__name__}.{name.replace('-', '_')}").REPORT
    assert isinstance(report_type, ReportType)
    return report_type
