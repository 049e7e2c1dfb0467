"""Flow efficiency, on both databases, against pandas."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.domain.report import ReportStatus, Request
from radar_cli.domain.task import Move
from radar_cli.errors import BadInput
from radar_cli.services import report_jobs, reports
from tests import duration_frames
from tests.duration_frames import instant
from tests.histories import BLOCK, UNBLOCK, History, random_histories, stored
from tests.integration.test_cycle_time import started
from tests.integration.test_lead_time import HOLIDAY, TIMES
from tests.reporting import Messages, computed, read
from tests.world import World

NOW = instant("2026-03-20T12:00:00")
OPTIONS: list[Mapping[str, Any]] = [
    {},
    {"reopen": "reset"},
    {"working_days": True, "holidays": [HOLIDAY]},
    {"working_days": True, "holidays": [HOLIDAY], "reopen": "reset"},
]


def lived(*steps: tuple[str, Move | str]) -> History:
    return History(instant("2026-03-01"), [(instant(day), step) for day, step in steps])


def check(
    result: Mapping[str, Any], histories: Sequence[History], zone: str, as_of: datetime, options: Mapping[str, Any]
) -> None:
    start, end = (pd.Timestamp(result["window"][side]) for side in ("from", "to"))
    counting = {
        "working": bool(options.get("working_days")),
        "holidays": [date.fromisoformat(day) for day in options.get("holidays", ())],
    }
    rows = duration_frames.frame(histories)
    rows = rows.assign(begins=started(rows, options))
    done = rows[(rows["status"] == "done") & (rows["done"] >= start) & (rows["done"] < end)]
    timed = done[done["begins"].notna()]
    cycle = pd.Series(duration_frames.days(timed["begins"], timed["done"], zone, **counting), index=timed.index)
    visits = duration_frames.visits(histories, as_of)
    visits = visits[visits["blocked"] & visits["place"].isin(timed.index)].join(timed[["begins", "done"]], on="place")
    visits["start"] = visits[["start", "begins"]].max(axis=1)
    visits["end"] = visits[["end", "done"]].min(axis=1)
    visits = visits[visits["start"] < visits["end"]]
    visits = visits.assign(days=duration_frames.days(visits["start"], visits["end"], zone, **counting))
    blocked = visits.groupby("place")["days"].sum().reindex(timed.index, fill_value=0.0)
    some = cycle > 0
    assert result["n"] == some.sum()
    assert result["excluded"] == {
        "never_started": len(done) - len(timed),
        "no_time": int((~some).sum()),
        "unknown_end": 0,
    }
    assert result["blocked_n"] == (blocked[some] > 0).sum()
    ratio = (cycle[some].sum() - blocked[some].sum()) / cycle[some].sum()
    assert result["ratio_of_sums"] == pytest.approx(ratio, abs=1e-9)
    assert result["mean_of_tasks"] == pytest.approx(((cycle - blocked) / cycle)[some].mean(), abs=1e-9)
    assert result["cycle_time"] == pytest.approx(cycle[some].sum(), abs=1e-9)
    assert result["blocked_time"] == pytest.approx(blocked[some].sum(), abs=1e-9)
    assert sum(one["n"] for one in result["histogram"]) == some.sum()


@pytest.mark.parametrize(("zone", "start", "as_of"), TIMES)
def test_it_is_that_of_pandas(world: World, zone: str, start: str, as_of: str) -> None:
    now = instant(as_of)
    histories = list(random_histories(Random(f"flow {zone} {start}"), 250, instant(start), now))
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    middle = (now - timedelta(days=6)).date().isoformat()
    for options in OPTIONS:
        for window in ({"last": "1y"}, {"last": "20d", "until": middle}):
            result = computed(world.db, "flow-efficiency", [project_id], now, zone, **window, **options)
            check(result, histories, zone, now, options)


def test_long_tasks_weigh_more_in_the_ratio_of_sums(world: World) -> None:
    histories = [
        lived(("2026-03-01", Move.START), ("2026-03-02", BLOCK), ("2026-03-06", UNBLOCK), ("2026-03-11", Move.DONE)),
        lived(("2026-03-01", Move.START), ("2026-03-03", Move.DONE)),
    ]
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    result = computed(world.db, "flow-efficiency", [project_id], NOW)
    assert result["ratio_of_sums"] == pytest.approx(8 / 12)
    assert result["mean_of_tasks"] == pytest.approx((0.6 + 1) / 2)
    assert (result["n"], result["blocked_n"]) == (2, 1)


def test_what_is_blocked_when_it_is_finished_was_so_up_to_then(world: World) -> None:
    history = lived(("2026-03-02", Move.START), ("2026-03-05", BLOCK), ("2026-03-06", Move.DONE))
    project_id = stored(world, world.user("Ana"), [history])[0].project_id
    assert computed(world.db, "flow-efficiency", [project_id], NOW)["ratio_of_sums"] == 0.75


def test_being_blocked_before_the_start_does_not_count(world: World) -> None:
    history = lived(
        ("2026-03-02", BLOCK), ("2026-03-04", Move.START), ("2026-03-05", UNBLOCK), ("2026-03-08", Move.DONE)
    )
    project_id = stored(world, world.user("Ana"), [history])[0].project_id
    result = computed(world.db, "flow-efficiency", [project_id], NOW)
    assert (result["cycle_time"], result["blocked_time"]) == (4, 1)


def test_it_is_refused_where_nothing_was_ever_blocked(world: World) -> None:
    project_id = stored(world, world.user("Ana"), [lived(("2026-03-01", Move.START), ("2026-03-03", Move.DONE))])[
        0
    ].project_id
    with pytest.raises(BadInput, match=r"was ever blocked.*100 %"):
        computed(world.db, "flow-efficiency", [project_id], NOW)


@pytest.mark.parametrize("options", [{}, {"working_days": True}])
def test_it_is_refused_where_nothing_was_blocked_in_time_that_counts(world: World, options: Mapping[str, Any]) -> None:
    start, blocked, free = ("2026-03-05", "2026-03-02", "2026-03-04")
    if options:  # on a Saturday
        start, blocked, free = ("2026-03-05", "2026-03-07", "2026-03-08")
    steps: list[tuple[str, Move | str]] = [(start, Move.START), (blocked, BLOCK), (free, UNBLOCK)]
    history = lived(*sorted(steps, key=lambda step: step[0]), ("2026-03-10", Move.DONE))
    project_id = stored(world, world.user("Ana"), [history])[0].project_id
    with pytest.raises(BadInput, match=r"ever blocked in its cycle time.*100 %"):
        computed(world.db, "flow-efficiency", [project_id], NOW, **options)


def test_who_asks_is_told_why_it_is_refused(world: World) -> None:
    ana = world.user("Ana")
    world.clock.now = world.db.clock()
    world.project(ana)
    world.move(ana, world.task(ana), Move.START, Move.DONE)
    asked_for = reports.submit(world.db, Messages(), ana, Request("flow-efficiency", ["web"], "UTC"))
    report_jobs.run(world.db, asked_for.report_id)
    report = read(world, ana, asked_for.report_id)
    assert report.status is ReportStatus.FAILED
    assert report.error_code == "bad_params"
    assert "radar task block" in str(report.error_text)


def test_with_nothing_finished_there_is_nothing_rather_than_100_percent(world: World) -> None:
    project_id = stored(world, world.user("Ana"), [lived(("2026-03-01", Move.START))])[0].project_id
    result = computed(world.db, "flow-efficiency", [project_id], NOW)
    assert [result[name] for name in ("n", "ratio_of_sums", "mean_of_tasks", "cycle_time")] == [0, None, None, None]
    assert not catalog.load("flow-efficiency").charts(result)[0].layers
