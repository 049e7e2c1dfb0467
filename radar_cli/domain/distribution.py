"""How long tasks took, all together and one by one: what reports say about the durations of finished work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from radar_cli.domain import histogram, statistics
from radar_cli.domain.chart import Axis, Chart, Level, Points, Role, Scale, instant_number
from radar_cli.domain.durations import Count
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.periods import days_of
from radar_cli.domain.statistics import PERCENTS, summary

MOST_POINTS = 2_000
FIELDS = ("unit", "n", "mean", "p50", "p85", "p95", "histogram", "points", "points_left_out")


@dataclass(frozen=True, slots=True)
class Taken:
    """A task that was done at an instant (UTC), and how long it took, in units of a DurationRule."""

    task_id: int
    done_at: datetime
    duration: int


def distribution(taken: Sequence[Taken], unit: int) -> Mapping[str, Any]:
    """What there is to say of them, given in the order of their completion; `unit` units make a day.

    Returns:
        `unit` (that of all durations: days), `n`, `mean`, `p50`, `p85`, `p95` (null without a task, p95 below 20),
        `histogram` (`from`, `to`, `n`; see `statistics.histogram`), `points` (`task_id`, `done_at`, `days`; the newest
        2,000, the newest first) and `points_left_out` (how many older ones there are).
    """
    durations = [one.duration for one in taken]
    newest = taken[: -MOST_POINTS - 1 : -1]
    return {
        "unit": "days",
        **summary(durations, unit),
        "histogram": statistics.histogram(durations, unit),
        "points": [
            {"task_id": one.task_id, "done_at": rfc3339(one.done_at), "days": one.duration / unit} for one in newest
        ],
        "points_left_out": len(taken) - len(newest),
    }


def counted(result: Mapping[str, Any]) -> str:
    """How a report counted durations, in a word or two for people: of `count` and `working_days`."""
    days = "working days" if result["working_days"] else "days"
    return f"whole {days}, both ends counted" if result["count"] == Count.INCLUSIVE else f"elapsed {days}"


def charts(result: Mapping[str, Any], name: str, what: str) -> Sequence[Chart]:
    """The points with lines at the percentiles, and the histogram.

    Args:
        result: of a report; it has the fields of `distribution`, `window` and `time_zone`.
        name: the report's, like "lead-time".
        what: a duration is called, like "Lead time".
    """
    return _scatterplot(result, name, what), _histogram(result, name, what)


def _scatterplot(result: Mapping[str, Any], name: str, what: str) -> Chart:
    zone = ZoneInfo(result["time_zone"])
    points = result["points"]
    dots = Points(
        "Done tasks",
        Role.DONE,
        [instant_number(datetime.fromisoformat(point["done_at"]), zone) for point in points],
        [point["days"] for point in points],
        [f"task {point['task_id']}" for point in points],
    )
    levels = [
        Level(f"{percent} % within", result[f"p{percent}"]) for percent in PERCENTS if result[f"p{percent}"] is not None
    ]
    return Chart(
        f"{name}-scatterplot",
        f"{what} of each task, by when it was done",
        f"{_described(result, what)}{_longest(result)}{_left_out(result)}",
        Axis("Done", Scale.DAY),
        Axis(f"{what} (days)"),
        [dots, *levels] if points else [],
    )


def _histogram(result: Mapping[str, Any], name: str, what: str) -> Chart:
    bins = result["histogram"]
    return Chart(
        f"{name}-histogram",
        f"How many tasks had which {what.lower()}",
        f"{_described(result, what)}{_fullest(bins)}{histogram.beyond(bins)}",
        Axis(f"{what} (days)"),
        Axis("Tasks"),
        [histogram.of_durations(bins, Role.DONE)] if bins else [],
    )


def _described(result: Mapping[str, Any], what: str) -> str:
    first, last = days_of(result["window"], result["time_zone"])
    if not result["n"]:
        return f"No task with a {what.lower()} was done from {first} to {last}."
    shares = [
        f"{percent} % of them within {in_days(result[f'p{percent}'])}"
        for percent in PERCENTS
        if result[f"p{percent}"] is not None
    ]
    return f"{what} of {in_tasks(result['n'])} done from {first} to {last}: {', '.join(shares)}."


def _longest(result: Mapping[str, Any]) -> str:
    if not result["points"]:
        return ""
    longest = max(result["points"], key=lambda point: point["days"])
    return f" The longest shown is {in_days(longest['days'])}, of task {longest['task_id']}."


def _left_out(result: Mapping[str, Any]) -> str:
    left_out = result["points_left_out"]
    return f" Counted but not drawn: {in_tasks(left_out)} before these." if left_out else ""


def _fullest(bins: Sequence[Mapping[str, Any]]) -> str:
    if not bins:
        return ""
    fullest = max(bins, key=lambda one: one["n"])
    if fullest["to"] is None:
        return ""
    return f" Most are from {fullest['from']:g} up to {fullest['to']:g} days: {in_tasks(fullest['n'])}."


def in_days(days: float) -> str:
    """A duration for people, like "3.2 days"."""
    return f"{days:.3g} days" if days < 1 else f"{days:,.1f} days"


def in_tasks(n: int) -> str:
    """A number of tasks for people."""
    return "1 task" if n == 1 else f"{n:,} tasks"
