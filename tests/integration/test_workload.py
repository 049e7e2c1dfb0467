"""Everybody's load, on both databases, against pandas."""

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


@pytest.mark.parametrize(("zone", "start", "as_of"), TIMES[1:4])
def test_it_is_that_of_pandas(world: World, zone: str, start: str, as_of: str) -> None:
    now = instant(as_of)
    people = [world.user(name).email for name in ("Ana", "Ben", "Eva")]
    histories = list(random_histories(Random(f"load {zone}"), 250, instant(start), now, people))
    tasks = stored(world, world.user_named("ana@example.com"), histories)
    rows = duration_frames.frame(histories)
    for options in OPTIONS:
        result = computed(world.db, "workload", [tasks[0].project_id], now, zone, last="21d", **options)
        first = pd.Timestamp(result["window"]["from"])
        assert [one["assignee"] for one in result["people"]] == [*people, None]
        for one in [*result["people"], {**result["total"], "assignee": "all"}]:
            whose = rows["assignee"].isna() if one["assignee"] is None else rows["assignee"] == one["assignee"]
            mine = rows if one["assignee"] == "all" else rows[whose]
            mine = mine.assign(begins=started(mine, options))
            done = mine[(mine["status"] == "done") & (mine["done"] >= first)]
            timed = done[done["begins"].notna()]
            still = mine[mine["status"] == "in_progress"]
            ages = taken(still["begins"], pd.Series([pd.Timestamp(now)] * len(still)), zone, options)
            assert one["todo"] == (mine["status"] == "todo").sum()
            assert one["in_progress"] == len(still)
            assert one["blocked"] == mine["blocked"].sum()
            undone = mine[mine["status"].isin(duration_frames.OPEN)]
            past = (undone["due"] < pd.Timestamp(now)) & (
                undone["due"] != pd.Timestamp(now).tz_convert(zone).normalize()
            )
            assert one["overdue"] == past.sum() < undone["due"].notna().sum()
            assert one["done"] == len(done)
            median = np.median(taken(timed["begins"], timed["done"], zone, options))
            assert one["median_cycle_time"] == pytest.approx(median, abs=1e-9)
            assert one["cycle_time_n"] == len(timed)
            assert one["oldest_age"] == pytest.approx(ages.max(), abs=1e-9)


def test_overdue_is_what_is_open_after_its_due_date(world: World) -> None:
    world.clock.now = instant("2026-03-01")
    ana = world.user("Ana")
    world.project(ana)
    for due in ("2026-03-10", "2026-03-20T12:00:00", "2026-03-21", None):
        task = world.task(ana, due_at=None if due is None else instant(due))
    (nobody,) = computed(world.db, "workload", [task.project_id], NOW)["people"]
    assert (nobody["todo"], nobody["overdue"]) == (4, 1)


def test_what_is_due_on_a_day_is_overdue_when_the_day_is_over(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana, due_at=instant("2026-03-19T23:00:00"))  # the 20th in Berlin
    overdue = [
        computed(world.db, "workload", [task.project_id], instant(now), zone)["total"]["overdue"]
        for now, zone in (
            ("2026-03-20T22:59:59", "Europe/Berlin"),
            ("2026-03-20T23:00:00", "Europe/Berlin"),
            ("2026-03-20T12:00:00", "UTC"),
        )
    ]
    assert overdue == [0, 1, 1]


def test_what_its_numbers_leave_out_is_counted(world: World) -> None:
    begin, end = instant("2026-03-02"), instant("2026-03-05")
    started = History(begin, [(begin, Move.START)])
    done = History(begin, [(begin, Move.START), (end, Move.DONE)])
    tasks = stored(world, world.user("Ana"), [History(begin, [(end, Move.DONE)]), done, done, started, started])
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE id = $id", id=tasks[2].id)
    world.run_sql("UPDATE tasks SET started_at = NULL WHERE id = $id", id=tasks[3].id)
    result = computed(world.db, "workload", [tasks[0].project_id], NOW)
    assert result["excluded"] == {"never_started": 1, "unknown_start": 1, "unknown_end": 1}
    assert (result["total"]["done"], result["total"]["cycle_time_n"]) == (2, 1)
    assert (result["total"]["in_progress"], result["total"]["oldest_age"]) == (2, 18.5)


def test_of_nothing_there_is_nobody(world: World) -> None:
    result = computed(world.db, "workload", [], NOW)
    assert result["people"] == []
    assert (result["total"]["todo"], result["total"]["median_cycle_time"]) == (0, None)
    assert not catalog.load("workload").charts(result)[0].layers


def test_who_has_nothing_in_progress_has_no_age(world: World) -> None:
    (task,) = stored(world, world.user("Ana"), [History(instant("2026-03-01"))])
    (nobody,) = computed(world.db, "workload", [task.project_id], NOW)["people"]
    assert (nobody["assignee"], nobody["oldest_age"], nobody["median_cycle_time"]) == (None, None, None)
    assert catalog.load("workload").table(computed(world.db, "workload", [task.project_id], NOW)).rows[0][0] == "nobody"
