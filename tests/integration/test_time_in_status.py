"""Time in status, on both databases, against pandas."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from radar_cli.services import tasks as task_service
from radar_cli.services import undo
from tests import duration_frames
from tests.duration_frames import OPEN, instant
from tests.histories import BLOCK, UNBLOCK, History, random_histories, stored
from tests.integration.test_lead_time import HOLIDAY, TIMES
from tests.reporting import computed
from tests.world import World

NOW = instant("2026-03-20T12:00:00")


def by_status(result: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {one["status"]: one for one in result["statuses"]}


def check(
    result: Mapping[str, Any], histories: Sequence[History], zone: str, as_of: datetime, *, working: bool = False
) -> None:
    start, end = (pd.Timestamp(result["window"][side]) for side in ("from", "to"))
    visits = duration_frames.visits(histories, as_of)
    visits["start"], visits["end"] = visits["start"].clip(lower=start), visits["end"].clip(upper=end)
    visits = visits[visits["start"] < visits["end"]]
    holidays = [date.fromisoformat(HOLIDAY)] if working else []
    visits = visits.assign(
        days=duration_frames.days(visits["start"], visits["end"], zone, working=working, holidays=holidays)
    )
    for status in OPEN:
        mine = visits[visits["status"] == status]
        found = by_status(result)[status]
        expected = duration_frames.summary(mine.groupby("place")["days"].sum().to_numpy())
        for name in ("n", "mean", "p50", "p85"):
            assert found[name] == (None if expected[name] is None else pytest.approx(expected[name], abs=1e-9))
        if not expected["n"]:
            continue
        blocked = mine[mine["blocked"]]
        assert found["total"] == pytest.approx(mine["days"].sum(), abs=1e-9)
        assert found["blocked_total"] == pytest.approx(blocked["days"].sum(), abs=1e-9)
        assert found["blocked_share"] == pytest.approx(blocked["days"].sum() / mine["days"].sum(), abs=1e-9)
        assert found["blocked_n"] == (blocked.groupby("place")["days"].sum() > 0).sum()


@pytest.mark.parametrize(("zone", "start", "as_of"), TIMES)
def test_it_is_that_of_pandas(world: World, zone: str, start: str, as_of: str) -> None:
    now = instant(as_of)
    histories = list(random_histories(Random(f"status {zone} {start}"), 250, instant(start), now))
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    days = [(now - timedelta(days=number)).date().isoformat() for number in (2, 9, 25)]
    windows = [{"last": "10d"}, {"last": "2y"}, *({"last": "8d", "until": day} for day in days)]
    for window in windows:
        check(computed(world.db, "time-in-status", [project_id], now, zone, **window), histories, zone, now)
        working = {"working_days": True, "holidays": [HOLIDAY]}
        result = computed(world.db, "time-in-status", [project_id], now, zone, **window, **working)
        check(result, histories, zone, now, working=True)


@pytest.mark.parametrize("until", ["2026-03-20", "2026-02-10"])
def test_a_filter_says_which_tasks_count(world: World, until: str) -> None:
    ana = world.user("Ana")
    histories = list(random_histories(Random(4), 200, instant("2026-01-10"), NOW))
    project_id = stored(world, ana, histories)[0].project_id
    options = {"last": "10d", "until": until, "where": "tag:later", "requester": ana.id}
    result = computed(world.db, "time-in-status", [project_id], NOW, **options)
    check(result, [history for history in histories if "later" in history.tags], "UTC", NOW)


def test_of_nothing_there_is_nothing_rather_than_zero(world: World) -> None:
    result = computed(world.db, "time-in-status", [], NOW)
    assert by_status(result)["todo"] == {
        "status": "todo",
        "n": 0,
        **dict.fromkeys(("total", "mean", "p50", "p85", "blocked_n", "blocked_total", "blocked_share")),
    }
    (chart,) = catalog.load("time-in-status").charts(result)
    assert chart.description == "No task was open from 2026-02-19 to 2026-03-20."


def test_where_nothing_was_open_the_days_of_the_window_are_those_of_its_zone(world: World) -> None:
    options = {"since": "2026-03-01", "until": "2026-03-10"}
    result = computed(world.db, "time-in-status", [], NOW, "Europe/Berlin", **options)
    (chart,) = catalog.load("time-in-status").charts(result)
    assert chart.description == "No task was open from 2026-03-01 to 2026-03-10."


def test_what_was_done_before_the_window_does_not_count(world: World) -> None:
    history = History(instant("2026-02-01"), [(instant("2026-02-02"), Move.START), (instant("2026-02-19"), Move.DONE)])
    (task,) = stored(world, world.user("Ana"), [history])
    assert by_status(computed(world.db, "time-in-status", [task.project_id], NOW))["in_progress"]["n"] == 0
    since = computed(world.db, "time-in-status", [task.project_id], NOW, since="2026-02-18")
    assert by_status(since)["in_progress"]["total"] == 1


def test_a_blocked_task_that_is_finished_is_not_blocked_any_more_when_it_is_reopened(world: World) -> None:
    days = ["2026-03-02", "2026-03-04", "2026-03-05", "2026-03-07"]
    steps = [(instant(day), step) for day, step in zip(days, (Move.START, BLOCK, Move.DONE, Move.REOPEN), strict=True)]
    (task,) = stored(world, world.user("Ana"), [History(instant("2026-03-01"), steps)])
    found = by_status(computed(world.db, "time-in-status", [task.project_id], NOW))
    assert (found["in_progress"]["total"], found["in_progress"]["blocked_total"]) == (3, 1)
    assert (found["todo"]["total"], found["todo"]["blocked_total"]) == (14.5, 0)


def test_undoing_a_completion_brings_the_block_back(world: World) -> None:
    ana = world.user("Ana")
    steps = [(instant("2026-03-02"), Move.START), (instant("2026-03-04"), BLOCK)]
    (task,) = stored(world, ana, [History(instant("2026-03-01"), steps)])
    world.clock.now = instant("2026-03-10")
    task_service.move(world.db, world.clock, ana, [task.id], Move.DONE)
    world.clock.now = instant("2026-03-12")
    undo.undo(world.db, world.clock, ana, None)
    found = by_status(computed(world.db, "time-in-status", [task.project_id], NOW))["in_progress"]
    assert (found["total"], found["blocked_total"]) == (8 + 8.5, 6 + 8.5)


def test_a_task_that_was_blocked_all_the_time_was_so_in_each_window(world: World) -> None:
    steps = [(instant("2026-01-02"), BLOCK), (instant("2026-03-19"), UNBLOCK)]
    (task,) = stored(world, world.user("Ana"), [History(instant("2026-01-01"), steps)])
    for until in ("2026-03-15", "2026-01-20"):
        result = computed(world.db, "time-in-status", [task.project_id], NOW, last="5d", until=until)
        assert by_status(result)["todo"]["blocked_total"] == 5
        assert by_status(result)["todo"]["blocked_share"] == 1
