"""Cumulative flow, and the tasks in each status at the end of each day, on both databases, against pandas."""

from datetime import datetime
from itertools import pairwise

import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from radar_cli.services import tasks as task_service
from tests import flow_frames
from tests.flow_cases import AS_OF, CASES, DAY, made, window
from tests.flow_frames import entries, frame
from tests.histories import History, stored
from tests.reporting import computed
from tests.world import World

STATUSES = ("todo", "in_progress", "done", "cancelled")


def reached(tasks: pd.DataFrame, end: pd.Timestamp) -> dict[str, int]:
    """How many tasks had come how far."""
    created = tasks[tasks["created"] < end]
    done, cancelled = created["done"] < end, created["cancelled"] < end
    started = (created["started"] < end) | done
    return {
        "created": len(created),
        "started": started.sum(),
        "done": done.sum(),
        "cancelled": cancelled.sum(),
        "todo": (~started & ~cancelled).sum(),
        "in_progress": (started & ~done & ~cancelled).sum(),
    }


def states(found: pd.DataFrame, end: pd.Timestamp) -> dict[str, int]:
    """How many tasks were in each status: the last one that each had entered."""
    last = found[found["at"] < end].groupby("task")["status"].last().value_counts()
    return {status: int(last.get(status, 0)) for status in STATUSES}


@pytest.mark.parametrize(("zone", "as_of", "since"), CASES)
def test_it_agrees_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    project_id, histories = made(world, world.user("Ana"), zone + since, as_of)
    tasks = frame(histories)
    times = window(zone, as_of, since)
    for by in flow_frames.FREQUENCIES:
        result = computed(world.db, "cumulative-flow", [project_id], as_of, zone, by=by, since=since)
        for period, row in zip(flow_frames.calendar(*times, by), result["periods"], strict=True):
            expected = reached(tasks, flow_frames.end(period, times[1]))
            assert {name: row[name] for name in expected} == expected
            assert row["ended"] == flow_frames.ended(period, times[1])
        assert result["n"] == len(tasks)
        assert result["reopened"] == (tasks["reopened"] > 0).sum()
        assert (result["variant"], result["may_fall"]) == ("reached", False)


@pytest.mark.parametrize(("zone", "as_of", "since"), CASES)
def test_the_states_agree_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    project_id, histories = made(world, world.user("Ana"), zone + since, as_of)
    found = entries(histories)
    times = window(zone, as_of, since)
    for by in flow_frames.FREQUENCIES:
        result = computed(
            world.db, "cumulative-flow", [project_id], as_of, zone, by=by, since=since, state_at_day_end=True
        )
        for period, row in zip(flow_frames.calendar(*times, by), result["periods"], strict=True):
            assert {name: row[name] for name in STATUSES} == states(found, flow_frames.end(period, times[1]))
        assert result["n"] == len(histories)
        assert (result["variant"], result["may_fall"]) == ("state at day end", True)


def test_no_curve_ever_falls(world: World) -> None:
    project_id, _ = made(world, world.user("Ana"), "rising")
    rows = computed(world.db, "cumulative-flow", [project_id], AS_OF, last="90d")["periods"]
    for one, other in pairwise(rows):
        assert all(one[name] <= other[name] for name in ("created", "started", "done", "cancelled"))
        heights = [[row[name] for name in ("done", "cancelled", "in_progress", "todo")] for row in (one, other)]
        assert all(sum(heights[0][:count]) <= sum(heights[1][:count]) for count in range(1, 5))
        assert min(heights[1]) >= 0


def test_a_window_in_the_middle_has_what_came_before_it_and_nothing_after(world: World) -> None:
    project_id, histories = made(world, world.user("Ana"), "middle")
    days = {"since": "2026-03-25", "until": "2026-04-02"}
    end = flow_frames.start("2026-04-03", "Europe/Berlin")
    row = computed(world.db, "cumulative-flow", [project_id], AS_OF, "Europe/Berlin", **days)["periods"][-1]
    expected = reached(frame(histories), end)
    assert {name: row[name] for name in expected} == expected
    days["state_at_day_end"] = True
    row = computed(world.db, "cumulative-flow", [project_id], AS_OF, "Europe/Berlin", **days)["periods"][-1]
    assert {name: row[name] for name in STATUSES} == states(entries(histories), end)


@pytest.mark.parametrize("by_state", [False, True])
def test_a_filter_says_which_tasks_count(world: World, by_state: bool) -> None:
    ana = world.user("Ana")
    project_id, histories = made(world, ana, "filter", count=120)
    result = computed(
        world.db,
        "cumulative-flow",
        [project_id],
        AS_OF,
        where="priority:high",
        requester=ana.id,
        state_at_day_end=by_state,
    )
    high = [history for history in histories if history.priority.label == "high"]
    end = pd.Timestamp(AS_OF)
    expected = states(entries(high), end) if by_state else reached(frame(high), end)
    assert {name: result["periods"][-1][name] for name in expected} == expected
    end = flow_frames.start("2026-03-11", "UTC")
    (row,) = [row for row in result["periods"] if row["last_day"] == "2026-03-10"]
    expected = states(entries(high), end) if by_state else reached(frame(high), end)
    assert {name: row[name] for name in expected} == expected


def test_a_task_that_was_never_in_progress_passes_through_it_when_it_is_done(world: World) -> None:
    histories = [History(AS_OF - 3 * DAY, [(AS_OF - DAY, Move.DONE)])]
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    rows = computed(world.db, "cumulative-flow", [project_id], AS_OF, last="3d")["periods"]
    assert [(row["todo"], row["started"], row["in_progress"], row["done"]) for row in rows] == [
        (1, 0, 0, 0),
        (0, 1, 0, 1),
        (0, 1, 0, 1),
    ]


def test_a_cancelled_task_was_there_until_it_was_cancelled(world: World) -> None:
    histories = [
        History(AS_OF - 3 * DAY, [(AS_OF - DAY, Move.CANCEL)]),
        History(AS_OF - 3 * DAY, [(AS_OF - 2 * DAY, Move.START), (AS_OF - DAY, Move.CANCEL)]),
    ]
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    rows = computed(world.db, "cumulative-flow", [project_id], AS_OF, last="3d")["periods"]
    found = [tuple(row[name] for name in ("created", "started", "cancelled", "todo", "in_progress")) for row in rows]
    assert found == [(2, 1, 0, 1, 1), (2, 1, 2, 0, 0), (2, 1, 2, 0, 0)]


def test_a_reopened_task_goes_back_in_the_states_alone(world: World) -> None:
    steps = [(AS_OF - 4 * DAY, Move.START), (AS_OF - 3 * DAY, Move.DONE), (AS_OF - DAY, Move.REOPEN)]
    project_id = stored(world, world.user("Ana"), [History(AS_OF - 5 * DAY, steps)])[0].project_id
    by_times = computed(world.db, "cumulative-flow", [project_id], AS_OF, last="5d")["periods"]
    by_log = computed(world.db, "cumulative-flow", [project_id], AS_OF, last="5d", state_at_day_end=True)["periods"]
    assert [row["done"] for row in by_times] == [0, 0, 0, 0, 0]
    assert [row["in_progress"] for row in by_times] == [1, 1, 1, 1, 1]
    assert [row["done"] for row in by_log] == [0, 1, 1, 0, 0]
    assert [row["todo"] for row in by_log] == [0, 0, 0, 1, 1]


def test_what_nobody_knows_the_time_of_is_left_out_and_counted(world: World) -> None:
    ends = [[(AS_OF - 2 * DAY, move)] for move in (Move.DONE, Move.CANCEL, Move.START)]
    started = [(AS_OF - 4 * DAY, Move.START), (AS_OF - 2 * DAY, Move.DONE)]
    histories = [History(AS_OF - 5 * DAY, end) for end in [*ends, started, []]]
    tasks = stored(world, world.user("Ana"), histories)
    world.run_sql("UPDATE tasks SET done_at = NULL, cancelled_at = NULL")
    world.run_sql("UPDATE tasks SET started_at = NULL WHERE status = 'in_progress'")
    result = computed(world.db, "cumulative-flow", [tasks[0].project_id], AS_OF, last="7d")
    last = {name: result["periods"][-1][name] for name in ("created", "started", "done", "cancelled", "todo")}
    assert last == {"created": 1, "started": 0, "done": 0, "cancelled": 0, "todo": 1}
    assert result["excluded"] == {"unknown_start": 1, "unknown_end": 3}
    assert all(row["started"] == 0 and row["in_progress"] == 0 for row in result["periods"])


def test_a_deleted_task_was_there_until_it_was_deleted(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.clock.now = AS_OF - 3 * DAY
    task = world.task(ana)
    world.clock.now = AS_OF - DAY
    task_service.delete(world.db, world.clock, ana, [task.id])
    result = computed(world.db, "cumulative-flow", [task.project_id], AS_OF, last="5d", state_at_day_end=True)
    assert [row["todo"] for row in result["periods"]] == [0, 1, 1, 0, 0]


@pytest.mark.parametrize("by_state", [False, True])
def test_without_a_task_there_are_zeros(world: World, by_state: bool) -> None:
    result = computed(world.db, "cumulative-flow", [], AS_OF, last="2d", project=None, state_at_day_end=by_state)
    assert [[row[name] for name in STATUSES] for row in result["periods"]] == [[0] * 4] * 2
    (chart,) = catalog.load("cumulative-flow").charts(result)
    assert (len(chart.layers), chart.description) == (0, "There was no task in this time.")


@pytest.mark.parametrize("by_state", [False, True])
def test_its_chart_stacks_the_statuses_with_what_is_done_at_the_bottom(world: World, by_state: bool) -> None:
    project_id, _ = made(world, world.user("Ana"), "chart", count=60)
    result = computed(world.db, "cumulative-flow", [project_id], AS_OF, state_at_day_end=by_state)
    (chart,) = catalog.load("cumulative-flow").charts(result)
    (areas,) = chart.layers
    assert list(areas.names) == ["Done", "Cancelled", "In progress", "To do"]
    assert [heights[-1] for heights in areas.heights] == [
        result["periods"][-1][name] for name in ("done", "cancelled", "in_progress", "todo")
    ]
    assert ("these may fall" in chart.description) == by_state
    table = catalog.load("cumulative-flow").table(result)
    assert by_state == (table.rows[-1][1] is None)


def test_the_chart_has_no_area_of_cancelled_tasks_where_there_are_none(world: World) -> None:
    project_id = stored(world, world.user("Ana"), [History(AS_OF - DAY)])[0].project_id
    (chart,) = catalog.load("cumulative-flow").charts(computed(world.db, "cumulative-flow", [project_id], AS_OF))
    assert list(chart.layers[0].names) == ["Done", "In progress", "To do"]
