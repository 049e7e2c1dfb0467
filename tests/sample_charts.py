"""A chart of each kind, and those that are hard to draw."""

import math
from collections.abc import Callable, Mapping
from datetime import date

from radar_cli.domain.chart import Areas, Axis, Band, Bars, Chart, Layer, Level, Line, Points, Role, Scale, day_number

HOSTILE = "</svg><script>alert(1)</script>\u202e\"'&]]>\x1b[31m\ud800\uffff"
START = day_number(date(2026, 3, 2))
DAYS = Axis("Day", Scale.DAY)
TASKS = Axis("Tasks")


def stacked() -> Chart:
    """A cumulative flow: areas on each other, with a line on top."""
    x = [START + day for day in range(0, 120, 3)]
    done = [math.floor(day * 0.55 + 3 * math.sin(day / 9)) for day in range(0, 120, 3)]
    areas = Areas(
        x,
        ["Done", "In progress", "To do"],
        [Role.DONE, Role.IN_PROGRESS, Role.TODO],
        [
            [max(count, 0) for count in done],
            [4 + at % 5 for at in range(40)],
            [12 + round(6 * math.sin(at / 6)) for at in range(40)],
        ],
    )
    ideal = Line("Ideal", Role.LEVEL, [x[0], x[-1]], [0, 60])
    return Chart("cumulative-flow", "Cumulative flow", "65 tasks are done, 8 in progress.", DAYS, TASKS, [areas, ideal])


def lines() -> Chart:
    """Three lines; the first is interrupted, and has a value that stands alone."""
    x = [START + 7 * week for week in range(26)]
    y = [20 - week * 0.7 if week not in (5, 6, 11, 13) else None for week in range(26)]
    layers = [
        Line("Remaining", Role.FIRST, x, y),
        Line("Scope", Role.SECOND, x, [22 + week // 8 for week in range(26)]),
        Line("Ideal", Role.THIRD, [x[0], x[-1]], [22, 0]),
    ]
    return Chart("burndown", "Burndown", "Three lines over half a year.", DAYS, TASKS, layers)


def bars() -> Chart:
    """Two layers of bars a week, some negative."""
    x = [START + 7 * week for week in range(12)]
    came = Bars("Arrived", Role.FIRST, x, [5, 8, 3, 0, 7, 9, 4, 6, 2, 8, 5, 7])
    went = Bars("Net change", Role.SECOND, x, [2, -3, 1, -4, 0, 3, -1, 2, -2, 4, -3, 1])
    axis = Axis("Week from", Scale.DAY)
    return Chart("arrivals", "Arrivals and net change", "5.3 tasks came a week.", axis, TASKS, [came, went])


def scatter() -> Chart:
    """Points over bands, with levels that are too near each other for their names."""
    x = [START + day * 0.9 for day in range(100)]
    y = [abs(9 * math.sin(at * 1.7) * math.cos(at * 0.6)) + 14 * (at % 23 == 5) for at in range(100)]
    layers = [
        Band("Usual", Role.CALM, 0, 8),
        Band("Long", Role.WATCH, 8, 12),
        Band("Too long", Role.ALARM, 12, None),
        Points("Finished tasks", Role.FIRST, x, y, [f"task {at + 1}" for at in range(100)]),
        Level("p50", 4),
        Level("p85", 8),
        Level("p95", 8.4),
    ]
    axis = Axis("Lead time (days)")
    return Chart(
        "lead-time", "Lead time", "Half within 4 days, 95% within 8.4.", Axis("Finished on", Scale.DAY), axis, layers
    )


def names() -> Chart:
    """Points at names, many of them at the same place."""
    x = [at % 3 for at in range(40)]
    y = [(at * 7 % 20) / 2 for at in range(40)]
    points = Points("Open tasks", Role.FIRST, x, y, [f"task {at}" for at in range(40)])
    stuck = Points("Blocked", Role.ALARM, [1, 1, 2], [9, 11.5, 14], ["task 50", "task 51", "task 52"])
    axis = Axis("Status", Scale.NAME, ["To do", "In progress", "In review"])
    return Chart(
        "aging", "Aging work", "43 tasks are open.", axis, Axis("Age (days)"), [points, stuck, Level("p85", 8)]
    )


def long_names() -> Chart:
    """Bars at names that have no room beside each other."""
    people = [f"Somebody with quite a long name, number {at}" for at in range(14)]
    layer = Bars("Finished", Role.DONE, range(14), [at % 6 + 1 for at in range(14)])
    return Chart("people", "By assignee", "14 people.", Axis("Assignee", Scale.NAME, people), TASKS, [layer])


def histogram() -> Chart:
    """Bars over numbers, with a line."""
    heights = [0, 1, 4, 9, 14, 12, 7, 4, 2, 1, 1, 0, 1]
    layers = [
        Bars("Tasks", Role.FIRST, range(13), heights),
        Line("Trend", Role.SECOND, [0, 4, 12], [0, 13, 0]),
        Level("mean", 4.3),
    ]
    return Chart("histogram", "Lead times", "Most took 4 days.", Axis("Days"), TASKS, layers)


def four_areas() -> Chart:
    """Areas of all statuses, over a few days."""
    x = [START + day for day in range(5)]
    heights = [[1, 1, 2, 2, 3], [4, 6, 9, 13, 14], [3, 4, 4, 5, 5], [12, 11, 11, 8, 9]]
    roles = [Role.CANCELLED, Role.DONE, Role.IN_PROGRESS, Role.TODO]
    layers: list[Layer] = [Areas(x, ["cancelled", "done", "in progress", "to do"], roles, heights)]
    return Chart("four-areas", "Where tasks are", "Tasks in each status.", DAYS, TASKS, layers)


def burn_down() -> Chart:
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


def many_points() -> Chart:
    """More points than there are cells to tell apart."""
    x = [START + (at * 37 % 365) + 0.4 for at in range(800)]
    y = [abs(math.tan(at * 1.7)) % 60 / 2 for at in range(800)]
    layers: list[Layer] = [Points("task", Role.FIRST, x, y), Level("p50", 1.1), Level("p95", 14)]
    return Chart("many-points", "Lead time of many", "Each.", Axis("Finished", Scale.DAY), Axis("Days"), layers)


def empty() -> Chart:
    return Chart("empty", "Burndown", "There are no tasks.", DAYS, TASKS, [])


def without_points() -> Chart:
    """Layers, but nothing in them."""
    layers = [Points("Tasks", Role.FIRST, [], []), Line("Line", Role.SECOND, [START], [None]), Level("p50", 3)]
    return Chart("without-points", "Lead time", "There are no tasks.", DAYS, TASKS, layers)


def one_point() -> Chart:
    point = Points("Tasks", Role.FIRST, [START + 0.4], [3.5], ["task 1"])
    return Chart("one-point", "Lead time", "One task took 3.5 days.", DAYS, Axis("Days"), [point])


def one_day() -> Chart:
    """Areas and a line of a single day."""
    areas = Areas([START], ["Done", "To do"], [Role.DONE, Role.TODO], [[2], [3]])
    line = Line("Scope", Role.LEVEL, [START], [5])
    return Chart("one-day", "Cumulative flow", "5 tasks.", DAYS, TASKS, [areas, line])


def hostile() -> Chart:
    """Every text an attack."""
    layers = [
        Band(HOSTILE, Role.CALM, 0, 2),
        Bars(HOSTILE, Role.SECOND, [0, 1], [1, -2]),
        Points(HOSTILE, Role.FIRST, [0], [1], [HOSTILE]),
        Level(HOSTILE, 1),
    ]
    axis = Axis(HOSTILE, Scale.NAME, [HOSTILE, HOSTILE])
    return Chart(HOSTILE, HOSTILE, HOSTILE, axis, Axis(HOSTILE), layers)


ALL: Mapping[str, Callable[[], Chart]] = {
    chart.__name__.replace("_", "-"): chart
    for chart in (
        stacked,
        four_areas,
        lines,
        burn_down,
        bars,
        negative_bars,
        grouped_bars,
        scatter,
        many_points,
        names,
        long_names,
        histogram,
        empty,
        without_points,
        one_point,
        one_day,
        hostile,
    )
}
