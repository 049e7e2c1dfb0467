"""Cycle times, on both databases, against pandas."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from radar_cli.domain.task import Move
from tests import duration_frames
from tests.duration_frames import instant
from tests.histories import History, random_histories, stored
from tests.integration.test_lead_time import OPTIONS, TIMES
from tests.reporting import computed
from tests.world import World


def started(rows: pd.DataFrame, options: Mapping[str, Any]) -> pd.Series:
    if options.get("reopen") == "reset":
        return rows["restarted"].where(rows["reopenings"] > 0, rows["started"])
    return rows["started"]


def taken(begins: pd.Series, ends: pd.Series, zone: str, options: Mapping[str, Any]) -> np.ndarray:
    return duration_frames.days(
        begins,
        ends,
        zone,
        inclusive=options.get("count") == "inclusive",
        working=bool(options.get("working_days")),
        holidays=[date.fromisoformat(day) for day in options.get("holidays", ())],
    )


def check(
    result: Mapping[str, Any], rows: pd.DataFrame, zone: str, as_of: datetime, options: Mapping[str, Any]
) -> None:
    rows = rows.assign(begins=started(rows, options))
    start, end = (pd.Timestamp(result["window"][side]) for side in ("from", "to"))
    done = rows[(rows["status"] == "done") & (rows["done"] >= start) & (rows["done"] < end)]
    timed = done[done["begins"].notna()]
    values = taken(timed["begins"], timed["done"], zone, options)
    for name, value in duration_frames.summary(values).items():
        assert result[name] == (None if value is None else pytest.approx(value, abs=1e-9)), name
    assert result["excluded"] == {"never_started": len(done) - len(timed), "unknown_end": 0}
    assert result["reopened"] == (timed["reopenings"] > 0).sum()
    still = rows[rows["status"] == "in_progress"]
    ages = duration_frames.summary(taken(still["begins"], pd.Series([pd.Timestamp(as_of)] * len(still)), zone, options))
    for name in ("n", "p50", "p85"):
        assert result["open"][name] == (None if ages[name] is None else pytest.approx(ages[name], abs=1e-9)), name


@pytest.mark.parametrize(("zone", "start", "as_of"), TIMES)
def test_they_are_those_of_pandas(world: World, zone: str, start: str, as_of: str) -> None:
    now = instant(as_of)
    histories = list(random_histories(Random(f"cycle {zone} {start}"), 250, instant(start), now))
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    rows = duration_frames.frame(histories)
    middle = (now - timedelta(days=9)).date().isoformat()
    for options in OPTIONS:
        for window in ({"last": "21d"}, {"last": "1y"}, {"last": "1w", "until": middle}):
            result = computed(world.db, "cycle-time", [project_id], now, zone, **window, **options)
            check(result, rows, zone, now, options)


def test_a_task_that_was_never_in_progress_has_none(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    history = History(instant("2026-03-01"), [(instant("2026-03-03"), Move.DONE)])
    project_id = stored(world, world.user("Ana"), [history])[0].project_id
    result = computed(world.db, "cycle-time", [project_id], now)
    assert (result["n"], result["mean"], result["excluded"]["never_started"]) == (0, None, 1)


def reopened(*since: tuple[str, Move]) -> History:
    steps = [("2026-03-02", Move.START), ("2026-03-03", Move.DONE), ("2026-03-05", Move.REOPEN), *since]
    return History(instant("2026-03-01"), [(instant(day), move) for day, move in steps])


def test_a_reopened_task_counts_from_its_first_start_or_from_the_one_after_its_reopening(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    history = reopened(("2026-03-08", Move.START), ("2026-03-10", Move.DONE))
    project_id = stored(world, world.user("Ana"), [history])[0].project_id
    assert computed(world.db, "cycle-time", [project_id], now)["mean"] == 8
    assert computed(world.db, "cycle-time", [project_id], now, reopen="reset")["mean"] == 2


def test_who_was_not_started_again_after_a_reopening_never_was_where_that_resets(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    project_id = stored(world, world.user("Ana"), [reopened(("2026-03-10", Move.DONE))])[0].project_id
    assert computed(world.db, "cycle-time", [project_id], now)["mean"] == 8
    result = computed(world.db, "cycle-time", [project_id], now, reopen="reset")
    assert (result["n"], result["excluded"]["never_started"]) == (0, 1)


def test_what_was_reopened_and_waits_is_not_in_progress(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    project_id = stored(world, world.user("Ana"), [reopened()])[0].project_id
    assert computed(world.db, "cycle-time", [project_id], now)["open"]["n"] == 0
