"""What becomes of Jira's CSV exports."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.imported import ImportedComment, Notes, Person, StatusChange
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.errors import BadInput
from tests.unit.importers.reading import at, one, read

HEADINGS = "Summary,Issue key,Status,Status Category,Resolution,Resolved,Created,Due date,Priority,Assignee,Assignee Id"
BERLIN = ZoneInfo("Europe/Berlin")


def exported(row: str, more_headings: str = "") -> str:
    return f"\ufeff{HEADINGS}{more_headings}\r\n{row}\r\n"


def test_an_issue_is_a_row() -> None:
    row = "Fix login,EE-1,Done,Done,Done,13/Mar/26 3:04 PM,12/Mar/26 12:30 AM,15/Mar/26,High,Ana Silva,7eb4ad"
    task = one("jira", exported(row), zone=BERLIN)
    assert (task.title, task.external_ref, task.project, task.line) == ("Fix login", "EE-1", "EE", 2)
    assert task.created_at == at("2026-03-11T23:30:00Z")
    assert task.due_at == at("2026-03-14T23:00:00Z")
    assert task.history == (StatusChange(at("2026-03-13T14:04:00Z"), TaskStatus.DONE),)
    assert (task.priority, task.assignee) == (Priority.HIGH, Person("7eb4ad@jira.invalid", "Ana Silva"))


def test_repeated_headings_are_read_together() -> None:
    row = "a,EE-1,Open,,,,2026-03-12T08:00:00Z,,,,,x,,y"
    assert one("jira", exported(row, ",Labels,Labels,Labels")).tags == ("x", "y")


def test_cells_may_have_several_lines() -> None:
    row = 'a,EE-1,Open,,,,2026-03-12T08:00:00Z,,,,,"one\ntwo, ""three"""'
    records = read("jira", exported(f"{row}\n{row}", ",Description"))
    assert [record.line for record in records] == [2, 4]
    assert one("jira", exported(row, ",Description")).description == 'one\ntwo, "three"'


def test_comments_are_a_date_an_author_and_a_body() -> None:
    row = 'a,EE-1,Open,,,,12/Mar/26 8:00 AM,,,,,"13/Mar/26 8:00 AM;ana;Yes; no\nmaybe"'
    task = one("jira", exported(row, ",Comment"), zone=UTC)
    author = Person("ana@jira.invalid", "ana")
    assert task.comments == (ImportedComment(at("2026-03-13T08:00:00Z"), "Yes; no\nmaybe", author),)


def test_a_comment_without_a_date_is_kept_whole_with_a_warning() -> None:
    notes = Notes()
    row = "a,EE-1,Open,,,,2026-03-12T08:00:00Z,,,,,see; this; one"
    task = one("jira", exported(row, ",Comment"), notes)
    assert task.comments == (ImportedComment(None, "see; this; one"),)
    assert notes.warnings == {"a comment without a date: dated with its task": 1}


def test_a_resolution_that_nothing_was_done_is_a_cancellation() -> None:
    row = "a,EE-1,Closed,Done,Won't Do,13/Mar/26 8:00 AM,12/Mar/26 8:00 AM,,,,"
    assert one("jira", exported(row), zone=UTC).history[-1].status is TaskStatus.CANCELLED
    assert one("jira", exported(row), zone=UTC, keep_resolution=True).history[-1].status is TaskStatus.DONE


def test_an_issue_depends_on_those_that_block_it() -> None:
    row = "a,EE-1,Open,,,,2026-03-12T08:00:00Z,,,,,EE-2,EE-3"
    headings = ",Inward issue link (Blocks),Inward issue link (Blocks)"
    assert one("jira", exported(row, headings)).depends_on == ("EE-2", "EE-3")


def test_columns_that_have_no_place_are_counted_where_they_say_something() -> None:
    notes = Notes()
    one("jira", exported("a,EE-1,Open,,,,2026-03-12T08:00:00Z,,,,,Sprint 1,,", ",Sprint,Sprint,Votes"), notes)
    assert notes.left_out == {"Sprint": 1}


def test_times_without_an_offset_need_a_zone() -> None:
    with pytest.raises(BadInput) as refusal:
        read("jira", exported("a,EE-1,Open,,,,12/Mar/26 3:04 PM,,,,"))
    assert str(refusal.value) == (
        "'12/Mar/26 3:04 PM' has no time zone (line 2, Created): say which with --tz, like --tz Europe/Berlin"
    )


def test_a_date_that_may_mean_several_days_needs_a_format() -> None:
    row = "a,EE-1,Open,,,,03/04/2026 10:00,,,,"
    with pytest.raises(BadInput) as refusal:
        read("jira", exported(row), zone=UTC)
    assert str(refusal.value) == (
        "'03/04/2026 10:00' may mean several days (line 2, Created): "
        "say how dates are written with --date-format, like --date-format '%d/%m/%Y %H:%M'"
    )
    told = one("jira", exported(row), zone=UTC, date_format="%d/%m/%Y %H:%M")
    assert told.created_at == at("2026-04-03T10:00:00Z")


def test_what_is_neither_json_nor_an_export_of_jira_says_what_is_there() -> None:
    with pytest.raises(BadInput) as refusal:
        read("jira", "Name,State\na,b\n")
    assert str(refusal.value) == (
        "the file is neither JSON nor Jira's CSV: it has no column Summary, but Name, State: "
        "export it from Jira again, or use radar import csv"
    )
