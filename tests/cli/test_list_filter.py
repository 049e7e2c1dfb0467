"""radar task list with a filter and an order."""

import pytest

from tests.cli.conftest import Radar


@pytest.fixture(autouse=True)
def _tasks(radar: Radar) -> None:
    for project in ("web", "api"):
        radar("project", "add", project)
    radar("project", "use", "web")
    radar("task", "add", "Fix login", "--priority", "high")
    radar("task", "add", "Write news")
    radar("task", "add", "Serve login", "--project", "api")
    radar("task", "done", "2")


def listed(radar: Radar, *arguments: str) -> list[str]:
    result = radar("task", "list", "--columns", "title", *arguments)
    assert result.code == 0, result.err
    return result.out.splitlines()


def test_a_filter_chooses_among_the_open_tasks_of_the_current_project(radar: Radar) -> None:
    assert listed(radar, "login or news") == ["Fix login"]


def test_a_filter_that_speaks_of_statuses_or_projects_chooses_among_all_of_them(radar: Radar) -> None:
    assert listed(radar, "status:all") == ["Write news", "Fix login"]
    assert listed(radar, "done:today") == ["Write news"]
    assert listed(radar, "project:api,web") == ["Serve login", "Fix login"]
    assert listed(radar, "project:api", "--project", "web") == []


def test_a_filter_that_speaks_of_what_only_open_tasks_are_chooses_among_these(radar: Radar) -> None:
    assert listed(radar, "not is:blocked") == ["Fix login"]
    assert listed(radar, "is:overdue or -is:ready or due:none") == ["Fix login"]
    assert listed(radar, "is:done or is:ready") == ["Write news", "Fix login"]


def test_statuses_have_the_same_names_in_options_as_in_filters(radar: Radar) -> None:
    for name in ("closed", "finished", "open", "all", "todo,closed"):
        assert listed(radar, "--status", name) == listed(radar, f"status:{name}")


def test_an_empty_list_says_where_it_looked_and_how_to_look_further(radar: Radar) -> None:
    assert radar("task", "list", "text:serve").err == (
        "there are no such open tasks in web; see also --status all and --all-projects\n"
    )
    assert radar("task", "list", "text:nowhere status:all", "--all-projects").err == "there are no such tasks\n"
    assert radar("task", "list", "text:nowhere", "--all-projects").err == (
        "there are no such open tasks; see also --status all\n"
    )


def test_a_key_where_a_number_is_asked_for_is_told_how_to_be_found(radar: Radar) -> None:
    result = radar("task", "show", "WEB-1")
    assert result.code == 2
    assert result.err == (
        "radar: 'WEB-1' is not a task number: give its number, like 42;"
        " radar task list ref:KEY --status all finds a key\n"
    )


def test_options_and_a_filter_must_both_hold(radar: Radar) -> None:
    assert listed(radar, "login", "--all-projects", "--priority", "high") == ["Fix login"]
    assert listed(radar, "status:all", "--status", "done") == ["Write news"]


def test_a_filter_that_begins_with_a_minus_follows_two(radar: Radar) -> None:
    assert listed(radar, "--", "-priority:high") == []
    assert listed(radar, "not priority:low") == ["Fix login"]


@pytest.mark.parametrize(
    ("sort", "first"), [("title", "Serve login"), ("-title", "Serve login"), ("+title", "Fix login")]
)
def test_a_list_descends_unless_a_plus_says_otherwise(radar: Radar, sort: str, first: str) -> None:
    assert listed(radar, "--all-projects", "--sort", sort)[0] == first


def test_a_mistake_is_one_line_with_its_place(radar: Radar) -> None:
    result = radar("task", "list", "tag:x stauts:todo")
    assert (result.code, result.out) == (2, "")
    assert result.err == ("radar: in the filter at character 7: there is no field 'stauts': did you mean status?\n")


def test_what_is_ready_can_be_started(radar: Radar) -> None:
    radar("task", "add", "Later")
    radar("task", "depend", "4", "--on", "1")
    assert listed(radar, "--ready") == ["Fix login"]
    assert listed(radar, "--ready", "--priority", "low") == []


def test_what_is_most_urgent_comes_next(radar: Radar) -> None:
    radar("task", "add", "Burning", "--priority", "urgent", "--due", "yesterday")
    result = radar("task", "next", "--columns", "title")
    assert result.lines == ["Burning", "Fix login"]
    assert radar("task", "next", "--limit", "1", "--columns", "title").lines == ["Burning"]


def test_what_comes_next_is_of_a_filter_too(radar: Radar) -> None:
    assert radar("task", "next", "login", "--all-projects", "--columns", "title").lines == ["Fix login", "Serve login"]
    assert radar("task", "next", "login", "--columns", "title").lines == ["Fix login"]
    assert radar("task", "next", "project:api", "--columns", "title").lines == ["Serve login"]
    refused = radar("task", "next", "stauts:todo")
    assert (refused.code, refused.out) == (2, "")


def test_a_view_has_a_filter_an_order_and_columns(radar: Radar) -> None:
    radar("view", "save", "soon", "login", "--sort", "+id", "--columns", "title,id")
    assert radar("task", "list", "--view", "soon").lines == ["Fix login\t1"]
    assert radar("task", "list", "--view", "soon", "--all-projects").lines == ["Fix login\t1", "Serve login\t3"]
    assert radar("task", "list", "--view", "soon", "--all-projects", "--sort", "id", "--columns", "id").lines == [
        "3",
        "1",
    ]
    assert radar("task", "list", "--view", "soon", "priority:low").lines == []


def test_views_are_listed_and_deleted(radar: Radar) -> None:
    radar("view", "save", "soon", "due<+7d", "--columns", "id,title")
    assert radar("view", "list").lines == ["soon\tdue<+7d\tid\tid, title"]
    assert radar("view", "delete", "soon").code == 0
    unknown = radar("task", "list", "--view", "soon")
    assert (unknown.code, unknown.err) == (5, "radar: you have no view 'soon': see radar view list\n")


def test_a_view_that_makes_no_sense_is_not_saved(radar: Radar) -> None:
    assert radar("view", "save", "soon", "stauts:todo").code == 2
    assert radar("view", "save", "soon", "--sort", "colour").code == 2
    assert radar("view", "save", "soon", "--columns", "colour").code == 2
    assert radar("view", "list").lines == []


def test_a_bulk_edit_of_a_filter_that_names_projects_leaves_the_current_one(radar: Radar) -> None:
    assert (
        radar("task", "edit", "--where", "project:api", "--set", "priority=low").err == "edited task 3: Serve login\n"
    )
