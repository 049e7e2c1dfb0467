from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median

import pytest

from radar_cli.domain.demo_team import PEOPLE, THEMES, Step, histories
from radar_cli.domain.task import RULES, Move, Priority, TaskStatus, moved

NOW = datetime(2026, 7, 15, 12, 30, tzinfo=UTC)


def lives(seed: int = 1, now: datetime = NOW) -> list[list[Step]]:
    random = Random(seed)
    return [list(steps) for theme in THEMES for steps in histories(theme, random, now)]


def test_the_same_seed_gives_the_same_year() -> None:
    assert lives(seed=3) == lives(seed=3)


def test_another_seed_gives_another_year() -> None:
    assert lives(seed=3) != lives(seed=4)


def test_a_life_begins_with_a_new_task() -> None:
    for first, *_ in lives():
        task = first.after
        assert (task.status, task.started_at, task.done_at, task.reopen_count) == (
            TaskStatus.TODO,
            None,
            None,
            0,
        )
        assert task.created_at == first.at


def test_every_later_step_is_a_move_that_the_rules_allow() -> None:
    for steps in lives():
        for before, step in pairwise(steps):
            task = replace(before.after, assignee=step.after.assignee)
            allowed = [move for move in Move if task.status in RULES[move].sources]
            assert step.after in [moved(task, move, step.at) for move in allowed]


def test_steps_are_in_the_order_of_time_and_none_is_in_the_future() -> None:
    for steps in lives():
        times = [step.at for step in steps]
        assert times == sorted(times)
        assert times[-1] < NOW


def test_nothing_is_older_than_a_year_and_the_whole_year_is_used() -> None:
    created = [steps[0].at for steps in lives()]
    assert NOW - timedelta(days=366) <= min(created) < NOW - timedelta(days=355)
    assert NOW - timedelta(days=5) < max(created)


def test_work_happens_on_weekdays() -> None:
    assert {step.at.weekday() for steps in lives() for step in steps} == {0, 1, 2, 3, 4}


def test_tasks_are_created_between_nine_and_five() -> None:
    hours = [(steps[0].at - steps[0].at.replace(hour=9, minute=0, second=0, microsecond=0)) for steps in lives()]
    assert min(hours) >= timedelta(0)
    assert max(hours) <= timedelta(hours=8)


def test_nothing_is_done_before_the_day_begins() -> None:
    assert min(step.at.hour for steps in lives() for step in steps) >= 9


def test_a_team_that_starts_on_a_weekend_has_nothing_on_it() -> None:
    sunday = datetime(2026, 7, 19, 12, tzinfo=UTC)
    assert max(step.at for steps in lives(now=sunday) for step in steps).date() < sunday.date() - timedelta(days=1)


def test_some_tasks_are_in_every_status_and_most_are_done() -> None:
    statuses = Counter(steps[-1].after.status for steps in lives())
    assert set(statuses) == set(TaskStatus)
    assert statuses[TaskStatus.DONE] > 0.7 * statuses.total()


def test_a_status_agrees_with_the_times() -> None:
    for steps in lives():
        task = steps[-1].after
        assert (task.done_at is not None) == (task.status is TaskStatus.DONE)
        if task.status in (TaskStatus.IN_PROGRESS, TaskStatus.DONE):
            assert task.created_at <= task.started_at <= (task.done_at or NOW)


def test_some_tasks_are_reopened_and_they_are_few() -> None:
    tasks = [steps[-1].after for steps in lives()]
    reopened = [task for task in tasks if task.reopen_count]
    assert 0.02 * len(tasks) < len(reopened) < 0.12 * len(tasks)
    assert any(task.status is TaskStatus.DONE for task in reopened)


def test_some_old_tasks_were_never_started() -> None:
    old = [steps[-1].after for steps in lives() if steps[0].at < NOW - timedelta(days=180)]
    waiting = [task for task in old if task.status is TaskStatus.TODO and task.started_at is None]
    assert 0 < len(waiting) < 0.15 * len(old)


def test_some_old_tasks_were_started_and_left_lying() -> None:
    old = [steps[-1].after for steps in lives() if steps[0].at < NOW - timedelta(days=180)]
    lying = [task for task in old if task.status is TaskStatus.IN_PROGRESS]
    assert 0 < len(lying) < 0.1 * len(old)


def test_most_tasks_take_days_and_a_few_take_weeks() -> None:
    tasks = [steps[-1].after for steps in lives()]
    days = [(task.done_at - task.started_at) / timedelta(days=1) for task in tasks if task.done_at]
    assert 1 < median(days) < 5
    assert 0 < sum(length > 14 for length in days) < 0.15 * len(days)


def test_the_more_urgent_a_task_the_sooner_it_is_picked_up() -> None:
    waits = {priority: [] for priority in Priority}
    for steps in lives():
        task = steps[-1].after
        if task.started_at:
            waits[task.priority].append(task.started_at - task.created_at)
    typical = [median(waits[priority]) for priority in sorted(Priority, reverse=True)]
    assert typical == sorted(typical)


def test_everybody_works_and_nobody_else_does() -> None:
    emails = {person.email for person in PEOPLE}
    assert {step.actor for steps in lives() for step in steps} == emails
    assert {step.after.assignee for steps in lives() for step in steps} == {*emails, None}


def test_whoever_starts_a_task_has_it() -> None:
    started = [step for steps in lives() for step in steps if step.after.status is TaskStatus.IN_PROGRESS]
    assert all(step.actor == step.after.assignee for step in started)


def test_some_tasks_are_somebodys_from_the_beginning_and_some_are_nobodys() -> None:
    taken = [steps[0].after.assignee is not None for steps in lives()]
    assert 0.4 < sum(taken) / len(taken) < 0.8


def test_a_task_that_is_somebodys_stays_theirs() -> None:
    for steps in lives():
        assert len({step.after.assignee for step in steps} - {None}) <= 1


def test_a_task_keeps_what_it_is_about() -> None:
    for steps in lives():
        assert len({(step.after.title, step.after.priority, step.after.project) for step in steps}) == 1


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_project_gets_its_own_kind_of_tasks_in_its_own_number(theme) -> None:
    tasks = [steps[0].after for steps in histories(theme, Random(1), NOW)]
    assert {task.project for task in tasks} == {theme.name}
    assert {task.title for task in tasks} <= {f"{verb} {thing}" for verb in theme.verbs for thing in theme.things}
    assert len(tasks) == pytest.approx(theme.tasks_a_day * 261, rel=0.2)


def test_the_people_have_addresses_that_cannot_be_anybodys() -> None:
    assert all(person.email.endswith("@example.com") for person in PEOPLE)
