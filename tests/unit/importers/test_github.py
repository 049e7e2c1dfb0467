"""What becomes of issues of GitHub."""

import json
from typing import Any

import pytest

from radar_cli.domain.imported import ImportedComment, Notes, Person, StatusChange
from radar_cli.domain.task import Priority, TaskStatus
from tests.unit.importers.reading import at, one, read, refused

URL = "https://github.com/acme/web/issues/7"
CREATED, CLOSED = "2026-01-01T08:00:00Z", "2026-01-05T08:00:00Z"
ANA = Person("ana@github.invalid", "Ana Silva")


def listed(**fields: Any) -> dict[str, Any]:
    """As `gh issue list --json` writes it."""
    author = {"login": "Ana", "name": "Ana Silva", "id": "x"}
    return {"url": URL, "title": "Fix login", "createdAt": CREATED, "state": "OPEN", "author": author, **fields}


def rest(**fields: Any) -> dict[str, Any]:
    """As the REST interface gives it."""
    addresses = {"url": "https://api.github.com/repos/acme/web/issues/7", "html_url": URL}
    return {
        **addresses,
        "title": "Fix login",
        "created_at": CREATED,
        "state": "open",
        "user": {"login": "ana"},
        **fields,
    }


def test_an_issue_is_known_by_its_url_and_its_project_by_its_repository() -> None:
    task = one("github", [listed(body="Text.")])
    assert (task.external_ref, task.project, task.title, task.description) == (URL, "web", "Fix login", "Text.")
    assert (task.created_at, task.created_by, task.history) == (at(CREATED), ANA, ())


def test_an_issue_of_the_rest_interface_is_the_same() -> None:
    task = one("github", rest(body=None))
    assert (task.external_ref, task.project, task.created_at) == (URL, "web", at(CREATED))
    assert task.created_by == Person("ana@github.invalid", "ana")


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("COMPLETED", TaskStatus.DONE),
        ("", TaskStatus.DONE),
        ("NOT_PLANNED", TaskStatus.CANCELLED),
        ("DUPLICATE", TaskStatus.CANCELLED),
    ],
)
def test_a_closed_issue_is_done_or_cancelled_by_its_reason(reason: str, status: TaskStatus) -> None:
    closed = (StatusChange(at(CLOSED), status),)
    assert one("github", listed(state="CLOSED", stateReason=reason, closedAt=CLOSED)).history == closed
    assert one("github", rest(state="closed", state_reason=reason.lower(), closed_at=CLOSED)).history == closed


def test_labels_are_tags() -> None:
    assert one("github", listed(labels=[{"name": "bug"}, {"name": "good first issue"}])).tags == (
        "bug",
        "good first issue",
    )
    assert one("github", rest(labels=["bug"])).tags == ("bug",)


@pytest.mark.parametrize(
    ("label", "priority"),
    [
        ("P0", Priority.URGENT),
        ("p1", Priority.HIGH),
        ("P2", Priority.MEDIUM),
        ("P3", Priority.LOW),
        ("priority:high", Priority.HIGH),
        ("priority: critical", Priority.URGENT),
        ("Priority/Low", Priority.LOW),
    ],
)
def test_a_label_of_a_priority_is_no_tag(label: str, priority: Priority) -> None:
    task = one("github", listed(labels=[{"name": label}, {"name": "bug"}]))
    assert (task.priority, task.tags) == (priority, ("bug",))


def test_of_several_priorities_the_highest_counts() -> None:
    assert one("github", listed(labels=[{"name": "P3"}, {"name": "priority: high"}])).priority is Priority.HIGH


def test_a_label_of_a_priority_that_is_not_known_stays_a_tag_and_is_named() -> None:
    notes = Notes()
    task = one("github", listed(labels=[{"name": "priority: someday"}]), notes)
    assert (task.priority, task.tags) == (None, ("priority: someday",))
    assert notes.unknown == {"priority someday": "medium, and kept as a tag"}


def test_the_first_assignee_is_taken_and_the_others_are_counted() -> None:
    notes = Notes()
    task = one(
        "github", listed(assignees=[{"login": "Ana", "name": "Ana Silva"}, {"login": "b"}, {"login": "c"}]), notes
    )
    assert task.assignee == ANA
    assert notes.left_out == {"further assignees": 2}


def test_comments_are_kept_where_they_are_there() -> None:
    notes = Notes()
    comment = {"author": {"login": "b"}, "body": "Yes.", "createdAt": CLOSED}
    kept = ImportedComment(at(CLOSED), "Yes.", Person("b@github.invalid", "b"))
    assert one("github", listed(comments=[comment]), notes).comments == (kept,)
    assert notes.left_out == {}
    assert one("github", rest(comments=2), notes).comments == ()
    assert "comments, of which the file has the number alone" in notes.left_out


def test_pull_requests_are_skipped_and_counted() -> None:
    notes = Notes()
    assert (
        read("github", json.dumps([rest(pull_request={"url": "x"}), listed(url=URL.replace("issues", "pull"))]), notes)
        == []
    )
    assert notes.left_out == {"pull requests": 2}


def test_all_issues_may_go_into_one_project() -> None:
    assert one("github", listed(url="https://example.com"), project="all").project == "all"
    assert refused("github", listed(url="https://example.com")) == "url names no repository: 'https://example.com'"


def test_an_issue_without_its_url_says_which_field_to_ask_for() -> None:
    assert refused("github", {"title": "a"}) == "url is missing: add it to gh issue list --json"
