"""What becomes of issues of Jira's REST interface."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, StatusChange
from radar_cli.domain.task import Priority, TaskStatus
from tests.unit.importers.reading import at, one, read, refused

TODO, IN_PROGRESS, DONE, CANCELLED = TaskStatus
CREATED = "2026-01-01T08:00:00.000+0000"
ANA = Person("ana@example.com", "Ana Silva")


def issue(
    changelog: list[dict[str, Any]] | None = None, status: str = "Open", category: str | None = "new", **fields: Any
) -> dict[str, Any]:
    state = {"name": status, "statusCategory": {"key": category}} if category else {"name": status}
    result = {"key": "EE-1", "fields": {"summary": "Fix login", "created": CREATED, "status": state, **fields}}
    return result if changelog is None else {**result, "changelog": {"histories": changelog}}


def change(day: int, before: str, after: str, **history: Any) -> dict[str, Any]:
    items = [{"field": "status", "fromString": before, "toString": after}]
    return {"created": f"2026-01-{day:02}T08:00:00.000+0000", "items": items, **history}


def on(day: int, status: TaskStatus, by: Person | None = None) -> StatusChange:
    return StatusChange(at(f"2026-01-{day:02}T08:00:00Z"), status, by)


def test_an_issue_is_known_by_its_key_and_its_project_by_its_name() -> None:
    task = one("jira", issue(project={"key": "EE", "name": "Enterprise"}, labels=["a", "b"], description="Text."))
    assert (task.external_ref, task.project, task.title) == ("EE-1", "Enterprise", "Fix login")
    assert (task.tags, task.description, task.history) == (("a", "b"), "Text.", ())


@pytest.mark.parametrize(("project", "name"), [({"key": "EE2"}, "EE2"), (None, "EE")])
def test_a_project_without_a_name_is_known_by_its_key(project: object, name: str) -> None:
    assert one("jira", issue(project=project)).project == name


@pytest.mark.parametrize("written", [CREATED, "2026-01-01T08:00:00Z", "2026-01-01T10:00:00.000+02:00"])
def test_times_have_any_kind_of_offset(written: str) -> None:
    assert one("jira", issue(created=written)).created_at == at("2026-01-01T08:00:00Z")


def test_the_history_tells_the_changes_in_the_order_of_time_with_who_made_them() -> None:
    author = {"emailAddress": "Ana@Example.com", "displayName": "Ana Silva"}
    histories = [change(3, "In Progress", "Done", author=author), change(2, "Open", "In Progress", author=author)]
    task = one("jira", issue(histories, "Done", "done"))
    assert task.history == (on(2, IN_PROGRESS, ANA), on(3, DONE, ANA))


def test_changes_of_one_instant_keep_their_order_whichever_end_the_file_begins_at() -> None:
    moves = [change(2, "Open", "In Progress"), change(2, "In Progress", "Done"), change(3, "Done", "Closed")]
    for histories in (moves, moves[::-1]):
        assert one("jira", issue(histories, "Closed", "done")).history == (on(2, IN_PROGRESS), on(2, DONE))


def test_a_move_from_done_to_done_does_not_date_it_again() -> None:
    task = one("jira", issue([change(2, "Open", "Resolved"), change(9, "Resolved", "Closed")], "Closed", "done"))
    assert task.history == (on(2, DONE),)


def test_leaving_done_opens_the_issue_again() -> None:
    histories = [change(2, "Open", "Done"), change(3, "Done", "Reopened"), change(4, "Reopened", "Done")]
    assert one("jira", issue(histories, "Done", "done")).history == (on(2, DONE), on(3, TODO), on(4, DONE))


def test_an_issue_may_have_been_created_in_progress() -> None:
    task = one("jira", issue([change(2, "In Progress", "Done")], "Done", "done"))
    assert task.history == (on(1, IN_PROGRESS), on(2, DONE))


def test_other_fields_of_a_history_are_no_changes_of_status() -> None:
    history = change(2, "Open", "Done")
    history["items"][0]["field"] = "assignee"
    assert one("jira", issue([history])).history == ()


def test_a_name_means_what_its_category_says_on_any_issue_of_the_file() -> None:
    later = issue([], "Gotowe", "done")
    earlier = issue([change(2, "Open", "Gotowe"), change(3, "Gotowe", "Open")])
    first, _ = read("jira", json.dumps([earlier, later]))
    assert isinstance(first, ImportedTask)
    assert first.history == (on(2, DONE), on(3, TODO))


def test_a_name_that_only_its_category_explains_is_named_with_what_was_made_of_it() -> None:
    notes = Notes()
    one("jira", issue(None, "In QE Test", "indeterminate"), notes)
    assert notes.unknown == {"status In QE Test": "in_progress (by its category)"}


def test_a_name_that_nothing_explains_is_taken_as_in_progress_and_named() -> None:
    notes = Notes()
    task = one("jira", issue([change(2, "Open", "Frobnicating")], "Frobnicating", None), notes)
    assert task.history == (on(2, IN_PROGRESS),)
    assert notes.unknown == {"status Frobnicating": "in_progress (as a guess)"}


def test_the_users_own_meaning_of_a_name_comes_first_in_any_case() -> None:
    notes = Notes()
    task = one("jira", issue(None, "In QE Test", "new"), notes, statuses={"in qe test": IN_PROGRESS})
    assert [step.status for step in task.history] == [IN_PROGRESS]
    assert notes.unknown == {}


def test_without_a_history_the_category_decides_and_the_resolution_dates_it() -> None:
    resolved = {"resolution": {"name": "Fixed"}, "resolutiondate": "2026-01-05T08:00:00.000+0000"}
    assert one("jira", issue(None, "Closed", "done", **resolved)).history == (on(5, DONE),)
    assert one("jira", issue(None, "Doing", "indeterminate")).history == (StatusChange(None, IN_PROGRESS),)
    assert one("jira", issue(None, "Open", "new")).history == ()


def test_an_issue_that_is_done_at_an_unknown_time_warns() -> None:
    notes = Notes()
    assert one("jira", issue(None, "Closed", "done"), notes).history == (StatusChange(None, DONE),)
    assert notes.warnings == {"done at a time that the source does not say: left out of lead times": 1}


def test_a_finished_status_without_a_resolution_is_open_as_jira_counts_it() -> None:
    notes = Notes()
    unresolved = issue(None, "Resolved", "done", resolution=None, resolutiondate=None)
    assert [step.status for step in one("jira", unresolved, notes).history] == [IN_PROGRESS]
    assert "in a finished status, yet unresolved: taken as in progress, unless you --map the status" in notes.warnings
    assert [step.status for step in one("jira", unresolved, statuses={"Resolved": DONE}).history] == [DONE]


def test_a_history_shows_that_an_unresolved_issue_was_finished() -> None:
    task = one("jira", issue([change(2, "Open", "Resolved")], "Resolved", "done", resolution=None))
    assert task.history == (on(2, DONE),)


def test_a_history_that_ends_elsewhere_is_led_to_the_present_status_with_a_warning() -> None:
    notes = Notes()
    resolved = {"resolution": {"name": "Done"}, "resolutiondate": "2026-01-05T08:00:00.000+0000"}
    task = one("jira", issue([change(2, "Open", "In Progress")], "Done", "done", **resolved), notes)
    assert task.history == (on(2, IN_PROGRESS), on(5, DONE))
    assert notes.warnings == {"in another status than its history ends in: the step that is missing was added": 1}


def test_a_resolution_from_before_the_last_change_does_not_date_the_end() -> None:
    resolved = {"resolution": {"name": "Done"}, "resolutiondate": "2026-01-03T08:00:00.000+0000"}
    task = one("jira", issue([change(4, "Open", "In Progress")], "Done", "done", **resolved))
    assert task.history == (on(4, IN_PROGRESS), StatusChange(None, DONE))


@pytest.mark.parametrize(
    "resolution",
    ["Won't Fix", "Won\N{RIGHT SINGLE QUOTATION MARK}t Do", "WONT DO", "Duplicate", "cannot reproduce", "Invalid"],
)
def test_a_resolution_that_nothing_was_done_is_a_cancellation(resolution: str) -> None:
    given_up = issue([change(2, "Open", "Done")], "Done", "done", resolution={"name": resolution})
    assert one("jira", given_up).history == (on(2, CANCELLED),)
    assert one("jira", given_up, keep_resolution=True).history == (on(2, DONE),)


def test_only_the_last_end_is_a_cancellation() -> None:
    histories = [change(2, "Open", "Done"), change(3, "Done", "Open"), change(4, "Open", "Done")]
    task = one("jira", issue(histories, "Done", "done", resolution={"name": "Duplicate"}))
    assert task.history == (on(2, DONE), on(3, TODO), on(4, CANCELLED))


def test_a_finished_status_that_is_called_cancelled_is_that() -> None:
    assert one("jira", issue([change(2, "Open", "Cancelled")], "Cancelled", "done")).history == (on(2, CANCELLED),)


@pytest.mark.parametrize(
    ("name", "priority"),
    [("Blocker", Priority.URGENT), ("Major", Priority.HIGH), ("Medium", Priority.MEDIUM), ("Trivial", Priority.LOW)],
)
def test_priorities_are_known_by_name(name: str, priority: Priority) -> None:
    assert one("jira", issue(priority={"name": name})).priority is priority


def test_people_without_an_address_get_one_that_leads_nowhere() -> None:
    reporter, assignee = {"accountId": "7EB4:ad", "displayName": "Ben"}, {"name": "cara", "emailAddress": "none"}
    task = one("jira", issue(reporter=reporter, assignee=assignee))
    assert task.created_by == Person("7eb4-ad@jira.invalid", "Ben")
    assert task.assignee == Person("cara@jira.invalid", "cara")


def test_a_due_day_begins_in_the_users_zone() -> None:
    assert one("jira", issue(duedate="2026-07-01")).due_at == at("2026-07-01T00:00:00Z")
    berlin = one("jira", issue(duedate="2026-07-01"), zone=ZoneInfo("Europe/Berlin"))
    assert berlin.due_at == at("2026-06-30T22:00:00Z")
    at_home = one("jira", issue(duedate="2026-07-01"), home=ZoneInfo("America/New_York"))
    assert at_home.due_at == at("2026-07-01T04:00:00Z")


def test_comments_are_text_or_documents_of_atlassians_format() -> None:
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "See "}, {"type": "text", "text": "this."}]}
    mention = {"type": "paragraph", "content": [{"type": "mention", "attrs": {"id": "1", "text": "@Ben"}}]}
    document = {"type": "doc", "version": 1, "content": [paragraph, mention]}
    comments = [{"created": CREATED, "body": "Old."}, {"created": CREATED, "body": document, "author": {"name": "x"}}]
    task = one("jira", issue(comment={"comments": comments}))
    assert task.comments == (
        ImportedComment(at(CREATED), "Old."),
        ImportedComment(at(CREATED), "See this.\n@Ben", Person("x@jira.invalid", "x")),
    )


@pytest.mark.parametrize("document", [{}, {"type": []}, {"content": [1, None, {"text": 7}]}, {"attrs": {"text": []}}])
def test_what_is_not_of_atlassians_format_says_nothing(document: object) -> None:
    assert one("jira", issue(description=document)).description == ""


def test_an_issue_depends_on_those_that_block_it_and_other_links_are_left_out() -> None:
    notes = Notes()
    links = [
        {"type": {"name": "Blocks"}, "inwardIssue": {"key": "EE-2"}},
        {"type": {"name": "Blocks"}, "outwardIssue": {"key": "EE-3"}},
        {"type": {"name": "Relates"}, "inwardIssue": {"key": "EE-4"}},
    ]
    assert one("jira", issue(issuelinks=links), notes).depends_on == ("EE-2",)
    assert notes.left_out == {"issuelinks of other types than Blocks": 1}


def test_fields_that_have_no_place_are_counted_unless_they_are_empty() -> None:
    notes = Notes()
    one("jira", {**issue(customfield_1=None, customfield_2=0, components=[]), "id": "7"}, notes)
    assert notes.left_out == {"id": 1, "customfield_2": 1}


def test_a_page_that_holds_a_part_of_a_history_warns() -> None:
    notes = Notes()
    one("jira", {**issue(), "changelog": {"histories": [], "total": 120}}, notes)
    assert notes.warnings == {"the file holds only a part of the history": 1}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_page_of_a_search_is_read_by_its_issues(indent: int | None) -> None:
    assert [
        task.line for task in read("jira", json.dumps({"total": 2, "issues": [issue(), issue()]}, indent=indent))
    ] == [1, 2]


def test_an_issue_without_fields_is_refused() -> None:
    assert refused("jira", {"key": "EE-1"}) == "fields is missing"
    assert refused("jira", {"key": "EE-1", "fields": {"summary": "a"}}) == "status is missing"


def test_2183_real_issues_are_read_without_a_fault(real_data: Path) -> None:
    notes = Notes()
    records = read("jira", (real_data / "jira-issues.jsonl").read_bytes(), notes)
    tasks = [record for record in records if isinstance(record, ImportedTask)]
    ends = [task.history[-1] if task.history else None for task in tasks]
    finished = [end for end in ends if end is not None and end.status in (DONE, CANCELLED)]
    assert (len(records), len(tasks)) == (2183, 2183)
    assert len(finished) == 1842
    assert all(end.at is not None for end in finished)
    assert Counter(end.status for end in finished)[CANCELLED] == 116 + 93 + 89 + 36 + 15
    assert notes.unknown == {"status In QE Test": "in_progress (by its category)"}


def test_lead_times_of_real_histories_are_those_that_apache_devlake_computes(real_data: Path) -> None:
    content = (real_data / "jira-changelog.jsonl").read_text("utf-8")
    expected = [json.loads(line)["expected"]["lead_time_minutes"] for line in content.splitlines()]
    minutes = []
    for task in read("jira", content):
        assert isinstance(task, ImportedTask)
        done_at = [change.at for change in task.history if change.status is DONE][-1]
        assert done_at is not None
        minutes.append((done_at - task.created_at).total_seconds() // 60)
    assert minutes == expected
    assert len(minutes) == 30
