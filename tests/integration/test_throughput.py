"""Throughput, on both databases, against pandas."""

from datetime import datetime

import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.report import Request
from radar_cli.domain.report_options import BY
from radar_cli.domain.task import Move
from radar_cli.errors import BadInput
from radar_cli.services import reports
from tests import flow_frames
from tests.flow_cases import AS_OF, CASES, DAY, made, window
from tests.flow_frames import counted, frame
from tests.histories import History, stored
from tests.reporting import Messages, computed
from tests.world import World


@pytest.mark.parametrize(("zone", "as_of", "since"), CASES)
def test_it_agrees_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    project_id, histories = made(world, world.user("Ana"), zone + since, as_of)
    tasks = frame(histories)
    times = window(zone, as_of, since)
    done = tasks[tasks["done"].between(*times, inclusive="left")]
    for by in flow_frames.FREQUENCIES:
        result = computed(world.db, "throughput", [project_id], as_of, zone, by=by, since=since)
        expected = counted(tasks["done"], *times, by)
        whole = [flow_frames.whole(period, *times) for period in flow_frames.calendar(*times, by)]
        assert [row["done"] for row in result["periods"]] == expected
        assert [row["complete"] for row in result["periods"]] == whole
        assert result["total"] == len(done)
        in_whole = pd.Series(expected)[whole]
        assert result["n"] == len(in_whole)
        assert result["mean_per_period"] == (pytest.approx(in_whole.mean(), abs=1e-9) if any(whole) else None)
        assert result["reopened"] == (done["reopened"] > 0).sum()
        assert result["excluded"]["cancelled"] == tasks["cancelled"].between(*times, inclusive="left").sum()


def test_a_window_in_the_middle_of_the_history_has_no_time_after_it(world: World) -> None:
    project_id, histories = made(world, world.user("Ana"), "middle", count=150)
    result = computed(
        world.db, "throughput", [project_id], AS_OF, "Europe/Berlin", since="2026-03-25", until="2026-04-02", by="week"
    )
    times = flow_frames.start("2026-03-25", "Europe/Berlin"), flow_frames.start("2026-04-03", "Europe/Berlin")
    assert [row["done"] for row in result["periods"]] == counted(frame(histories)["done"], *times, "week")
    assert [row["complete"] for row in result["periods"]] == [False, False]
    assert result["mean_per_period"] is None


def test_a_filter_says_which_tasks_count(world: World) -> None:
    ana = world.user("Ana")
    project_id, histories = made(world, ana, "filter", count=150)
    result = computed(world.db, "throughput", [project_id], AS_OF, where="priority:high", requester=ana.id)
    tasks = frame(histories)
    high = tasks[tasks["priority"] == "high"]
    assert result["total"] == high["done"].between(pd.Timestamp("2026-03-17T00:00Z"), AS_OF, inclusive="left").sum()
    assert result["where"] == "priority:high"


def test_days_without_any_are_zeros(world: World) -> None:
    done_at = AS_OF - 2 * DAY
    project_id = stored(world, world.user("Ana"), [History(AS_OF - 9 * DAY, [(done_at, Move.DONE)])])[0].project_id
    result = computed(world.db, "throughput", [project_id], AS_OF, last="5d")
    assert [row["done"] for row in result["periods"]] == [0, 0, 1, 0, 0]
    assert (result["mean_per_period"], result["n"]) == (0.25, 4)


def test_without_a_task_there_are_zeros_too(world: World) -> None:
    result = computed(world.db, "throughput", [], AS_OF, last="2d", project=None)
    assert [row["done"] for row in result["periods"]] == [0, 0]
    assert (result["total"], result["mean_per_period"], result["n"], result["reopened"]) == (0, 0, 1, 0)


def test_what_was_done_nobody_knows_when_is_counted_apart(world: World) -> None:
    first, _ = stored(world, world.user("Ana"), [History(AS_OF - 9 * DAY, [(AS_OF - 2 * DAY, Move.DONE)])] * 2)
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE id = $id", id=first.id)
    result = computed(world.db, "throughput", [first.project_id], AS_OF)
    assert (result["total"], result["excluded"]["unknown_end"]) == (1, 1)


def test_its_chart_says_the_same(world: World) -> None:
    project_id, _ = made(world, world.user("Ana"), "chart", count=60)
    result = computed(world.db, "throughput", [project_id], AS_OF, by="week")
    (chart,) = catalog.load("throughput").charts(result)
    bars, mean = chart.layers
    assert list(bars.y) == [row["done"] for row in result["periods"]]
    assert mean.y == result["mean_per_period"]
    assert str(result["total"]) in chart.description


def test_nothing_is_drawn_where_nothing_was_done(world: World) -> None:
    (chart,) = catalog.load("throughput").charts(computed(world.db, "throughput", [], AS_OF))
    assert (len(chart.layers), chart.description) == (0, "No task was done in this time.")


@pytest.mark.parametrize("name", ["throughput", "arrivals", "burnup", "cumulative-flow", "wip"])
def test_too_many_days_are_refused_before_it_is_accepted(world: World, name: str) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with pytest.raises(BadInput, match="more than 4000 of a day"):
        reports.submit(world.db, Messages(), ana, Request(name, ["web"], "UTC", {"last": "20y"}))
    assert world.scalar("SELECT count(*) FROM reports") == 0


def test_every_report_by_period_is_among_these() -> None:
    by_period = {name for name in catalog.names() if BY in catalog.load(name).options} - {"dashboard"}
    assert by_period == {"throughput", "arrivals", "burnup", "cumulative-flow", "wip"}
