import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from radar_cli.domain.comment import Comment
from radar_cli.domain.event import (
    LOGGED_FIELDS,
    NO_CHANGES,
    EventType,
    changes_between,
    differ,
    logged_comment,
    type_of,
)
from radar_cli.domain.event import logged as as_logged
from radar_cli.domain.replay import attributes
from radar_cli.domain.task import RULES, Move, Priority, Task, TaskStatus, moved
from tests.sample_task import TASK


def random_life(random: Random) -> list[Task]:
    task = replace(
        TASK,
        title=f"title {random.random()}",
        priority=random.choice(list(Priority)),
        assignee=random.choice([None, "ana@example.com"]),
        created_at=TASK.created_at + timedelta(microseconds=random.randrange(10**12)),
    )
    life = [task]
    for _ in range(random.randrange(20)):
        now = task.created_at + timedelta(seconds=random.random() * 1e6)
        moves = [move for move in Move if task.status in RULES[move].sources]
        changes = [
            moved(task, random.choice(moves), now),
            replace(task, title=random.choice(["a\nb", "\u65e5\u672c", "title"])),
            replace(task, description=random.choice(["", "long " * 100])),
            replace(task, priority=random.choice(list(Priority))),
            replace(task, assignee=random.choice([None, "ana@example.com", "ben@example.com"])),
            replace(task, tags=random.choice([(), ("a",), ("a", "b c")])),
            replace(task, depends_on=random.choice([(), (3,), (3, 12)])),
            replace(task, due_at=random.choice([None, now])),
            replace(task, blocked_at=now, blocked_reason="waits"),
        ]
        task = random.choice(changes)
        life.append(task)
    return life


def logged(life: list[Task]) -> list[dict]:
    steps = zip([None, *life], life, strict=False)
    return [json.loads(json.dumps(changes_between(before, after))) for before, after in steps]


def rebuilt(fields: dict) -> Task:
    return replace(TASK, **attributes(fields))


@pytest.mark.parametrize("seed", range(50))
def test_replaying_all_changes_from_nothing_rebuilds_the_task(seed) -> None:
    life = random_life(Random(seed))
    fields = dict.fromkeys(LOGGED_FIELDS)
    for changes, task in zip(logged(life), life, strict=True):
        fields.update({name: after for name, (_, after) in changes.items()})
        assert rebuilt(fields) == replace(task, version=TASK.version)


@pytest.mark.parametrize("seed", range(50))
def test_undoing_all_changes_leads_back_to_the_new_task(seed) -> None:
    life = random_life(Random(seed))
    fields = dict.fromkeys(LOGGED_FIELDS)
    for changes in logged(life):
        fields.update({name: after for name, (_, after) in changes.items()})
    for changes in reversed(logged(life)[1:]):
        fields.update({name: before for name, (before, _) in changes.items()})
    assert rebuilt(fields) == life[0]


def test_the_kinds_of_events_keep_the_names_that_are_in_databases() -> None:
    assert set(EventType) == {"created", "edited", "moved", "deleted", "commented", "blocked", "unblocked"}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, TASK, "created"),
        (TASK, None, "deleted"),
        (TASK, replace(TASK, status=TaskStatus.DONE), "moved"),
        (TASK, replace(TASK, blocked_at=TASK.created_at, blocked_reason="waits"), "blocked"),
        (replace(TASK, blocked_at=TASK.created_at, blocked_reason="waits"), TASK, "unblocked"),
        (replace(TASK, blocked_at=TASK.created_at), replace(TASK, status=TaskStatus.DONE), "moved"),
        (TASK, replace(TASK, tags=("a",)), "edited"),
    ],
)
def test_the_kind_of_an_event_follows_from_what_changed(before, after, kind) -> None:
    assert type_of(before, after) == kind


def test_a_new_task_changes_from_nothing_in_what_is_not_empty() -> None:
    assert changes_between(None, replace(TASK, assignee="ana@example.com")) == {
        "title": (None, "Fix login"),
        "status": (None, "todo"),
        "priority": (None, "medium"),
        "assignee": (None, "ana@example.com"),
        "created_at": (None, "2026-01-05T09:00:00+00:00"),
    }


def test_a_deleted_task_changes_to_nothing() -> None:
    created = changes_between(None, TASK)
    deleted = changes_between(TASK, None)
    assert deleted == {name: (after, before) for name, (before, after) in created.items()}


def test_a_task_that_stayed_the_same_has_no_changes() -> None:
    assert changes_between(TASK, replace(TASK)) == {}


def test_nothing_that_stays_nothing_has_no_changes() -> None:
    assert changes_between(None, None) == {}


@pytest.mark.parametrize(
    ("field", "value", "logged_as"),
    [
        ("title", "New", ("Fix login", "New")),
        ("description", "text", (None, "text")),
        ("priority", Priority.URGENT, ("medium", "urgent")),
        ("assignee", "ana@example.com", (None, "ana@example.com")),
        ("status", TaskStatus.IN_PROGRESS, ("todo", "in_progress")),
        ("reopen_count", 1, (None, 1)),
        ("started_at", datetime(2026, 1, 6, 8, 0, 0, 1, UTC), (None, "2026-01-06T08:00:00.000001+00:00")),
    ],
)
def test_a_changed_field_is_logged_alone_with_both_values(field, value, logged_as) -> None:
    assert changes_between(TASK, replace(TASK, **{field: value})) == {field: logged_as}


@pytest.mark.parametrize("field", ["id", "project_id", "version"])
def test_what_identifies_a_task_is_not_a_change(field) -> None:
    assert changes_between(TASK, replace(TASK, **{field: 99})) == {}


def test_reopening_a_task_logs_the_lost_completion() -> None:
    done = moved(TASK, Move.DONE, datetime(2026, 1, 6, 8, tzinfo=UTC))
    assert changes_between(done, moved(done, Move.REOPEN, datetime(2026, 1, 7, 8, tzinfo=UTC))) == {
        "status": ("done", "todo"),
        "done_at": ("2026-01-06T08:00:00+00:00", None),
        "reopen_count": (None, 1),
    }


@pytest.mark.parametrize(
    "awkward", ['say "yes"', "\\", "tab\tand\r\nlines", "\x01", "\u2028", "\u65e5\u672c \U0001f34f", "{}"]
)
def test_what_is_logged_is_json_whatever_stands_in_a_text(awkward) -> None:
    task = replace(TASK, title=awkward, tags=(awkward, "z"), depends_on=(3, 12), blocked_reason=awkward)
    changes = json.loads(*as_logged([(None, task)]))
    assert changes["title"] == changes["blocked_reason"] == [None, awkward]
    assert changes["tags"] == [None, [awkward, "z"]]
    assert changes["depends_on"] == [None, [3, 12]]


def test_what_is_the_same_is_not_logged() -> None:
    assert as_logged([(TASK, replace(TASK))]) == [NO_CHANGES]
    assert not differ(TASK, replace(TASK, version=99))


def test_each_of_several_changes_is_logged_as_if_it_were_the_only_one() -> None:
    edited = replace(TASK, title="Another", tags=("new",))
    started = moved(edited, Move.START, TASK.created_at)
    changes = [(None, TASK), (TASK, edited), (edited, replace(edited)), (edited, started), (started, None)]
    assert as_logged(changes) == [log for change in changes for log in as_logged([change])]
    assert [differ(*change) for change in changes] == [log != NO_CHANGES for log in as_logged(changes)]
    assert as_logged([]) == []


def test_a_remark_that_is_taken_back_is_logged_the_other_way_round() -> None:
    comment = Comment(1, 7, 1, "ana@example.com", 'say "yes"', TASK.created_at)
    said, taken_back = (json.loads(logged_comment(comment, taken_back=back)) for back in (False, True))
    assert said == {name: [after, before] for name, (before, after) in taken_back.items()}
    assert said["comment"] == [None, 'say "yes"']
