"""Open tasks that are quiet, on both databases, against pandas."""

from datetime import timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from radar_cli.errors import BadInput
from radar_cli.services import comments
from tests import duration_frames
from tests.duration_frames import instant
from tests.histories import History, random_histories, stored
from tests.reporting import computed
from tests.world import World

NOW = instant("2026-03-20T12:00:00")


@pytest.mark.parametrize("days", [1, 7, 14, 40])
def test_they_are_those_of_pandas(world: World, days: int) -> None:
    histories = list(random_histories(Random(days), 250, instant("2026-01-10"), NOW))
    tasks = stored(world, world.user("Ana"), histories)
    rows = duration_frames.frame(histories).assign(id=[task.id for task in tasks])
    rows["last_event"] = pd.to_datetime(rows["last_event"], utc=True)
    still = rows[rows["status"].isin(duration_frames.OPEN)]
    stale = still[still["last_event"] < pd.Timestamp(NOW) - pd.Timedelta(days=days)].sort_values(["last_event", "id"])
    result = computed(world.db, "stale", [tasks[0].project_id], NOW, days=str(days))
    assert [task["task_id"] for task in result["tasks"]] == stale["id"].tolist()
    quiet = (pd.Timestamp(NOW) - stale["last_event"]) / pd.Timedelta(days=1)
    np.testing.assert_allclose([task["quiet"] for task in result["tasks"]], quiet, rtol=0, atol=1e-9)
    assert (result["n"], result["open_n"], result["days"]) == (len(stale), len(still), days)
    assert sum(one["n"] for one in result["histogram"]) == len(stale)


def test_it_is_two_weeks_unless_asked_otherwise(world: World) -> None:
    histories = [History(NOW - timedelta(days=14, microseconds=microseconds)) for microseconds in (0, 1)]
    tasks = stored(world, world.user("Ana"), histories)
    result = computed(world.db, "stale", [tasks[0].project_id], NOW)
    assert [task["task_id"] for task in result["tasks"]] == [tasks[1].id]
    assert result["window"] == {"from": "2026-03-06T12:00:00Z", "to": "2026-03-20T12:00:00Z"}


def test_a_remark_is_something_that_happened(world: World) -> None:
    ana = world.user("Ana")
    tasks = stored(world, ana, [History(instant("2026-02-01")), History(instant("2026-02-01"))])
    world.clock.now = instant("2026-03-19")
    comments.add(world.db, world.clock, ana, tasks[0].id, "Still waiting")
    result = computed(world.db, "stale", [tasks[0].project_id], NOW)
    assert [task["task_id"] for task in result["tasks"]] == [tasks[1].id]


def test_its_chart_says_what_its_last_bar_is(world: World) -> None:
    histories = [History(NOW - timedelta(days=quiet)) for quiet in [*(15 + n / 20 for n in range(40)), 900]]
    result = computed(world.db, "stale", [stored(world, world.user("Ana"), histories)[0].project_id], NOW)
    (chart,) = catalog.load("stale").charts(result)
    last = result["histogram"][-1]
    assert (last["to"], last["n"]) == (None, 1)
    assert chart.description.endswith(f" The last bar is all from {last['from']:g} days on: 1 task.")
    (bars,) = chart.layers
    assert list(bars.y) == [one["n"] for one in result["histogram"]]


def test_what_is_finished_is_not_stale(world: World) -> None:
    history = History(instant("2026-02-01"), [(instant("2026-02-02"), Move.DONE)])
    (task,) = stored(world, world.user("Ana"), [history])
    result = computed(world.db, "stale", [task.project_id], NOW)
    assert (result["n"], result["open_n"], result["tasks"], result["histogram"]) == (0, 0, [], [])
    assert not catalog.load("stale").charts(result)[0].layers


@pytest.mark.parametrize("days", ["0", "-1", "x", "1.5", "36501", "99999999999999999999", ""])
def test_days_that_are_none_are_refused(days: str) -> None:
    (option,) = [option for option in catalog.load("stale").options if option.name == "days"]
    with pytest.raises(BadInput, match="--days"):
        option.read(days)
