"""What becomes of Taskwarrior's exports."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_cli.domain.imported import BadRecord, ImportedComment, ImportedTask, Notes, StatusChange
from radar_cli.domain.task import Priority, TaskStatus
from tests.unit.importers.reading import NOW, at, one, read, refused

UUID = "4a76b957-b33a-4da8-aed6-3a18162029bd"


def exported(**fields: Any) -> dict[str, Any]:
    return {"uuid": UUID, "description": "Fix login", "entry": "20260902T011500Z", "status": "pending", **fields}


def test_a_pending_task_is_todo_and_known_by_its_uuid() -> None:
    task = one("taskwarrior", exported(project="web.mobile"))
    assert (task.title, task.external_ref, task.project) == ("Fix login", UUID, "web.mobile")
    assert task.created_at == datetime(2026, 9, 2, 1, 15, tzinfo=UTC)
    assert task.history == ()


def test_a_task_that_was_started_is_in_progress_since_then() -> None:
    task = one("taskwarrior", exported(start="20260903T011500Z"))
    assert task.history == (StatusChange(at("2026-09-03T01:15:00Z"), TaskStatus.IN_PROGRESS),)


@pytest.mark.parametrize(("status", "meaning"), [("completed", TaskStatus.DONE), ("deleted", TaskStatus.CANCELLED)])
def test_a_task_that_ended_is_done_or_cancelled_at_its_end(status: str, meaning: TaskStatus) -> None:
    task = one("taskwarrior", exported(status=status, end="20260904T011500Z"))
    assert task.history == (StatusChange(at("2026-09-04T01:15:00Z"), meaning),)


def test_a_completed_task_without_an_end_is_done_at_an_unknown_time_with_a_warning() -> None:
    notes = Notes()
    task = one("taskwarrior", exported(status="completed"), notes)
    assert task.history == (StatusChange(None, TaskStatus.DONE),)
    assert notes.warnings == {"done at a time that the source does not say: left out of lead times": 1}


def test_a_start_after_the_end_says_nothing() -> None:
    task = one("taskwarrior", exported(status="completed", start="20261001T000000Z", end="20260904T011500Z"))
    assert [change.status for change in task.history] == [TaskStatus.DONE]


def test_an_end_before_the_entry_is_dated_at_the_entry_with_a_warning() -> None:
    notes = Notes()
    task = one("taskwarrior", exported(status="completed", end="20260101T000000Z"), notes)
    assert task.history[0].at == task.created_at
    assert notes.warnings == {"changed before it was created: dated at its creation": 1}


def test_a_waiting_task_is_todo_with_a_warning_and_its_wait_is_left_out() -> None:
    notes = Notes()
    task = one("taskwarrior", exported(status="waiting", wait="20261231T000000Z"), notes)
    assert task.history == ()
    assert (notes.warnings, notes.left_out) == ({"waiting: taken as todo": 1}, {"wait": 1})


def test_templates_of_recurring_tasks_are_skipped_and_counted() -> None:
    notes = Notes()
    assert read("taskwarrior", json.dumps([exported(status="recurring", recur="weekly", mask="-")]), notes) == []
    assert notes.left_out == {"templates of recurring tasks": 1, "recur": 1, "mask": 1}


def test_annotations_are_comments() -> None:
    task = one("taskwarrior", exported(annotations=[{"entry": "20260903T011500Z", "description": "a\nb"}]))
    assert task.comments == (ImportedComment(at("2026-09-03T01:15:00Z"), "a\nb"),)


@pytest.mark.parametrize("tags", [["a", "b"], "a,b"])
def test_tags_are_a_list_or_a_text_with_commas(tags: object) -> None:
    assert one("taskwarrior", exported(tags=tags)).tags == ("a", "b")


@pytest.mark.parametrize("depends", [["u-1", "u-2"], "u-1,u-2"])
def test_dependencies_are_a_list_or_a_text_with_commas(depends: object) -> None:
    assert one("taskwarrior", exported(depends=depends)).depends_on == ("u-1", "u-2")


@pytest.mark.parametrize(
    ("letter", "priority"), [("H", Priority.HIGH), ("M", Priority.MEDIUM), ("L", Priority.LOW), (None, None)]
)
def test_priorities_are_letters(letter: str | None, priority: Priority | None) -> None:
    assert one("taskwarrior", exported(priority=letter)).priority is priority


def test_a_priority_that_is_not_known_is_medium_and_named() -> None:
    notes = Notes()
    assert one("taskwarrior", exported(priority="X"), notes).priority is Priority.MEDIUM
    assert notes.unknown == {"priority X": "medium"}


def test_a_task_without_a_project_is_in_the_inbox_or_in_the_chosen_one() -> None:
    assert one("taskwarrior", exported()).project == "inbox"
    assert one("taskwarrior", exported(project="web"), project="all").project == "all"


def test_a_task_without_an_entry_was_created_at_the_first_time_known_of_it() -> None:
    known = one("taskwarrior", {"description": "a", "status": "completed", "end": "20260904T011500Z"})
    assert known.created_at == at("2026-09-04T01:15:00Z")
    assert one("taskwarrior", {"description": "a"}).created_at == NOW


def test_a_due_date_is_an_instant() -> None:
    assert one("taskwarrior", exported(due="20261224T000000Z")).due_at == at("2026-12-24T00:00:00Z")


@pytest.mark.parametrize("shape", ["array", "object", "lines"])
def test_a_file_is_an_array_one_object_or_one_a_line(shape: str) -> None:
    tasks = [exported(), exported()] if shape != "object" else [exported()]
    content = "\n".join(map(json.dumps, tasks)) if shape == "lines" else json.dumps(tasks, indent=1)
    if shape == "object":
        content = json.dumps(tasks[0], indent=1)
    records = read("taskwarrior", content)
    assert [record.line for record in records] == list(range(1, len(tasks) + 1))
    assert all(isinstance(record, ImportedTask) for record in records)


def test_a_status_of_another_tool_is_refused() -> None:
    assert refused("taskwarrior", exported(status="open")) == "status is not one of Taskwarrior's: 'open'"


def test_a_bad_task_leaves_the_others_in_peace() -> None:
    records = read("taskwarrior", json.dumps([exported(), exported(description=5), exported()]))
    assert [type(record) for record in records] == [ImportedTask, BadRecord, ImportedTask]
    assert records[1] == BadRecord(2, "description is a number, not text")


def test_the_summary_accounts_for_every_field_of_a_real_export(real_data: Path) -> None:
    content = (real_data / "taskwarrior-export.json").read_bytes()
    tasks = json.loads(content)
    notes = Notes()
    records = read("taskwarrior", content, notes)
    taken = {"description", "entry", "priority", "project", "status", "uuid", "tags"}
    taken |= {"due", "end", "start", "annotations", "depends"}
    fields = [name for task in tasks for name in task if name not in taken]
    assert notes.left_out.pop("templates of recurring tasks") == 1
    assert notes.left_out == {name: fields.count(name) for name in fields}
    assert (len(records), notes.warnings, notes.unknown) == (len(tasks) - 1, {}, {})


def test_a_hundred_thousand_tasks_are_read_in_seconds() -> None:
    line = json.dumps(exported(project="web", tags=["a"], urgency=4.2, modified="20260902T011500Z", id=1)) + "\n"
    began = time.perf_counter()
    assert len(read("taskwarrior", line * 100_000)) == 100_000
    assert time.perf_counter() - began < 10
