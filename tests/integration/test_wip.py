"""Work in progress over time, on both databases, against pandas."""

from datetime import datetime

import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from tests import flow_frames
from tests.flow_cases import AS_OF, CASES, DAY, made, window
from tests.flow_frames import frame
from tests.histories import History, stored
from tests.reporting import computed
from tests.world import World


def in_progress(tasks: pd.DataFrame, end: pd.Timestamp) -> int:
    """How many tasks had been started and neither done nor cancelled."""
    return int(((tasks["started"] < end) & ~(tasks["done"] < end) & ~(tasks["cancelled"] < end)).sum())


@pytest.mark.parametrize(("zone", "as_of", "since"), CASES)
def test_it_agrees_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    project_id, histories = made(world, world.user("Ana"), zone + since, as_of)
    tasks = frame(histories)
    times = window(zone, as_of, since)
    for by in flow_frames.FREQUENCIES:
        result = computed(world.db, "wip", [project_id], as_of, zone, by=by, since=since)
        calendar = flow_frames.calendar(*times, by)
        expected = pd.Series([in_progress(tasks, flow_frames.end(period, times[1])) for period in calendar])
        ended = [flow_frames.ended(period, times[1]) for period in calendar]
        assert [row["wip"] for row in result["periods"]] == list(expected)
        assert [row["ended"] for row in result["periods"]] == ended
        assert result["now"] == in_progress(tasks, times[1]) == expected.iloc[-1]
        assert result["n"] == sum(ended)
        assert result["mean"] == (pytest.approx(expected[ended].mean(), abs=1e-9) if any(ended) else None)


def test_now_is_now_whatever_the_window(world: World) -> None:
    project_id, histories = made(world, world.user("Ana"), "middle", count=150)
    result = computed(
        world.db, "wip", [project_id], AS_OF, "Europe/Berlin", since="2026-03-01", until="2026-03-11", by="week"
    )
    tasks = frame(histories)
    ends = [flow_frames.start(day, "Europe/Berlin") for day in ("2026-03-02", "2026-03-09", "2026-03-12")]
    assert [row["wip"] for row in result["periods"]] == [in_progress(tasks, end) for end in ends]
    assert [row["last_day"] for row in result["periods"]] == ["2026-03-01", "2026-03-08", "2026-03-11"]
    assert [row["ended"] for row in result["periods"]] == [True, True, False]
    assert result["now"] == in_progress(tasks, pd.Timestamp(AS_OF))


def test_it_is_what_cumulative_flow_has_in_progress(world: World) -> None:
    project_id, _ = made(world, world.user("Ana"), "both", count=150)
    rows = [computed(world.db, name, [project_id], AS_OF)["periods"] for name in ("wip", "cumulative-flow")]
    assert [row["wip"] for row in rows[0]] == [row["in_progress"] for row in rows[1]]


def test_a_reopened_task_is_in_progress_all_the_time(world: World) -> None:
    steps = [
        (AS_OF - 4 * DAY, Move.START),
        (AS_OF - 3 * DAY, Move.DONE),
        (AS_OF - 2 * DAY, Move.REOPEN),
        (AS_OF - DAY, Move.DONE),
    ]
    project_id = stored(world, world.user("Ana"), [History(AS_OF - 5 * DAY, steps)])[0].project_id
    result = computed(world.db, "wip", [project_id], AS_OF, last="6d")
    assert [row["wip"] for row in result["periods"]] == [0, 1, 1, 1, 0, 0]
    assert (result["now"], result["mean"], result["n"], result["reopened"]) == (0, 0.6, 5, 1)


def test_a_filter_says_which_tasks_count(world: World) -> None:
    ana = world.user("Ana")
    project_id, histories = made(world, ana, "filter", count=120)
    result = computed(world.db, "wip", [project_id], AS_OF, where="priority:high", requester=ana.id)
    high = frame([history for history in histories if history.priority.label == "high"])
    assert result["now"] == in_progress(high, pd.Timestamp(AS_OF)) > 0


def test_today_is_in_no_mean(world: World) -> None:
    project_id = stored(world, world.user("Ana"), [History(AS_OF - DAY, [(AS_OF - DAY, Move.START)])])[0].project_id
    result = computed(world.db, "wip", [project_id], AS_OF, last="1d")
    assert (result["now"], result["mean"], result["n"]) == (1, None, 0)


def test_what_nobody_knows_the_time_of_is_left_out_and_counted(world: World) -> None:
    ends = [[(AS_OF - 2 * DAY, Move.START), (AS_OF - DAY, move)] for move in (Move.DONE, Move.CANCEL)]
    ends.append([(AS_OF - DAY, Move.START)])
    tasks = stored(world, world.user("Ana"), [History(AS_OF - 5 * DAY, end) for end in ends])
    world.run_sql("UPDATE tasks SET done_at = NULL, cancelled_at = NULL")
    world.run_sql("UPDATE tasks SET started_at = NULL WHERE status = 'in_progress'")
    result = computed(world.db, "wip", [tasks[0].project_id], AS_OF, last="4d")
    assert [row["wip"] for row in result["periods"]] == [0, 0, 0, 0]
    assert result["excluded"] == {"unknown_start": 1, "unknown_end": 2}


def test_its_chart_says_the_same(world: World) -> None:
    project_id, _ = made(world, world.user("Ana"), "chart", count=60)
    result = computed(world.db, "wip", [project_id], AS_OF, by="week")
    (chart,) = catalog.load("wip").charts(result)
    area, mean = chart.layers
    assert list(area.heights[0]) == [row["wip"] for row in result["periods"]]
    assert mean.y == result["mean"]
    assert f"{result['now']} tasks now" in chart.description


def test_nothing_is_drawn_where_nothing_is_in_progress(world: World) -> None:
    (chart,) = catalog.load("wip").charts(computed(world.db, "wip", [], AS_OF, project=None))
    assert (len(chart.layers), chart.description) == (0, "Nothing was in progress at these ends.")
