"""A task as a small text."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.task import Priority, Task, TaskStatus
from radar_cli.domain.task_form import read, written
from radar_cli.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
TASK = Task(
    id=7,
    project_id=3,
    project="web",
    title="Fix login: now",
    description="first\n\n# no comment\ntitle: not this\n",
    status=TaskStatus.TODO,
    priority=Priority.HIGH,
    assignee="ana@example.com",
    created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    started_at=None,
    done_at=None,
    reopen_count=0,
    version=1,
    due_at=datetime(2026, 3, 1, 23, tzinfo=UTC),
    tags=("backend", "good first issue"),
)
FORM = """\
# Task 7 of web. Everything below the first empty line is the description.
title: Fix login: now
priority: high
assignee: ana@example.com
due: 2026-03-02
tags: backend, good first issue

first
"""


def test_it_has_the_fields_above_an_empty_line_and_the_description_below() -> None:
    assert written(replace(TASK, description="first"), BERLIN) == FORM


def test_it_is_read_as_it_was_written() -> None:
    assert read(FORM) == {
        "title": "Fix login: now",
        "priority": "high",
        "assignee": "ana@example.com",
        "due": "2026-03-02",
        "tags": "backend, good first issue",
        "description": "first",
    }


def test_a_description_may_hold_anything() -> None:
    assert read(written(TASK, UTC))["description"] == TASK.description.rstrip("\n")


@pytest.mark.parametrize(
    ("due_at", "shown"),
    [
        (None, "none"),
        (datetime(2026, 3, 1, 23, tzinfo=UTC), "2026-03-02"),
        (datetime(2026, 3, 2, 8, 15, tzinfo=UTC), "2026-03-02T09:15"),
        (datetime(2026, 3, 2, 8, 15, 30, tzinfo=UTC), "2026-03-02T08:15:30Z"),
    ],
)
def test_a_due_date_is_a_day_where_it_is_one_in_the_users_zone(due_at: datetime | None, shown: str) -> None:
    assert read(written(replace(TASK, due_at=due_at), BERLIN))["due"] == shown


def test_what_is_not_there_is_written_as_none() -> None:
    form = read(written(replace(TASK, assignee=None, tags=()), UTC))
    assert (form["assignee"], form["tags"]) == ("none", "")


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        (FORM.replace("title:", "tilte:"), "line 2 of the form is no field: write one of title, "),
        (FORM.replace("title: Fix", "Fix"), "line 2 of the form is no field: "),
        (FORM.replace("due:", "title:"), "line 5 of the form has title again: "),
        (FORM.replace("tags: backend, good first issue\n", ""), "the form has lost its tags: "),
        ("", "the form has lost its title: "),
    ],
)
def test_a_form_that_is_broken_is_refused(form: str, complaint: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(form)
    assert str(refused.value).startswith(complaint)


def test_empty_lines_around_the_description_are_left_out() -> None:
    assert read(FORM.replace("\nfirst\n", "\n\n\nfirst\n\n"))["description"] == "first"


def test_lines_may_end_as_on_windows() -> None:
    assert read(FORM.replace("\n", "\r\n")) == read(FORM)
