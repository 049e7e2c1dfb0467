"""The burnup, on both databases, against pandas."""

from datetime import datetime

import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from tests import flow_frames
from tests.flow_cases import AS_OF, CASES, DAY, made, window
from tests.flow_frames import frame
from tests.histories import History, stored
from tests.reporting import computed
from tests.world import World


@pytest.mark.parametrize(("zone", "as_of", "since"), CASES)
def test_it_agrees_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    project_id, histories = made(world, world.user("Ana"), zone + since, as_of)
    tasks = frame(histories)
    times = window(zone, as_of, since)
    for by in flow_frames.FREQUENCIES:
        result = computed(world.db, "burnup", [project_id], as_of, zone, by=by, since=since)
        for period, row in zip(flow_frames.calendar(*times, by), result["periods"], strict=True):
            end = flow_frames.end(period, times[1])
            created = tasks[tasks["created"] < end]
            assert row["scope"] == len(created) - (created["cancelled"] < end).sum()
            assert row["done"] == (created["done"] < end).sum()
            assert row["ended"] == flow_frames.ended(period, times[1])
        assert result["scope"] == (tasks["status"] != "cancelled").sum()
        assert result["share_done"] == pytest.approx(result["done"] / result["scope"], abs=1e-9)
        assert result["excluded"] == {"cancelled": (tasks["status"] == "cancelled").sum(), "unknown_end": 0}
        assert result["n"] == len(tasks)
        assert result["reopened"] == (tasks["reopened"] > 0).sum()


def test_the_scope_falls_when_a_task_is_cancelled_and_not_before(world: World) -> None:
    histories = [History(AS_OF - 5 * DAY), History(AS_OF - 5 * DAY, [(AS_OF - 2 * DAY, Move.CANCEL)])]
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    result = computed(world.db, "burnup", [project_id], AS_OF, last="4d")
    assert [row["scope"] for row in result["periods"]] == [2, 1, 1, 1]


def test_what_ended_nobody_knows_when_is_left_out_from_the_start(world: World) -> None:
    ends = [[(AS_OF - 2 * DAY, move)] for move in (Move.DONE, Move.CANCEL, Move.START)]
    tasks = stored(world, world.user("Ana"), [History(AS_OF - 5 * DAY, end) for end in ends])
    world.run_sql("UPDATE tasks SET done_at = NULL, cancelled_at = NULL, started_at = NULL")
    result = computed(world.db, "burnup", [tasks[0].project_id], AS_OF, last="4d")
    assert [(row["scope"], row["done"]) for row in result["periods"]] == [(1, 0)] * 4
    assert result["excluded"] == {"cancelled": 0, "unknown_end": 2}


def test_without_a_task_there_is_no_share(world: World) -> None:
    result = computed(world.db, "burnup", [], AS_OF, last="1d", project=None)
    assert (result["scope"], result["done"], result["share_done"], result["n"]) == (0, 0, None, 0)
    (chart,) = catalog.load("burnup").charts(result)
    assert not chart.layers


def test_its_chart_has_two_lines(world: World) -> None:
    project_id, _ = made(world, world.user("Ana"), "chart", count=60)
    result = computed(world.db, "burnup", [project_id], AS_OF, by="week")
    (chart,) = catalog.load("burnup").charts(result)
    assert [line.name for line in chart.layers] == ["Scope", "Done"]
    assert [list(line.y)[-1] for line in chart.layers] == [result["scope"], result["done"]]
