"""What becomes of any CSV file."""

from datetime import UTC

import pytest

from radar_cli.domain.imported import BadRecord, ImportedTask, Notes, Person, StatusChange
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.errors import BadInput
from tests.unit.importers.reading import NOW, at, one, read, refused


def test_headings_that_are_radars_own_need_no_mapping() -> None:
    content = (
        "Project,external_ref,title,description,status,priority,assignee,tags,created_at,started_at,done_at,due_at\n"
        'web,7,Fix login,Text.,done,high,ana@example.com,"a, b;c",'
        "2026-01-01T08:00Z,2026-01-02T08:00Z,2026-01-03T08:00Z,2026-02-01\n"
    )
    assert one("csv", content) == ImportedTask(
        line=2,
        project="web",
        external_ref="7",
        title="Fix login",
        created_at=at("2026-01-01T08:00:00Z"),
        description="Text.",
        priority=Priority.HIGH,
        assignee=Person("ana@example.com", "ana"),
        tags=("a", "b", "c"),
        due_at=at("2026-02-01T00:00:00Z"),
        history=(
            StatusChange(at("2026-01-02T08:00:00Z"), TaskStatus.IN_PROGRESS),
            StatusChange(at("2026-01-03T08:00:00Z"), TaskStatus.DONE),
        ),
    )


def test_other_headings_are_mapped() -> None:
    columns = {"title": "Summary", "status": "State", "created_at": "Made"}
    content = "Summary,State,Made\nFix login,Doing,2026-01-01T08:00Z\n"
    task = one("csv", content, project="web", columns=columns)
    assert (task.title, task.project, task.created_at) == ("Fix login", "web", at("2026-01-01T08:00:00Z"))
    assert task.history == (StatusChange(None, TaskStatus.IN_PROGRESS),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    content = f"\ufefftitle{delimiter}project\r\na{delimiter}web\r\n"
    task = one("csv", content)
    assert (task.title, task.project) == ("a", "web")


def test_the_users_words_for_statuses_come_first_and_unknown_ones_are_named() -> None:
    notes = Notes()
    content = "title,status\na,Parked\nb,Odd\n"
    first, second = read("csv", content, notes, project="web", statuses={"parked": TaskStatus.CANCELLED})
    assert isinstance(first, ImportedTask)
    assert isinstance(second, ImportedTask)
    assert [step.status for step in first.history] == [TaskStatus.CANCELLED]
    assert [step.status for step in second.history] == [TaskStatus.IN_PROGRESS]
    assert notes.unknown == {"status Odd": "in_progress (as a guess)"}


def test_a_cancelled_task_has_the_time_of_it_or_else_that_of_its_end() -> None:
    content = (
        "title,status,done_at,cancelled_at\na,cancelled,,2026-01-03T08:00Z\nb,cancelled,2026-01-04T08:00Z,\n"
        "c,,,2026-01-05T08:00Z\n"
    )
    ends = [task.history for task in read("csv", content, project="web")]  # type: ignore[union-attr]
    days = ("2026-01-03T08:00:00Z", "2026-01-04T08:00:00Z", "2026-01-05T08:00:00Z")
    assert ends == [(StatusChange(at(day), TaskStatus.CANCELLED),) for day in days]


def test_without_a_status_the_times_say_it() -> None:
    content = "title,started_at,done_at\na,2026-01-02T08:00Z,\nb,,2026-01-03T08:00Z\nc,,\n"
    ends = [task.history[-1].status if task.history else None for task in read("csv", content, project="web")]  # type: ignore[union-attr]
    assert ends == [TaskStatus.IN_PROGRESS, TaskStatus.DONE, None]


def test_times_that_contradict_the_status_are_left_out_with_a_warning() -> None:
    notes = Notes()
    content = "title,status,started_at,done_at\na,todo,2026-01-02T08:00Z,2026-01-03T08:00Z\n"
    assert one("csv", content, notes, project="web").history == ()
    assert "todo, yet started: the time of the start was left out" in notes.warnings
    assert "open, yet done: the time of its end was left out" in notes.warnings


def test_without_a_time_of_creation_it_is_the_first_time_known() -> None:
    content = "title,done_at\na,2026-01-03T08:00Z\nb,\n"
    known, unknown = read("csv", content, project="web")
    assert isinstance(known, ImportedTask)
    assert isinstance(unknown, ImportedTask)
    assert (known.created_at, unknown.created_at) == (at("2026-01-03T08:00:00Z"), NOW)


def test_somebody_by_name_gets_an_address_that_leads_nowhere() -> None:
    assert one("csv", "title,assignee\na,Ana Silva\n", project="w").assignee == Person(
        "ana-silva@csv.invalid", "Ana Silva"
    )


def test_columns_that_have_no_place_are_counted() -> None:
    notes = Notes()
    read("csv", "title,Votes,\na,3,x\nb,,\n", notes, project="web")
    assert notes.left_out == {"Votes": 1, "cells without a heading": 1}


def test_a_row_of_too_many_cells_or_without_a_title_is_bad_and_the_rest_goes_on() -> None:
    records = read("csv", 'title,status\na,done,x\n ,todo\n\n"b\nc",\nd\n', project="web")
    assert [(record.line, type(record)) for record in records] == [
        (2, BadRecord),
        (3, BadRecord),
        (5, ImportedTask),
        (7, ImportedTask),
    ]
    assert records[0] == BadRecord(2, "it has 3 cells under 2 headings")
    assert records[1] == BadRecord(3, "title is empty")


def test_a_row_without_a_project_is_refused() -> None:
    assert refused("csv", "title,project\na,\n") == "project is empty"


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (
            "Summary,State\n",
            {},
            "no column is the title, but there are Summary, State: name it with --map title=HEADING",
        ),
        ("title\na\n", {}, "no column is the project: name it with --map project=HEADING, or give --project NAME"),
        ("title\na\n", {"columns": {"title": "Name"}}, "there is no column 'Name': the file has title"),
        (
            "title\na\n",
            {"columns": {"points": "title"}},
            "radar has no field 'points' to map to: choose from project, external_ref, title, description, status, "
            "priority, assignee, tags, created_at, started_at, done_at, cancelled_at, due_at",
        ),
        (
            "title,created_at\na,2026-01-01 08:00\n",
            {"project": "web"},
            "'2026-01-01 08:00' has no time zone (line 2, created_at): say which with --tz, like --tz Europe/Berlin",
        ),
    ],
)
def test_a_choice_that_is_missing_is_asked_for(content: str, options: dict[str, object], message: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read("csv", content, **options)
    assert str(refusal.value) == message


def test_a_file_with_headings_alone_holds_no_tasks() -> None:
    assert read("csv", "title,project\n", zone=UTC) == []
