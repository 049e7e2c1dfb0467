"""Lead times, on both databases, against pandas."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.task import Move
from tests import duration_frames
from tests.duration_frames import instant
from tests.histories import History, random_histories, stored
from tests.reporting import computed
from tests.world import World

# A zone, and when histories are made up in it: the clocks change, or a midnight does not exist.
TIMES = [
    ("UTC", "2026-01-10", "2026-03-20T12:00:00.250000"),
    ("Europe/Berlin", "2026-02-20", "2026-04-10T15:30:00"),
    ("Europe/Berlin", "2025-10-01", "2025-11-20T07:00:00.000001"),
    ("America/Santiago", "2025-08-10", "2025-09-25T00:00:00"),
    ("Asia/Beirut", "2026-03-01", "2026-04-20T00:00:00"),
]
HOLIDAY = "2026-03-17"
OPTIONS: list[Mapping[str, Any]] = [
    {},
    {"count": "inclusive"},
    {"working_days": True, "holidays": [HOLIDAY]},
    {"working_days": True, "holidays": [HOLIDAY], "count": "inclusive"},
    {"reopen": "reset"},
    {"reopen": "reset", "working_days": True},
]


def taken(rows: pd.DataFrame, ends: pd.Series, zone: str, options: Mapping[str, Any]) -> np.ndarray:
    begins = rows["created"]
    if options.get("reopen") == "reset":
        begins = rows["reopened"].fillna(rows["created"])
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
    start, end = (pd.Timestamp(result["window"][side]) for side in ("from", "to"))
    done = rows[(rows["status"] == "done") & (rows["done"] >= start) & (rows["done"] < end)].sort_values("done")
    values = taken(done, done["done"], zone, options)
    for name, value in duration_frames.summary(values).items():
        assert result[name] == (None if value is None else pytest.approx(value, abs=1e-9)), name
    assert result["reopened"] == (done["reopenings"] > 0).sum()
    cancelled = rows[rows["status"] == "cancelled"]["cancelled"]
    assert result["cancelled"] == ((cancelled >= start) & (cancelled < end)).sum()
    still = rows[rows["status"].isin(duration_frames.OPEN)]
    ages = duration_frames.summary(taken(still, pd.Series([as_of] * len(still)).map(pd.Timestamp), zone, options))
    for name in ("n", "p50", "p85"):
        expected = ages[name]
        assert result["open"][name] == (None if expected is None else pytest.approx(expected, abs=1e-9)), name
    assert [point["days"] for point in reversed(result["points"])] == pytest.approx(values.tolist(), abs=1e-9)
    assert sum(one["n"] for one in result["histogram"]) == len(values)


@pytest.mark.parametrize(("zone", "start", "as_of"), TIMES)
def test_they_are_those_of_pandas(world: World, zone: str, start: str, as_of: str) -> None:
    now = instant(as_of)
    histories = list(random_histories(Random(f"{zone} {start}"), 250, instant(start), now))
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    rows = duration_frames.frame(histories)
    for options in OPTIONS:
        for window in (
            {"last": "21d"},
            {"last": "1y"},
            {"last": "1w", "until": (now - timedelta(days=9)).date().isoformat()},
        ):
            result = computed(world.db, "lead-time", [project_id], now, zone, **window, **options)
            check(result, rows, zone, now, options)


def test_a_filter_says_which_tasks_count(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    ana = world.user("Ana")
    histories = list(random_histories(Random(3), 200, instant("2026-01-10"), now))
    project_id = stored(world, ana, histories)[0].project_id
    rows = duration_frames.frame(histories)
    where = "tag:backend priority:high"
    result = computed(world.db, "lead-time", [project_id], now, last="60d", where=where, requester=ana.id)
    assert result["where"] == where
    check(result, rows[rows["tags"].map(lambda tags: "backend" in tags) & (rows["priority"] == "high")], "UTC", now, {})


def test_without_a_finished_task_there_is_nothing_rather_than_zero(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    project_id = stored(world, world.user("Ana"), [History(instant("2026-03-01"))])[0].project_id
    result = computed(world.db, "lead-time", [project_id], now)
    assert [result[name] for name in ("n", "mean", "p50", "p85", "p95")] == [0, None, None, None, None]
    assert (result["histogram"], result["points"]) == ([], [])
    assert result["open"] == {"n": 1, "p50": 19.5, "p85": 19.5}
    for chart in catalog.load("lead-time").charts(result):
        assert not chart.layers
        assert chart.description == "No task with a lead time was done from 2026-02-19 to 2026-03-20."


def test_the_days_of_the_window_are_those_of_its_zone_and_its_end_is_none_of_them(world: World) -> None:
    options = {"since": "2026-03-01", "until": "2026-03-10"}
    result = computed(world.db, "lead-time", [], instant("2026-03-20T12:00:00"), "Europe/Berlin", **options)
    for chart in catalog.load("lead-time").charts(result):
        assert chart.description == "No task with a lead time was done from 2026-03-01 to 2026-03-10."


def test_without_any_task_there_is_no_age(world: World) -> None:
    result = computed(world.db, "lead-time", [], instant("2026-03-20T12:00:00"))
    assert result["open"] == {"n": 0, "p50": None, "p85": None}


def test_of_one_task_every_percentile_is_its_own(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    history = History(instant("2026-03-01"), [(instant("2026-03-03"), Move.DONE)])
    project_id = stored(world, world.user("Ana"), [history])[0].project_id
    result = computed(world.db, "lead-time", [project_id], now)
    assert [result[name] for name in ("n", "mean", "p50", "p85", "p95")] == [1, 2, 2, 2, None]


def test_who_finished_with_no_known_end_is_counted_and_left_out(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    history = History(instant("2026-03-01"), [(instant("2026-03-03"), Move.DONE)])
    first, _ = stored(world, world.user("Ana"), [history, history])
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE id = $id", id=first.id)
    result = computed(world.db, "lead-time", [first.project_id], now)
    assert (result["n"], result["excluded"]) == (1, {"unknown_end": 1})


def test_a_completion_that_was_undone_is_no_reopening(world: World) -> None:
    """The log then says that the task went from done to open, as it does after a reopening."""
    now = instant("2026-03-20T12:00:00")
    steps = [
        (instant("2026-03-03"), Move.DONE),
        (instant("2026-03-05"), Move.REOPEN),
        (instant("2026-03-09"), Move.DONE),
    ]
    (task,) = stored(world, world.user("Ana"), [History(instant("2026-03-01"), steps)])
    world.run_sql(
        """
        INSERT INTO task_events (project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
        SELECT project_id, task_id, type, 'done', 'todo', '{"status": ["done", "todo"]}', actor_id, $at
          FROM task_events WHERE type = 'created'
        """,
        at=world.db.dialect.instant(instant("2026-03-07")),
    )
    assert computed(world.db, "lead-time", [task.project_id], now, reopen="reset")["mean"] == 4


def test_the_newest_points_are_told_and_how_many_are_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("radar_cli.domain.distribution.MOST_POINTS", 3)
    now = instant("2026-03-20T12:00:00")
    created = instant("2026-03-01")
    histories = [History(created, [(created + timedelta(days=day), Move.DONE)]) for day in (4, 2, 5, 1, 3)]
    tasks = stored(world, world.user("Ana"), histories)
    result = computed(world.db, "lead-time", [tasks[0].project_id], now)
    assert [point["days"] for point in result["points"]] == [5, 4, 3]
    assert result["points"][0] == {"task_id": tasks[2].id, "done_at": "2026-03-06T00:00:00Z", "days": 5}
    assert (result["n"], result["points_left_out"]) == (5, 2)


def test_charts_say_in_words_what_they_show(world: World) -> None:
    now = instant("2026-03-20T12:00:00")
    created = instant("2026-03-01")
    histories = [History(created, [(created + timedelta(days=day), Move.DONE)]) for day in range(1, 11)]
    task = stored(world, world.user("Ana"), histories)[-1]
    scatterplot, histogram = catalog.load("lead-time").charts(computed(world.db, "lead-time", [task.project_id], now))
    said = "Lead time of 10 tasks done from 2026-02-19 to 2026-03-20: 50 % of them within 5.5 days, 85 % of them within"
    assert scatterplot.description == f"{said} 8.7 days. The longest shown is 10.0 days, of task {task.id}."
    assert histogram.description.startswith(said)
    assert [layer.name for layer in scatterplot.layers] == ["Done tasks", "50 % within", "85 % within"]
