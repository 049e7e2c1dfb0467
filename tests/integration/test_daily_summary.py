"""The daily summary, on both databases, against computations of its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from statistics import quantiles
from typing import Any

import pytest

from radar_cli.domain import demo_team
from radar_cli.domain.task import Move, Priority, Task, TaskStatus
from radar_cli.repositories import tasks as task_rows
from radar_cli.services import identity, projects
from tests.reporting import computed
from tests.world import World

AS_OF = datetime(2026, 3, 31, 12, 0, 0, 250_000, tzinfo=UTC)
AVERAGE = "avg_lead_time_days_last_30_days"


def summary(world: World, project_ids: Sequence[int], project: str | None = "web") -> Mapping[str, Any]:
    return computed(world.db, "daily-summary", project_ids, AS_OF, "Europe/Berlin", project=project)


def finished(world: World, created_at: datetime, done_at: datetime) -> int:
    """A task of ana's project that was done at that instant; gives the project's number."""
    ana = identity.local_user(world.db, world.clock, "ana")
    if not projects.visible(world.db, ana, with_archived=False):
        world.project(ana)
    world.clock.now = created_at
    task = world.task(ana)
    world.clock.now = done_at
    world.move(ana, task, Move.DONE)
    return task.project_id


def test_tasks_are_counted_by_status(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    for moves in ((), (), (Move.START,), (Move.DONE,), (Move.START, Move.DONE), (Move.CANCEL,)):
        task = world.move(ana, world.task(ana), *moves)
    counts = summary(world, [task.project_id])["status_counts"]
    assert counts == {"todo": 2, "in_progress": 1, "done": 2, "cancelled": 1}


def test_cancelled_is_left_out_where_nothing_was_cancelled(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    counts = summary(world, [world.task(ana).project_id])["status_counts"]
    assert counts == {"todo": 1, "in_progress": 0, "done": 0}


def test_without_a_finished_task_there_is_no_average(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    result = summary(world, [world.task(ana).project_id])
    assert result[AVERAGE] is None
    assert result["n"] == 0


def test_the_average_is_the_mean_of_elapsed_days(world: World) -> None:
    day = timedelta(days=1)
    finished(world, AS_OF - 4 * day, AS_OF - 3 * day)
    project_id = finished(world, AS_OF - 6 * day, AS_OF - 3.5 * day)
    result = summary(world, [project_id])
    assert result[AVERAGE] == (1 + 2.5) / 2
    assert result["n"] == 2


@pytest.mark.parametrize(
    ("before_as_of", "counted"),
    [
        (timedelta(days=30), 1),
        (timedelta(days=30, microseconds=1), 0),
        (timedelta(microseconds=1), 1),
        (timedelta(), 0),
    ],
)
def test_the_window_holds_its_start_and_not_its_end(world: World, before_as_of: timedelta, counted: int) -> None:
    project_id = finished(world, AS_OF - timedelta(days=40), AS_OF - before_as_of)
    assert summary(world, [project_id])["n"] == counted


def test_a_lead_time_of_microseconds_is_exact(world: World) -> None:
    created_at = AS_OF - timedelta(days=1)
    project_id = finished(world, created_at, created_at + timedelta(microseconds=7))
    assert summary(world, [project_id])[AVERAGE] == 7 / (86_400 * 1_000_000)


@pytest.mark.parametrize(("created", "done"), [(0, 999_999), (999_999, 1_000_000), (999_500, 1_999_499)])
def test_fractions_of_a_second_are_never_rounded(world: World, created: int, done: int) -> None:
    day = AS_OF.replace(microsecond=0) - timedelta(days=1)
    microsecond = timedelta(microseconds=1)
    project_id = finished(world, day + created * microsecond, day + done * microsecond)
    assert summary(world, [project_id])[AVERAGE] == (done - created) / (86_400 * 1_000_000)


def test_a_reopened_task_counts_with_its_last_completion(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.clock.now = AS_OF - timedelta(days=10)
    task = world.move(ana, world.task(ana), Move.DONE)
    world.clock.advance(days=1)
    world.move(ana, task, Move.REOPEN)
    assert summary(world, [task.project_id])["n"] == 0
    world.clock.advance(days=3)
    world.move(ana, task, Move.DONE)
    assert summary(world, [task.project_id])[AVERAGE] == 4


def test_elapsed_days_are_the_same_across_a_change_of_the_clocks(world: World) -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    project_id = finished(world, before, before + timedelta(days=2))
    assert summary(world, [project_id])[AVERAGE] == 2


def test_it_says_what_it_is_of(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    result = summary(world, [world.task(ana).project_id])
    assert result["project"] == "web"
    assert result["window"] == {"from": "2026-03-01T12:00:00.250000Z", "to": "2026-03-31T12:00:00.250000Z"}
    assert result["time_zone"] == "Europe/Berlin"
    assert result["as_of"] == "2026-03-31T12:00:00.250000Z"


def test_other_projects_do_not_count(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.project(ana, "api")
    web, api = world.task(ana), world.task(ana, project="api")
    assert summary(world, [web.project_id])["status_counts"]["todo"] == 1
    assert summary(world, [web.project_id, api.project_id], None)["status_counts"]["todo"] == 2
    assert summary(world, [], None)["status_counts"] == {"todo": 0, "in_progress": 0, "done": 0}


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_a_computation_in_fractions(world: World, seed: int) -> None:
    ana = world.user("Ana")
    project = projects.add(world.db, world.clock, ana, "web")
    random = Random(seed)
    histories = demo_team.histories(demo_team.THEMES[seed % 3], random, AS_OF)
    ended = [replace(steps[-1].after, project_id=project.id, assignee=None) for steps in histories]
    with world.db.transaction():
        ids = task_rows.new_ids(world.db, len(ended))
        last = [replace(task, id=task_id) for task_id, task in zip(ids, ended, strict=True)]
        task_rows.insert(world.db, last, {})
    result = summary(world, [project.id])
    assert result["status_counts"] == Counter(task.status.value for task in last)
    assert (result[AVERAGE], result["n"]) == _expected(last)
    middle, high = quantiles(_lead_times(last), n=100, method="inclusive")[49:85:35]
    assert result["p50_lead_time_days_last_30_days"] == pytest.approx(middle, abs=1e-9)
    assert result["p85_lead_time_days_last_30_days"] == pytest.approx(high, abs=1e-9)
    for week, days in (("last_7_days", (7, 0)), ("previous_7_days", (14, 7))):
        start, end = (AS_OF - timedelta(days=number) for number in days)
        assert result["arrivals"][week] == sum(start <= task.created_at < end for task in last)
        assert result["departures"][week] == sum(
            task.done_at is not None and start <= task.done_at < end for task in last
        )
    oldest = min((task for task in last if task.is_open), key=lambda task: (task.created_at, task.id))
    assert result["oldest_open"]["task_id"] == oldest.id
    assert result["oldest_open"]["age_days"] == pytest.approx((AS_OF - oldest.created_at).total_seconds() / 86_400)


def test_a_filter_says_which_tasks_count(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    for priority in (Priority.LOW, Priority.HIGH, Priority.HIGH):
        project_id = world.task(ana, priority=priority).project_id
    result = computed(world.db, "daily-summary", [project_id], AS_OF, where="priority:high", requester=ana.id)
    assert result["status_counts"]["todo"] == 2
    assert result["where"] == "priority:high"


def test_without_open_work_there_is_no_oldest(world: World) -> None:
    project_id = finished(world, AS_OF - timedelta(days=3), AS_OF - timedelta(days=2))
    assert summary(world, [project_id])["oldest_open"] is None


def _lead_times(tasks: Sequence[Task]) -> Sequence[float]:
    return [
        (task.done_at - task.created_at).total_seconds() / 86_400
        for task in tasks
        if task.done_at is not None and AS_OF - timedelta(days=30) <= task.done_at < AS_OF
    ]


def _expected(tasks: Sequence[Task]) -> tuple[float | None, int]:
    lead_times = [
        Fraction((task.done_at - task.created_at) // timedelta(microseconds=1), 86_400_000_000)
        for task in tasks
        if task.status is TaskStatus.DONE
        and task.done_at is not None
        and AS_OF - timedelta(days=30) <= task.done_at < AS_OF
    ]
    return (float(sum(lead_times) / len(lead_times)) if lead_times else None), len(lead_times)
