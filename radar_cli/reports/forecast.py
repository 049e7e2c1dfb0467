"""forecast: when so many tasks will be done, or how many will be done by a day.

A Monte Carlo simulation (domain/monte_carlo.py; in plain words docs/forecast.md): the numbers of tasks done on past
days, zeros included, are drawn again and again. When: by when 50, 85 and 95 % of 10,000 trials are through. How many:
what 50, 85 and 95 % of them reach at least: their 50th, 15th and 5th percentile. Percentiles are nearest ranks.
Which days are past and which are ahead: domain/forecast_question.py.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.chart import Axis, Bars, Chart, Layer, Line, Role, Scale
from radar_cli.domain.forecast_question import Question, past_days, question
from radar_cli.domain.histogram import bars
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.monte_carlo import (
    CONFIDENCES,
    HORIZON_DAYS,
    METHOD,
    TRIALS,
    days_until,
    items_within,
    nearest_rank,
)
from radar_cli.domain.periods import ONE_DAY, Period, Window, days_of
from radar_cli.domain.quoted import quoted
from radar_cli.domain.report_options import WHERE, WINDOW, Option
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories import projects
from radar_cli.repositories.flow_counts import DONE, in_spans

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "items",
    "by",
    "first_day",
    "days",
    "past",
    "method",
    "trials",
    "seed",
    "seed_from",
    "forecast",
    "later_than_horizon",
    "histogram",
)
COLUMNS = (
    Column("confidence", "Confidence (%)"),
    Column("items", "Tasks (at least)"),
    Column("by", "Done by the end of"),
    Column("days", "Days"),
    Column("past_days", "Past days (n)", hidden=True),
    Column("past_tasks", "Tasks done in them", hidden=True),
    Column("seed", "Seed", hidden=True),
)
ROLES = (Role.SECOND, Role.THIRD, Role.LEVEL)
GIVEN, DERIVED = "given", "sha256 of as_of and the projects' numbers"
LARGEST_SEED = 2**53 - 1  # JSON's numbers are exact up to here


def _seed(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 16 and int(written) <= LARGEST_SEED):
        raise BadInput(f"{quoted(written)} is no seed", f"give a whole number from 0 to {LARGEST_SEED}")
    return int(written)


ITEMS = Option("items", "N", "When so many tasks will be done.", text.count)
BY_DAY = Option("by", "DAY", "How many tasks will be done by the end of this day.")
SEED = Option("seed", "NUMBER", "Draw the same again as a forecast that shows this seed.", _seed)


def check(scope: Scope) -> None:
    """Refuse what cannot be answered whatever the tasks are.

    Raises:
        BadInput: not one of --items and --by is given, there is no whole day ahead or in the past.
    """
    _question(scope)
    _past_days(scope)


def compute(db: Database, scope: Scope) -> Result:
    """Simulate.

    Returns:
        what every result begins with (`window` is that of the past days); `items` and `by` (a day), of which one was
        asked for and the other is null; `first_day` (of the future), `days` (in it; null where `items` are given);
        `past`: `days` (how many), `days_without` (any task done), `tasks`, `today_left_out` (it is not over),
        `before_first_task` (how many of the days were over before anything was created);
        `method` (of percentiles), `trials`, `seed`, `seed_from`; `forecast`: for each `confidence` in % its `items`,
        `by` (null where it is more than HORIZON_DAYS ahead) and `days`; `later_than_horizon` (how many trials);
        `histogram`: how many `trials` ended with which `by` or `items`, in their order.

    Raises:
        BadInput: see `check`; or no task was finished on the past days.
    """
    asked = _question(scope)
    sampled = _past_days(scope)
    past = in_spans(db, scope.tasks, {"done": DONE}, sampled)["done"]
    if not any(past):
        raise BadInput(
            f"no task was finished in the {len(past)} days up to {sampled[-1].first_day}, so there is no forecast",
            "look further back with --last, or at more tasks",
        )
    seed = scope.options.get("seed", _derived_seed(scope))
    window = Window(sampled[0].starts_at, sampled[-1].ends_at)
    return {
        **replace(scope, window=window).stated(),
        "items": asked.items,
        "by": None if asked.by is None else asked.by.isoformat(),
        "first_day": asked.first_day.isoformat(),
        "days": asked.days,
        "past": {
            "days": len(past),
            "days_without": past.count(0),
            "tasks": sum(past),
            "today_left_out": sampled[-1].ends_at < scope.window.ends_at == scope.as_of,
            "before_first_task": _before_first_task(db, scope, sampled),
        },
        "method": METHOD,
        "trials": TRIALS,
        "seed": seed,
        "seed_from": GIVEN if "seed" in scope.options else DERIVED,
        **_simulated(asked, past, seed),
    }


def _question(scope: Scope) -> Question:
    return question(scope.options.get("items"), scope.options.get("by"), scope.as_of, ZoneInfo(scope.zone))


def _past_days(scope: Scope) -> Sequence[Period]:
    return past_days(scope.window, scope.options, REPORT.last, scope.as_of, ZoneInfo(scope.zone))


def _before_first_task(db: Database, scope: Scope, past: Sequence[Period]) -> int:
    first = projects.first_task_at(db, scope.project_ids)
    return sum(first is None or day.ends_at <= first for day in past)


def _derived_seed(scope: Scope) -> int:
    """The same for the same request, also when it is computed again."""
    text_of_it = " ".join([rfc3339(scope.as_of), *map(str, sorted(scope.project_ids))])
    return int.from_bytes(hashlib.sha256(text_of_it.encode()).digest()[:4])


def _simulated(asked: Question, past: Sequence[int], seed: int) -> Mapping[str, Any]:
    if asked.items is not None:
        return _when(asked, asked.items, days_until(past, asked.items, seed))
    assert asked.days is not None
    return _how_many(asked, items_within(past, asked.days, seed))


def _when(asked: Question, items: int, trials: Sequence[int]) -> Mapping[str, Any]:
    counted = Counter(trials)
    later = counted.pop(HORIZON_DAYS + 1, 0)
    return {
        "forecast": [
            {"confidence": confidence, "items": items, **_end(asked, nearest_rank(trials, confidence))}
            for confidence in CONFIDENCES
        ],
        "later_than_horizon": later,
        "histogram": [{"by": _end(asked, days)["by"], "trials": counted[days]} for days in sorted(counted)],
    }


def _end(asked: Question, days: int) -> Mapping[str, Any]:
    """The last of so many days."""
    if days > HORIZON_DAYS:
        return {"by": None, "days": None}
    return {"by": asked.last_day(days).isoformat(), "days": days}


def _how_many(asked: Question, trials: Sequence[int]) -> Mapping[str, Any]:
    counted = Counter(trials)
    end = {"by": str(asked.by), "days": asked.days}
    return {
        "forecast": [
            {"confidence": confidence, "items": nearest_rank(trials, 100 - confidence), **end}
            for confidence in CONFIDENCES
        ],
        "later_than_horizon": 0,
        "histogram": [{"items": items, "trials": counted[items]} for items in sorted(counted)],
    }


def table(result: Result) -> Table:
    """A row for each confidence: so many tasks, by the end of such a day."""
    past = result["past"]
    _, last_day = days_of(result["window"], result["time_zone"])
    rows = [
        (row["confidence"], row["items"], row["by"], row["days"], past["days"], past["tasks"], result["seed"])
        for row in result["forecast"]
    ]
    title = (
        f"Forecast: {result['project'] or 'all projects'}, {_asked(result)}; "
        f"from {past['tasks']} tasks done in {past['days']} whole days up to {last_day}, "
        f"{result['trials']:,} trials, seed {result['seed']}{_early(result)}{_beyond(result)}"
    )
    return Table(COLUMNS, rows, title=title, document=result)


def _asked(result: Result) -> str:
    if result["items"] is None:
        return f"how many tasks by the end of {result['by']}"
    return f"when {result['items']} tasks are done"


def _early(result: Result) -> str:
    """What there is to say where there was nothing to do on some of the days."""
    early = result["past"]["before_first_task"]
    if not early:
        return ""
    first, _ = days_of(result["window"], result["time_zone"])
    return f"; {early} of the days were before the first task, --since {first + early * ONE_DAY} leaves them out"


def _beyond(result: Result) -> str:
    """What there is to say where trials came to no end."""
    if not result["later_than_horizon"]:
        return ""
    share = 100 * result["later_than_horizon"] / result["trials"]
    return f"; {share:.0f} % of the trials take more than {HORIZON_DAYS // 365} years, and have no date"


def charts(result: Result) -> Sequence[Chart]:
    """How many trials ended when, or with how many tasks, and the three confidences as upright lines."""
    what = "items" if result["items"] is None else "by"
    counted = [(_place(row[what]), row["trials"]) for row in result["histogram"]]
    return [
        Chart(
            name="forecast",
            title=f"Forecast: {_asked(result)}",
            description=_description(result),
            x=Axis("Tasks done") if what == "items" else Axis("Done by the end of", Scale.DAY),
            y=Axis("Trials (%)"),
            layers=_layers(result, what, bars("Trials", counted)) if counted else [],
        )
    ]


def _place(value: str | int) -> int:
    return value if isinstance(value, int) else date.fromisoformat(value).toordinal()


def _layers(result: Result, what: str, trials: Bars) -> Sequence[Layer]:
    lines = [
        Line(f"{row['confidence']} %: {row[what]}", role, 2 * [_place(row[what])], [0, max(trials.y)])
        for row, role in zip(result["forecast"], ROLES, strict=True)
        if row[what] is not None
    ]
    return [trials, *lines]


def _description(result: Result) -> str:
    """The three answers in a sentence."""
    if result["items"] is None:
        answers = [f"at least {row['items']} with {row['confidence']} % confidence" for row in result["forecast"]]
        return f"By the end of {result['by']}: {', '.join(answers)}."
    answers = [f"{row['by'] or 'no day in sight'} with {row['confidence']} % confidence" for row in result["forecast"]]
    return f"{result['items']} tasks are done by {', '.join(answers)}."


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    options=(ITEMS, BY_DAY, SEED, *WINDOW, WHERE),
    last="90d",
    charts=charts,
    check=check,
    example="--project web --items 20",
    on_dashboard=({"by": "+30d"},),
    headline=_description,
)
