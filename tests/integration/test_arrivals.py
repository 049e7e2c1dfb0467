"""Arrivals against departures, on both databases, against pandas."""

from datetime import datetime

import pandas as pd
import pytest

from radar_cli import reports as catalog
from tests import flow_frames
from tests.flow_cases import AS_OF, CASES, made, window
from tests.flow_frames import counted, frame
from tests.reporting import computed
from tests.world import World


@pytest.mark.parametrize(("zone", "as_of", "since"), CASES)
def test_it_agrees_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    project_id, histories = made(world, world.user("Ana"), zone + since, as_of)
    tasks = frame(histories)
    times = window(zone, as_of, since)
    for by in flow_frames.FREQUENCIES:
        result = computed(world.db, "arrivals", [project_id], as_of, zone, by=by, since=since)
        expected = pd.DataFrame({name: counted(tasks[name], *times, by) for name in ("created", "done")})
        expected["net"] = expected["created"] - expected["done"]
        expected["complete"] = [flow_frames.whole(period, *times) for period in flow_frames.calendar(*times, by)]
        found = pd.DataFrame(result["periods"])
        pd.testing.assert_frame_equal(found[expected.columns], expected)
        assert [result[name] for name in ("created", "done", "net")] == list(expected[["created", "done", "net"]].sum())
        whole = expected[expected["complete"]]
        assert result["n"] == len(whole)
        for name in ("created", "done"):
            mean = pytest.approx(whole[name].mean(), abs=1e-9) if len(whole) else None
            assert result[f"mean_{name}"] == mean
        done = tasks[tasks["done"].between(*times, inclusive="left")]
        assert result["reopened"] == (done["reopened"] > 0).sum()
        assert result["excluded"]["cancelled"] == tasks["cancelled"].between(*times, inclusive="left").sum()


def test_a_cancelled_task_has_arrived_and_is_no_departure(world: World) -> None:
    project_id, histories = made(world, world.user("Ana"), "cancelled", count=100)
    result = computed(world.db, "arrivals", [project_id], AS_OF, last="90d")
    tasks = frame(histories)
    assert result["created"] == len(tasks)
    assert result["done"] == (tasks["status"] == "done").sum()
    assert result["excluded"]["cancelled"] == (tasks["status"] == "cancelled").sum() > 0


def test_a_filter_says_which_tasks_count(world: World) -> None:
    ana = world.user("Ana")
    project_id, histories = made(world, ana, "filter", count=100)
    result = computed(world.db, "arrivals", [project_id], AS_OF, last="90d", where="priority:low", requester=ana.id)
    assert result["created"] == (frame(histories)["priority"] == "low").sum()


def test_without_a_task_there_are_zeros(world: World) -> None:
    result = computed(world.db, "arrivals", [], AS_OF, last="1d", project=None)
    assert result["periods"] == [{"first_day": "2026-04-15", "complete": False, "created": 0, "done": 0, "net": 0}]
    assert (result["mean_created"], result["mean_done"], result["n"]) == (None, None, 0)


def test_its_chart_has_bars_beside_each_other_and_the_net_as_a_line(world: World) -> None:
    project_id, _ = made(world, world.user("Ana"), "chart", count=60)
    result = computed(world.db, "arrivals", [project_id], AS_OF, by="week")
    (chart,) = catalog.load("arrivals").charts(result)
    created, done, net = chart.layers
    assert [one - other for one, other in zip(created.y, done.y, strict=True)] == list(net.y)
    assert f"net {result['net']:+}" in chart.description
