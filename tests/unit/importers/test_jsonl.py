"""What becomes of radar's own interchange."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, StatusChange
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.importers.formats import reader
from radar_cli.importers.options import Options
from tests.unit.importers.reading import NOW, at, one, refused

LEAST = {"project": "web", "title": "Fix login", "created_at": "2026-01-31T08:15:00Z"}
DOCUMENT = Path(__file__).parents[3] / "docs" / "interchange.md"


def documented() -> list[dict[str, Any]]:
    return [json.loads(example) for example in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)]


def test_the_least_that_is_a_task() -> None:
    assert documented()[1] == LEAST
    created_at = at("2026-01-31T08:15:00Z")
    assert one("jsonl", LEAST) == ImportedTask(1, "web", None, "Fix login", created_at, says_status=False)


def test_the_documented_example_says_all_that_there_is() -> None:
    notes = Notes()
    ben, ana = Person("ben@example.com", "Ben Okoro"), Person("ana@example.com", "ana")
    assert one("jsonl", documented()[0], notes) == ImportedTask(
        line=1,
        number=7,
        project="web",
        external_ref="WEB-7",
        title="Fix login",
        created_at=at("2026-01-31T08:15:00Z"),
        description="Fails on Safari.\nSee the log.",
        priority=Priority.HIGH,
        assignee=ben,
        created_by=ana,
        tags=("backend", "login"),
        due_at=at("2026-02-14T00:00:00Z"),
        history=(
            StatusChange(at("2026-02-01T09:00:00Z"), TaskStatus.IN_PROGRESS, Person("ben@example.com", "ben")),
            StatusChange(at("2026-02-03T16:30:00.250000Z"), TaskStatus.DONE, Person("ben@example.com", "ben")),
            StatusChange(at("2026-02-04T10:00:00Z"), TaskStatus.TODO, ana),
        ),
        comments=(ImportedComment(at("2026-02-01T09:05:00Z"), "Safari 17 only.", Person("ben@example.com", "ben")),),
        depends_on=("WEB-3",),
        depends_on_numbers=(12,),
        blocked_at=at("2026-02-05T08:00:00Z"),
        blocked_reason="waits for the vendor",
    )
    assert (notes.left_out, notes.warnings, notes.unknown) == ({}, {}, {})


def test_the_document_names_every_field_of_a_task() -> None:
    written = DOCUMENT.read_text("utf-8")
    renamed = {"number": "id", "depends_on_numbers": "depends_on"}
    for field in set(ImportedTask.__slots__) - {"line", "says_status"}:
        assert f"| `{renamed.get(field, field)}`" in written or f", `{field}` |" in written


def test_unknown_fields_are_counted_by_name() -> None:
    notes = Notes()
    change = {"at": None, "status": "done", "reason": "x"}
    one("jsonl", {**LEAST, "estimate": 3, "history": [change], "assignee": {"email": "a@b", "team": "x"}}, notes)
    assert notes.left_out == {"estimate": 1, "history.reason": 1, "assignee.team": 1}


def test_a_change_into_the_same_status_is_none() -> None:
    changes = [
        {"at": f"2026-02-0{day}T08:00:00Z", "status": status} for day, status in enumerate(["todo", "done", "done"], 1)
    ]
    task = one("jsonl", {**LEAST, "history": changes})
    assert task.history == (StatusChange(at("2026-02-02T08:00:00Z"), TaskStatus.DONE),)


def test_what_is_finished_is_not_blocked() -> None:
    notes = Notes()
    block = {"blocked_at": "2026-02-01T08:00:00Z", "blocked_reason": "x"}
    done = {"history": [{"at": "2026-02-02T08:00:00Z", "status": "done"}]}
    assert one("jsonl", {**LEAST, **block, **done}, notes).blocked_at is None
    assert notes.warnings == {"finished, yet blocked: taken as not blocked": 1}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"priority": "High"}, "priority is none of low, medium, high, urgent: 'High'"),
        ({"priority": 3}, "priority is a number, not text"),
        ({"history": [{"at": None, "status": "open"}]}, "status is none of todo, in_progress, done, cancelled: 'open'"),
        ({"history": [{"status": "done"}]}, "at is missing in history: write null where the time is not known"),
        ({"history": {"at": None}}, "history is an object, not a list"),
        ({"created_at": "2026-01-31T08:15:00"}, "created_at has no offset from UTC: '2026-01-31T08:15:00'"),
        ({"blocked_at": "2026-01-31T08:15:00Z"}, "blocked_at and blocked_reason go together"),
        ({"assignee": "ana"}, "assignee is not an e-mail address: 'ana'"),
        ({"assignee": {"name": "Ana"}}, "assignee is an object, neither an e-mail address nor an object with one"),
        ({"depends_on": [1.5]}, "depends_on is not a whole number from 1 to 2^63 - 1"),
        ({"depends_on": "WEB-3"}, "depends_on is text, not a list"),
        ({"id": True}, "id is not a whole number from 1 to 2^63 - 1"),
        ({"tags": "a,b"}, "tags is text, not a list"),
        ({"project": None}, "project is missing"),
    ],
)
def test_what_the_format_does_not_know_is_refused(fields: dict[str, Any], reason: str) -> None:
    assert refused("jsonl", {**LEAST, **fields}) == reason


def test_lines_are_read_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        """Lines without an end: reading ahead would never come back."""

        def __iter__(self) -> "Endless":
            return self

        def __next__(self) -> bytes:
            return json.dumps(LEAST).encode() + b"\n"

    records = reader("jsonl")(Endless(), Options(NOW), Notes())  # type: ignore[arg-type]
    assert [next(records).line for _ in range(1000)] == list(range(1, 1001))


def test_the_times_of_a_history_never_go_back() -> None:
    notes = Notes()
    changes = [
        {"at": "2026-02-20T08:00:00Z", "status": "in_progress"},
        {"at": "2026-02-10T08:00:00Z", "status": "done"},
        {"at": None, "status": "todo"},
        {"at": "2026-02-21T08:00:00Z", "status": "done"},
    ]
    task = one("jsonl", {**LEAST, "history": changes}, notes)
    later, latest = at("2026-02-20T08:00:00Z"), at("2026-02-21T08:00:00Z")
    assert [change.at for change in task.history] == [later, later, None, latest]
    assert notes.warnings["changed before the change before: dated at that one"] == 1
