"""A sample chart of each kind, for the tests of what draws them."""

import math
from collections.abc import Mapping
from datetime import date

from radar_cli.domain.chart import Areas, Axis, Band, Bars, Chart, Layer, Level, Line, Points, Role, Scale, day_number

START = day_number(date(2025, 11, 3))
DAYS = Axis("Day", Scale.DAY)
TASKS = Axis("Tasks")


def areas() -> Chart:
    """A cumulative flow of half a year."""
    x = [START + day for day in range(182)]
    done = [day * 1.4 // 1 for day in range(182)]
    started = [2 + 4 * math.sin(day / 19) ** 2 // 1 + day // 30 for day in range(182)]
    todo = [30 + (10 * math.sin(day / 23) + day / 6) // 1 for day in range(182)]
    layers: list[Layer] = [
        Areas(x, ["done", "in progress", "to do"], [Role.DONE, Role.IN_PROGRESS, Role.TODO], [done, started, todo])
    ]
    return Chart("cumulative-flow", "Cumulative flow of web", "Tasks in each status, day by day.", DAYS, TASKS, layers)


def four_areas() -> Chart:
    """Areas of all statuses, over a few days."""
    x = [START + day for day in range(5)]
    heights = [[1, 1, 2, 2, 3], [4, 6, 9, 13, 14], [3, 4, 4, 5, 5], [12, 11, 11, 8, 9]]
    roles = [Role.CANCELLED, Role.DONE, Role.IN_PROGRESS, Role.TODO]
    layers: list[Layer] = [Areas(x, ["cancelled", "done", "in progress", "to do"], roles, heights)]
    return Chart("four-areas", "Where tasks are", "Tasks in each status.", DAYS, TASKS, layers)


def lines() -> Chart:
    """A burn-down beside its ideal and a forecast that begins where the past ends."""
    x = [START + day for day in range(29)]
    left = [40 - day * 1.1 + 4 * math.sin(day / 2) for day in range(20)]
    forecast = [left[-1] - day * 0.8 for day in range(10)]
    layers: list[Layer] = [
        Line("ideal", Role.SECOND, [x[0], x[-1]], [40, 0]),
        Line("left to do", Role.FIRST, x, [*left, *[None] * 9]),
        Line("forecast", Role.THIRD, x[19:], forecast),
    ]
    return Chart("burn-down", "Burn-down of the sprint", "What is left to do.", DAYS, Axis("Points"), layers)


def bars() -> Chart:
    """A histogram."""
    counts = [3, 11, 24, 31, 28, 22, 15, 12, 8, 6, 3, 2, 0, 1, 1]
    layers: list[Layer] = [Bars("finished tasks", Role.FIRST, [*range(1, 16)], counts), Level("mean", 11.1)]
    return Chart("lead-times", "Lead times", "How long tasks took.", Axis("Lead time (days)"), TASKS, layers)


def negative_bars() -> Chart:
    """Net arrivals, week by week."""
    x = [START + 7 * week for week in range(12)]
    layers: list[Layer] = [Bars("came more than went", Role.FIRST, x, [4, 7, -2, 0, 3, -6, -9, 1, 2.5, -1, 5, 12])]
    return Chart("net-arrivals", "Net arrivals", "Created less finished.", Axis("Week", Scale.DAY), TASKS, layers)


def grouped_bars() -> Chart:
    """Two things beside each other for each of some names, one of which is wide and one long."""
    names = ["Ana", "Dilan", "日本語の名前", "Somebody with a long name", "Eve"]
    layers: list[Layer] = [
        Bars("started", Role.IN_PROGRESS, [0, 1, 2, 3, 4], [12, 9, 14, 3, 0.5]),
        Bars("finished", Role.DONE, [0, 1, 2, 3, 4], [10, 11, 8, 3, 0]),
    ]
    return Chart("by-person", "Who does what", "Per person.", Axis("", Scale.NAME, names), TASKS, layers)


def scatter() -> Chart:
    """Points over bands, with levels of which two are close to each other."""
    x = [START + (at * 37 % 90) + 0.4 for at in range(60)]
    y = [1 + (at * at * 7 % 113) / 9 + (12 if at % 17 == 0 else 0) for at in range(60)]
    layers: list[Layer] = [
        Band("usual", Role.CALM, 0, 10),
        Band("slow", Role.WATCH, 10, 18),
        Band("very slow", Role.ALARM, 18, None),
        Level("p50", 7.2),
        Level("p85", 12.4),
        Level("p90", 12.6),
        Points("finished task", Role.FIRST, x, y, [f"task {at}" for at in range(60)]),
    ]
    return Chart("lead-time-scatter", "Lead time", "Each.", Axis("Finished", Scale.DAY), Axis("Days"), layers)


def many_points() -> Chart:
    """More points than there are cells to tell apart."""
    x = [START + (at * 37 % 365) + 0.4 for at in range(800)]
    y = [abs(math.tan(at * 1.7)) % 60 / 2 for at in range(800)]
    layers: list[Layer] = [Points("task", Role.FIRST, x, y), Level("p50", 1.1), Level("p95", 14)]
    return Chart("many-points", "Lead time of many", "Each.", Axis("Finished", Scale.DAY), Axis("Days"), layers)


def empty() -> Chart:
    """No data."""
    return Chart("nothing", "Cumulative flow of nobody", "There are no tasks.", DAYS, TASKS, [])


def samples() -> Mapping[str, Chart]:
    """Every sample by its name."""
    charts = (
        areas(),
        four_areas(),
        lines(),
        bars(),
        negative_bars(),
        grouped_bars(),
        scatter(),
        many_points(),
        empty(),
    )
    return {chart.name: chart for chart in charts}
