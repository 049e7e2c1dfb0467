"""Ages of work in progress, on both databases, against pandas."""

from datetime import timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from tests import duration_frames
from tests.duration_frames import instant
from tests.histories import History, random_histories, stored
from tests.integration.test_cycle_time import started, taken
from tests.integration.test_lead_time import OPTIONS, TIMES
from tests.reporting import computed
from tests.world import World

NOW = instant("2026-03-20T12:00:00")


def done_in(days: float) -> History:
    begin = instant("2026-03-01")
    return History(begin, [(begin, Move.START), (begin + timedelta(days=days), Move.DONE)])


def in_progress_for(days: float) -> History:
    begin = NOW - timedelta(days=days)
    return History(begin, [(begin, Move.START)])


@pytest.mark.parametrize(("zone", "start", "as_of"), TIMES)
def test_ages_and_bands_are_those_of_pandas(world: World, zone: str, start: str, as_of: str) -> None:
    now = instant(as_of)
    histories = list(random_histories(Random(f"age {zone} {start}"), 250, instant(start), now))
    tasks = stored(world, world.user("Ana"), histories)
    ids = pd.Series([task.id for task in tasks])
    rows = duration_frames.frame(histories).assign(id=ids)
    for options in OPTIONS:
        result = computed(world.db, "aging", [tasks[0].project_id], now, zone, last="1y", **options)
        begins = started(rows, options)
        still = rows["status"] == "in_progress"
        ages = taken(begins[still], pd.Series([pd.Timestamp(now)] * still.sum()), zone, options)
        done = (rows["status"] == "done") & begins.notna()
        p50, p85, p95 = np.percentile(taken(begins[done], rows["done"][done], zone, options), [50, 85, 95])
        found = pd.DataFrame(result["tasks"]).set_index("task_id")
        expected = pd.Series(ages, index=rows["id"][still])
        np.testing.assert_allclose(found["age"], expected[found.index], rtol=0, atol=1e-9)
        assert found["age"].is_monotonic_decreasing
        names = ["up to p50", "p50 to p85", "past p85", "past p95"]
        bands = pd.cut(expected, [-1, p50, p85, p95, np.inf], labels=names)
        assert result["bands"] == {name: int((bands == name).sum()) for name in names}
        assert result["n"] == len(expected)


def test_the_oldest_come_first_each_with_its_band(world: World) -> None:
    histories = [*(done_in(days) for days in range(1, 12)), *(in_progress_for(days) for days in (1, 9.5, 30, 7))]
    tasks = stored(world, world.user("Ana"), histories)
    result = computed(world.db, "aging", [tasks[0].project_id], NOW)
    assert [(task["task_id"], task["age"], task["band"]) for task in result["tasks"]] == [
        (tasks[13].id, 30, "past p85"),
        (tasks[12].id, 9.5, "p50 to p85"),
        (tasks[14].id, 7, "p50 to p85"),
        (tasks[11].id, 1, "up to p50"),
    ]
    assert result["cycle_time"] == {"n": 11, "mean": 6, "p50": 6, "p85": 9.5, "p95": None}
    assert result["bands"] == {"past p95": 0, "past p85": 1, "p50 to p85": 2, "up to p50": 1}


def test_with_nothing_finished_there_is_no_band(world: World) -> None:
    tasks = stored(world, world.user("Ana"), [in_progress_for(3)])
    result = computed(world.db, "aging", [tasks[0].project_id], NOW)
    assert result["bands"] is None
    assert result["tasks"][0]["band"] is None
    (chart,) = catalog.load("aging").charts(result)
    assert chart.description == (
        f"In progress: 1 task. Nothing was finished to compare with. The oldest is task {tasks[0].id}, at 3.0 days."
    )


def test_with_nothing_in_progress_there_is_no_row(world: World) -> None:
    tasks = stored(world, world.user("Ana"), [done_in(3)])
    result = computed(world.db, "aging", [tasks[0].project_id], NOW)
    assert (result["n"], result["tasks"]) == (0, [])
    assert not catalog.load("aging").charts(result)[0].layers


def test_it_names_the_task_and_whose_it_is(world: World) -> None:
    ana = world.user("Ana")
    history = History(NOW - timedelta(days=2), [(NOW - timedelta(days=1), Move.START)], ana.email)
    (task,) = stored(world, ana, [history])
    (row,) = computed(world.db, "aging", [task.project_id], NOW)["tasks"]
    assert (row["title"], row["assignee"], row["project"]) == ("Fix login", "ana@example.com", "web")
    assert row["started_at"] == "2026-03-19T12:00:00Z"


def test_what_nobody_knows_the_start_of_is_counted_and_left_out(world: World) -> None:
    (task,) = stored(world, world.user("Ana"), [in_progress_for(3)])
    world.run_sql("UPDATE tasks SET started_at = NULL")
    result = computed(world.db, "aging", [task.project_id], NOW)
    assert (result["n"], result["excluded"]) == (0, {"unknown_start": 1, "never_started": 0, "unknown_end": 0})


def test_what_the_cycle_times_leave_out_is_counted(world: World) -> None:
    never_started = History(instant("2026-03-01"), [(instant("2026-03-05"), Move.DONE)])
    histories = [done_in(2), never_started, never_started, done_in(4), in_progress_for(3)]
    tasks = stored(world, world.user("Ana"), histories)
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE id = $id", id=tasks[3].id)
    result = computed(world.db, "aging", [tasks[0].project_id], NOW)
    assert result["cycle_time"]["n"] == 1
    assert result["excluded"] == {"unknown_start": 0, "never_started": 2, "unknown_end": 1}


def test_how_many_younger_ones_are_left_out_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("radar_cli.reports.aging.MOST_TASKS", 2)
    tasks = stored(world, world.user("Ana"), [in_progress_for(days) for days in (1, 3, 2)])
    result = computed(world.db, "aging", [tasks[0].project_id], NOW)
    assert [task["age"] for task in result["tasks"]] == [3, 2]
    assert (result["n"], result["tasks_left_out"]) == (3, 1)
    assert "1 younger ones left out" in catalog.load("aging").table(result).title


def test_its_chart_has_the_tasks_of_everybody_before_the_bands(world: World) -> None:
    ana = world.user("Ana")
    begin = NOW - timedelta(days=2)
    histories = [
        *(done_in(day) for day in range(1, 31)),
        in_progress_for(3),
        History(begin, [(begin, Move.START)], ana.email),
    ]
    result = computed(
        world.db, "aging", [stored(world, ana, histories)[0].project_id], instant("2026-04-05"), last="60d"
    )
    (chart,) = catalog.load("aging").charts(result)
    assert chart.x.names == ["ana@example.com", "nobody"]
    *bands, level, points = chart.layers
    assert [(band.lower, band.upper) for band in bands] == [(0, 15.5), (15.5, 25.65), (25.65, None)]
    assert level.y == pytest.approx(28.55)
    assert list(points.x) == [1, 0]
