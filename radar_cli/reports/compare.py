"""compare: the numbers of another report in a window and in the one before, and whether they differ.

--of names the report; it says itself which of its numbers are compared (`measures`). The window before has as many
calendar days, just before; where today is not over, it ends at this time of its own last day. --against-since and
--against-until choose another one. What is said about a difference: domain/two_samples.py.

Percent are of the number before; of numbers of events, of what would be expected in a window as long as the other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from radar_cli.database.session import Database
from radar_cli.domain.chart import Axis, Bars, Chart, Role, Scale
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.periods import Window, days_of
from radar_cli.domain.quoted import quoted
from radar_cli.domain.report_options import DURATIONS, WHERE, WINDOW, Option
from radar_cli.domain.statistics import summary
from radar_cli.domain.table import Column, Table
from radar_cli.domain.two_samples import RULE, Verdict, p_of_counts, p_of_durations, verdict, verdict_of_durations
from radar_cli.domain.windows_compared import length_by_clock, window_against, window_before
from radar_cli.errors import BadInput
from radar_cli.reports import Measure, ReportType, Result, Scope, load, names

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "of",
    "options",
    "window_before",
    "rule",
    "measures",
)
COLUMNS = (
    Column("measure", "Number"),
    Column("unit", "In"),
    Column("before", "Before"),
    Column("after", "After"),
    Column("difference", "Difference"),
    Column("percent", "Percent"),
    Column("n_before", "n before", spare=1),
    Column("n_after", "n after", spare=1),
    Column("p_value", "p", spare=1),
    Column("verdict", "What it tells"),
)
OF = Option("of", "REPORT", "The report whose numbers are compared, like lead-time or throughput.")
AGAINST_SINCE = Option("against_since", "DAY", "Against the window from this day on, rather than the one just before.")
AGAINST_UNTIL = Option("against_until", "DAY", "Up to the end of this day; as many days if it is left out.")
OWN = (OF, AGAINST_SINCE, AGAINST_UNTIL)


def check(scope: Scope) -> None:
    """Refuse what cannot be compared.

    Raises:
        BadInput: --of is missing or names nothing that can be compared, an option is not for that report, the other
            window is none, or that report refuses.
    """
    report_type = _compared(scope)
    for name in scope.options.keys() - report_type.taken - {option.name for option in (*OWN, *WINDOW)}:
        raise BadInput(f"{scope.options['of']} takes no --{name.replace('_', '-')}", "leave it out")
    for one in (_nested(scope, scope.window), _nested(scope, _window_before(scope))):
        report_type.check(one)


def compute(db: Database, scope: Scope) -> Result:
    """Compute the report twice.

    Returns:
        what every result begins with (`window` is the one after); `of`, its `options`, `window_before`, `rule`;
        `measures`: of each `name`, `title`, `unit`, `before`, `after`, `difference`, `percent` (null where one of them
        is, or before is 0), `n_before` and `n_after` (events or durations; else null), `p_value` (null where there is
        no test, or too few) and `verdict`.

    Raises:
        BadInput: see `check`.
    """
    report_type = _compared(scope)
    before, after = _nested(scope, _window_before(scope)), _nested(scope, scope.window)
    samples = _samples(db, report_type, (before, after))
    # What all comes from durations need not be computed: a large project's are read once, not twice.
    is_needed = len(samples) < len(report_type.measures)
    results = [report_type.compute(db, one) if is_needed else {} for one in (before, after)]
    return {
        **scope.stated(),
        "of": scope.options["of"],
        "options": {name: value for name, value in after.options.items() if name != WHERE.name},
        "window_before": {"from": rfc3339(before.window.starts_at), "to": rfc3339(before.window.ends_at)},
        "rule": RULE,
        "measures": [_difference(measure, results, samples, (before, after)) for measure in report_type.measures],
    }


def _compared(scope: Scope) -> ReportType:
    name = scope.options.get("of")
    if name is None:
        raise BadInput("--of is missing", f"name a report: {', '.join(_comparable())}")
    if name not in _comparable():
        raise BadInput(f"--of cannot be {quoted(name)}", f"use {', '.join(_comparable())}")
    return load(name)


def _comparable() -> Sequence[str]:
    return [name for name in names() if name != "compare" and load(name).measures]


def _window_before(scope: Scope) -> Window:
    since, until = scope.options.get("against_since"), scope.options.get("against_until")
    return window_against(scope.window, since, until, scope.as_of, ZoneInfo(scope.zone))


def _nested(scope: Scope, window: Window) -> Scope:
    """The scope of the report that is compared, with the options that it takes but for those of its window."""
    of_windows = {option.name for option in WINDOW}
    return scope.of(_compared(scope), window, {k: v for k, v in scope.options.items() if k not in of_windows})


Samples = Mapping[str, Sequence[Sequence[int]]]


def _samples(db: Database, report_type: ReportType, scopes: Sequence[Scope]) -> Samples:
    """The durations behind each measure that is made of some, before and after; each is read once."""
    read: dict[Any, Sequence[Sequence[int]]] = {}
    for measure in report_type.measures:
        if measure.sample is not None and measure.sample not in read:
            read[measure.sample] = [measure.sample(db, scope) for scope in scopes]
    return {measure.name: read[measure.sample] for measure in report_type.measures if measure.sample is not None}


def _difference(measure: Measure, results: Sequence[Result], samples: Samples, scopes: Sequence[Scope]) -> Result:
    if measure.sample is not None:
        units = (scope.durations.unit for scope in scopes)
        results = [summary(durations, unit) for durations, unit in zip(samples[measure.name], units, strict=True)]
    before, after = (measure.read(result) for result in results)
    length_before, length_after = (length_by_clock(scope.window, ZoneInfo(scope.zone)) for scope in scopes)
    longer = length_after / length_before if measure.events else 1.0
    return {
        "name": measure.name,
        "title": measure.title,
        "unit": measure.unit,
        "before": before,
        "after": after,
        "difference": None if before is None or after is None else after - before,
        "percent": None if not before or after is None else 100 * (after / (before * longer) - 1),
        **_told(measure, before, after, samples, length_after / (length_before + length_after)),
    }


def _told(
    measure: Measure, before: float | None, after: float | None, samples: Samples, share_after: float
) -> Mapping[str, Any]:
    """How many there are, and what they allow to say."""
    if measure.events and before is not None and after is not None:
        counts = int(before), int(after)
        p_value = p_of_counts(*counts, share_after)
        return _judged(*counts, p_value, verdict(p_value))
    if measure.sample is not None:
        one, other = samples[measure.name]
        p_value = p_of_durations(one, other)
        return _judged(len(one), len(other), p_value, verdict_of_durations(len(one), len(other), p_value))
    return {"n_before": None, "n_after": None, "p_value": None, "verdict": str(Verdict.UNTESTED)}


def _judged(n_before: int, n_after: int, p_value: float, found: Verdict) -> Mapping[str, Any]:
    return {
        "n_before": n_before,
        "n_after": n_after,
        "p_value": None if found is Verdict.TOO_FEW else p_value,
        "verdict": str(found),
    }


def table(result: Result) -> Table:
    """A row for each number."""
    rows = [(row["title"], *(row[column.name] for column in COLUMNS[1:])) for row in result["measures"]]
    title = f"Compare {result['of']}: {result['project'] or 'all projects'}, {_days(result)}"
    return Table(COLUMNS, rows, title=title, document=result)


def _told_clearly(result: Result) -> str:
    """The numbers that differ clearly, and how; where none does, what there is to say instead."""
    clear = [row for row in result["measures"] if row["verdict"] == Verdict.CLEAR]
    if not clear:
        verdicts = dict.fromkeys(row["verdict"] for row in result["measures"])
        return f"{result['of']} against {_other_window(result)}: {'; '.join(verdicts)}"
    numbers = [f"{row['title']} from {row['before']:.4g} to {row['after']:.4g} {row['unit']}" for row in clear]
    return f"{result['of']}: {'; '.join(numbers)}"


def _other_window(result: Result) -> str:
    """What people call the window that is compared with: by its days, unless it is the one just before."""
    zone = ZoneInfo(result["time_zone"])
    stated, after = (
        Window(*(datetime.fromisoformat(result[name][edge]) for edge in ("from", "to")))
        for name in ("window_before", "window")
    )
    if stated == window_before(after, zone):
        return "the window before"
    first, last = days_of(result["window_before"], result["time_zone"])
    return f"{first} to {last}"


def _days(result: Result) -> str:
    before, after = (days_of(result[window], result["time_zone"]) for window in ("window_before", "window"))
    return f"{before[0]} to {before[1]} with {after[0]} to {after[1]}"


def charts(result: Result) -> Sequence[Chart]:
    """Before and after beside each other, a picture for each unit."""
    units = dict.fromkeys(row["unit"] for row in result["measures"])
    return [_chart(result, unit, [row for row in result["measures"] if row["unit"] == unit]) for unit in units]


def _chart(result: Result, unit: str, rows: Sequence[Mapping[str, Any]]) -> Chart:
    both = [row for row in rows if row["before"] is not None and row["after"] is not None]
    places = list(map(float, range(len(both))))
    told = [f"{row['title']} from {row['before']:.4g} to {row['after']:.4g} ({row['verdict']})" for row in both]
    return Chart(
        name=f"compare-{unit.replace(' ', '-')}",
        title=f"Compare {result['of']}: {_days(result)}",
        description=f"In {unit}: {'; '.join(told)}." if told else "One of the windows has no number.",
        x=Axis("Number", Scale.NAME, [row["title"] for row in both]),
        y=Axis(unit.capitalize()),
        layers=[
            Bars("Before", Role.SECOND, places, [row["before"] for row in both]),
            Bars("After", Role.FIRST, places, [row["after"] for row in both]),
        ]
        if both
        else [],
    )


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    options=(*OWN, *WINDOW, WHERE, *DURATIONS),
    charts=charts,
    check=check,
    example="--project web --of lead-time",
    on_dashboard=({"of": "throughput"}, {"of": "lead-time"}),
    headline=_told_clearly,
)
