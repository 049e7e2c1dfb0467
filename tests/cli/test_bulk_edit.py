"""Editing many tasks at once."""

import json

import pytest

from tests.cli.conftest import Radar


@pytest.fixture(autouse=True)
def _tasks(radar: Radar, web: None) -> None:
    radar("task", "add", "-", "--tag", "backend", stdin="".join(f"task {n}\n" for n in range(1, 8)))
    radar("task", "add", "other")
    radar("task", "done", "7")


def fields(radar: Radar, *names: str) -> list[list[object]]:
    found = json.loads(radar("task", "list", "--status", "all", "--sort", "+id", "--json", ",".join(names)).out)
    return [list(task.values()) for task in found]


def test_a_filter_means_open_tasks_unless_it_says_otherwise(radar: Radar) -> None:
    result = radar("task", "edit", "--where", "tag:backend", "--set", "priority=high", "--add-tag", "q4", "--yes")
    assert (result.code, result.err) == (0, "edited 6 tasks\n")
    assert fields(radar, "priority", "tags") == [["high", ["backend", "q4"]]] * 6 + [
        ["medium", ["backend"]],
        ["medium", []],
    ]
    assert radar("task", "edit", "--where", "tag:backend status:done", "--priority", "low").code == 0
    assert fields(radar, "priority")[6] == ["low"]


def test_a_dry_run_names_each_task_and_changes_nothing(radar: Radar) -> None:
    before = fields(radar, "id", "priority", "version")
    result = radar("task", "edit", "--where", "tag:backend id:1,2", "--priority", "high", "--dry-run")
    assert result.lines == ["would edit task 1: task 1 (priority)", "would edit task 2: task 2 (priority)"]
    assert result.err == "would edit 2 of 2 tasks\n"
    assert fields(radar, "id", "priority", "version") == before


def test_more_than_five_tasks_are_confirmed(radar: Radar) -> None:
    refused = radar("task", "edit", "--where", "tag:backend", "--priority", "high")
    assert (refused.code, refused.err) == (
        2,
        "radar: 6 tasks would be edited: confirm it with --yes, or look first with --dry-run\n",
    )
    assert {priority for (priority,) in fields(radar, "priority")} == {"medium"}
    assert radar("task", "edit", "--where", "tag:backend -id:1", "--priority", "high").code == 0


def test_where_nothing_fits_nothing_changes(radar: Radar) -> None:
    result = radar("task", "edit", "--where", "tag:nowhere", "--priority", "high")
    assert (result.code, result.err) == (
        0,
        "no such tasks: nothing was changed; status:all or project:NAME in the filter looks further\n",
    )


def test_every_field_can_be_set(radar: Radar) -> None:
    settings = ["title=New", "description=long", "priority=urgent", "assignee=me", "due=2026-12-24", "tags=a,b c"]
    assert radar("task", "edit", "8", *(word for one in settings for word in ("--set", one))).code == 0
    (task,) = json.loads(radar("task", "list", "id:8", "--format", "json").out)
    assert (task["title"], task["description"], task["priority"]) == ("New", "long", "urgent")
    me = json.loads(radar("auth", "status", "--format", "json").out)["email"]
    assert (task["assignee"], task["due_at"], task["tags"]) == (me, "2026-12-24T00:00:00Z", ["a", "b c"])
    radar("task", "edit", "8", "--set", "due=none", "--set", "assignee=none", "--set", "tags=")
    (task,) = json.loads(radar("task", "list", "id:8", "--format", "json").out)
    assert (task["assignee"], task["due_at"], task["tags"]) == (None, None, [])


def test_tags_are_added_and_taken_away(radar: Radar) -> None:
    radar("task", "edit", "1", "--add-tag", "a", "--add-tag", "b", "--remove-tag", "backend")
    assert fields(radar, "tags")[0] == [["a", "b"]]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["1", "--where", "tag:a", "--priority", "low"], "which tasks is not clear: give their numbers, or --where"),
        (["--priority", "low"], "which tasks is not clear: "),
        (["1"], "there is nothing to change: "),
        (["1", "--set", "colour=red"], "there is no field 'colour' to set: give one of title, "),
        (["1", "--set", "status=done"], "a status is not set: use radar task start, done, cancel or reopen; "),
        (["1", "--set", "priority"], "priority is set to nothing: write it like priority=VALUE"),
        (["1", "--set", "title"], "title is set to nothing: write it like title=VALUE"),
        (["1", "--set", "title=a", "--set", "title=b"], "title is set twice: "),
        (["1", "--set", "title=a", "--title", "b"], "--set title and --title are both given: "),
        (["--where", "stauts:todo", "--priority", "low"], "in the filter at character 1: there is no field 'stauts'"),
        (["1", "--add-tag", "a,b"], "the tag 'a,b' has a comma: "),
    ],
)
def test_what_is_not_clear_changes_nothing(radar: Radar, arguments: list[str], complaint: str) -> None:
    before = fields(radar, "version")
    result = radar("task", "edit", *arguments)
    assert result.code == 2
    assert result.err.startswith(f"radar: {complaint}")
    assert fields(radar, "version") == before


def test_a_bulk_edit_is_undone_at_once(radar: Radar) -> None:
    before = fields(radar, "priority", "tags")
    radar("task", "edit", "--where", "tag:backend", "--priority", "high", "--add-tag", "q4", "--yes")
    assert radar("undo").err.startswith("undid batch ")
    assert fields(radar, "priority", "tags") == before
