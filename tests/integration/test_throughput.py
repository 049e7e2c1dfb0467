"""Throughput, on both databases, against pandas."""

from datetime import UTC, datetime, timedelta
from random import Random

import pandas as pd
import pytest

from radar_cli.domain.task import Move
from radar_cli.errors import BadInput
from tests import flow_frames
from tests.flow_frames import counted, frame
from tests.histories import History, random_histories, stored
from tests.reporting import computed
from tests.world import World

AS_OF = datetime(2026, 4, 15, 13, 37, 0, 250_000, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "as_of", "since"),
    [
        ("Europe/Berlin", AS_OF, "2026-03-20"),
        ("Europe/Berlin", datetime(2026, 11, 8, 9, tzinfo=UTC), "2026-10-15"),
        ("America/Santiago", datetime(2026, 9, 30, 2, tzinfo=UTC), "2026-09-01"),
        ("Asia/Beirut", AS_OF, "2026-03-29"),
    ],
)
def test_it_agrees_with_pandas(world: World, zone: str, as_of: datetime, since: str) -> None:
    ana = world.user("Ana")
    histories = list(random_histories(Random(zone + since), 250, as_of - 70 * DAY, as_of))
    project_id = stored(world, ana, histories)[0].project_id
    tasks = frame(histories)
    window = flow_frames.start(since, zone), pd.Timestamp(as_of).tz_convert(zone)
    for by in flow_frames.FREQUENCIES:
        result = computed(world.db, "throughput", [project_id], as_of, zone, by=by, since=since)
        expected = counted(tasks["done"], *window, by)
        whole = [flow_frames.whole(period, *window) for period in flow_frames.calendar(*window, by)]
        assert [row["done"] for row in result["periods"]] == expected
        assert [row["complete"] for row in result["periods"]] == whole
        assert result["total"] == sum(expected)
        in_whole = pd.Series(expected)[whole]
        assert result["n"] == len(in_whole)
        assert result["mean_per_period"] == (pytest.approx(in_whole.mean(), abs=1e-9) if any(whole) else None)
        done = tasks[tasks["done"].between(*window, inclusive="left")]
        assert result["reopened"] == (done["reopened"] > 0).sum()
        assert result["excluded"]["cancelled"] == tasks["cancelled"].between(*window, inclusive="left").sum()


def test_a_window_in_the_middle_of_the_history_has_no_time_after_it(world: World) -> None:
    ana = world.user("Ana")
    histories = list(random_histories(Random(3), 150, AS_OF - 60 * DAY, AS_OF))
    project_id = stored(world, ana, histories)[0].project_id
    result = computed(
        world.db, "throughput", [project_id], AS_OF, "Europe/Berlin", since="2026-03-25", until="2026-04-02", by="week"
    )
    window = flow_frames.start("2026-03-25", "Europe/Berlin"), flow_frames.start("2026-04-03", "Europe/Berlin")
    assert [row["done"] for row in result["periods"]] == counted(frame(histories)["done"], *window, "week")
    assert [row["complete"] for row in result["periods"]] == [False, False]
    assert result["mean_per_period"] is None


def test_a_filter_says_which_tasks_count(world: World) -> None:
    ana = world.user("Ana")
    histories = list(random_histories(Random(4), 150, AS_OF - 40 * DAY, AS_OF))
    project_id = stored(world, ana, histories)[0].project_id
    result = computed(world.db, "throughput", [project_id], AS_OF, where="priority:high", requester=ana.id)
    tasks = frame(histories)
    high = tasks[tasks["priority"] == "high"]
    assert result["total"] == high["done"].between(pd.Timestamp("2026-03-17T00:00Z"), AS_OF, inclusive="left").sum()
    assert result["where"] == "priority:high"


def test_days_without_any_are_zeros(world: World) -> None:
    ana = world.user("Ana")
    done_at = AS_OF - 2 * DAY
    project_id = stored(world, ana, [History(AS_OF - 9 * DAY, [(done_at, Move.DONE)])])[0].project_id
    result = computed(world.db, "throughput", [project_id], AS_OF, last="5d")
    assert [row["done"] for row in result["periods"]] == [0, 0, 1, 0, 0]
    assert (result["mean_per_period"], result["n"]) == (0.25, 4)


def test_without_a_task_there_are_zeros_too(world: World) -> None:
    result = computed(world.db, "throughput", [], AS_OF, last="2d", project=None)
    assert [row["done"] for row in result["periods"]] == [0, 0]
    assert (result["total"], result["mean_per_period"], result["n"], result["reopened"]) == (0, 0, 1, 0)


def test_what_was_done_nobody_knows_when_is_counted_apart(world: World) -> None:
    ana = world.user("Ana")
    histories = [History(AS_OF - 9 * DAY, [(AS_OF - 2 * DAY, Move.DONE)])] * 2
    first, _ = stored(world, ana, histories)
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE id = $id", id=first.id)
    result = computed(world.db, "throughput", [first.project_id], AS_OF)
    assert (result["total"], result["excluded"]["unknown_end"]) == (1, 1)


def test_too_many_days_are_refused_before_it_is_accepted(world: World) -> None:
    with pytest.raises(BadInput, match="more than 4000 of a day"):
        computed(world.db, "throughput", [], AS_OF, last="20y")
