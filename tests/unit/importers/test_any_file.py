"""Whatever a file holds: nothing but an error for people leaves a reader, and what comes out can be shown."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from radar_cli.domain import text
from radar_cli.domain.imported import BadRecord, ImportedTask, Notes, Record
from radar_cli.errors import RadarError
from radar_cli.importers.formats import FORMATS
from tests.unit.importers.reading import read

TASK = {
    "uuid": "u-1",
    "description": "Fix login",
    "entry": "20260902T011500Z",
    "status": "completed",
    "end": "20260904T011500Z",
    "annotations": [{"entry": "20260903T011500Z", "description": "x"}],
    "tags": ["a"],
    "depends": "u-2,u-3",
    "priority": "H",
}
WHO = {"accountId": "7", "displayName": "Ana", "emailAddress": "ana@example.com"}
HISTORY = {
    "created": "2026-01-02T08:00:00.000+0000",
    "author": WHO,
    "items": [{"field": "status", "fromString": "Open", "toString": "Done"}],
}
PARAGRAPH = {
    "type": "paragraph",
    "content": [{"type": "text", "text": "x"}, {"type": "mention", "attrs": {"text": "@a"}}],
}
ISSUE = {
    "key": "E-1",
    "fields": {
        "summary": "Fix login",
        "created": "2026-01-01T08:00:00.000+0000",
        "status": {"name": "Done", "statusCategory": {"key": "done", "name": "Done"}},
        "resolution": {"name": "Duplicate"},
        "resolutiondate": "2026-01-02T08:00:00.000+0000",
        "project": {"key": "E", "name": "Enterprise"},
        "labels": ["a"],
        "duedate": "2026-01-01",
        "assignee": WHO,
        "description": {"type": "doc", "content": [PARAGRAPH]},
        "comment": {"total": 1, "comments": [{"created": "2026-01-02T08:00:00Z", "body": "x", "author": WHO}]},
        "issuelinks": [{"type": {"name": "Blocks"}, "inwardIssue": {"key": "E-2"}}],
    },
    "changelog": {"total": 1, "histories": [HISTORY]},
}
OF_GITHUB = {
    "url": "https://github.com/acme/web/issues/7",
    "title": "Fix login",
    "createdAt": "2026-01-01T08:00:00Z",
    "closedAt": "2026-01-02T08:00:00Z",
    "state": "CLOSED",
    "stateReason": "NOT_PLANNED",
    "author": {"login": "ana"},
    "assignees": [{"login": "ana"}, {"login": "ben"}],
    "labels": [{"name": "P1"}, "bug"],
    "comments": [{"author": {"login": "ana"}, "body": "x", "createdAt": "2026-01-01T08:00:00Z"}],
}
OF_RADAR = {
    "id": 7,
    "project": "web",
    "external_ref": "WEB-7",
    "title": "Fix login",
    "priority": "high",
    "assignee": {"email": "ben@example.com", "name": "Ben"},
    "created_at": "2026-01-31T08:15:00Z",
    "tags": ["a"],
    "history": [{"at": None, "status": "done", "by": "ben@example.com"}],
    "comments": [{"at": "2026-02-01T09:05:00Z", "by": "ben@example.com", "body": "x"}],
    "depends_on": ["WEB-3", 12],
    "blocked_at": "2026-02-05T08:00:00Z",
    "blocked_reason": "x",
}
OBJECTS = {"taskwarrior": TASK, "jira": ISSUE, "github": OF_GITHUB, "jsonl": OF_RADAR}
TABLES = {
    "csv": b"title;project;status;created_at;tags\n"
    b'"a\nb";web;done;2026-01-01T08:00Z;"a,b"\n'
    b"c;web;;12/Mar/26 3:04 PM;\n",
    "jira": b"Summary,Issue key,Status,Created,Comment,Comment\n"
    b'a,E-1,Done,2026-01-01T08:00Z,"13/Mar/26 8:00 AM;ana;x",\n',
}
FILES = [
    *((name, json.dumps([record, record], indent=1).encode()) for name, record in OBJECTS.items()),
    *((name, (json.dumps(record) + "\n").encode() * 3) for name, record in OBJECTS.items()),
    *TABLES.items(),
]
ODD_BYTES = [
    b"\0",
    b"\xff",
    b'"',
    b"\\",
    b"\n",
    b"\r",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"NaN",
    b"1e999",
    b"9" * 5000,
]
ODD_TEXTS = [
    "",
    " ",
    "\0",
    "\ud800",
    "99999-01-01",
    "0001-01-01T00:00:00+14:00",
    "x" * 600,
    "a@b",
    "\u2028",
    "İ",
    "03/04/05",
]
ODD_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(ODD_TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def check(format_name: str, content: bytes) -> None:
    notes = Notes()
    said: list[str] = []
    try:
        for record in read(format_name, content, notes):
            check_record(record)
    except RadarError as error:
        said.append(str(error))
    said += [*notes.left_out, *notes.warnings, *notes.unknown, *notes.unknown.values()]
    assert all(sentence.isprintable() and text.flaw(sentence) is None for sentence in said)


def check_record(record: Record) -> None:
    assert record.line >= 1
    if isinstance(record, BadRecord):
        assert record.reason
        assert record.reason.isprintable()
        return
    assert isinstance(record, ImportedTask)
    assert record.title.strip()
    people = [record.assignee, record.created_by]
    people += [change.by for change in record.history]
    people += [comment.by for comment in record.comments]
    for person in filter(None, people):
        assert text.email(person.email) == person.email
        assert text.name(person.name, "name") == person.name
    known = [change.at for change in record.history if change.at is not None]
    assert all(moment >= record.created_at for moment in known)
    statuses = ["todo", *(change.status for change in record.history)]
    assert all(before != after for before, after in pairwise(statuses))


@given(st.sampled_from(FILES), st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bytes_that_are_changed_lost_or_added(file: tuple[str, bytes], data: st.DataObject) -> None:
    format_name, content = file
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.sampled_from([0, 1, 2, 20, len(content)]))
        odd = data.draw(st.just(b"") | st.binary(max_size=3) | st.sampled_from(ODD_BYTES))
        content = content[:start] + odd + content[start + length :]
    check(format_name, content)


@given(st.sampled_from(sorted(OBJECTS)), st.data())
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_of_other_types_anywhere_in_a_record(format_name: str, data: st.DataObject) -> None:
    record = json.loads(json.dumps(OBJECTS[format_name]))
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(places_of(record))
        holder, place = places[data.draw(st.integers(0, len(places) - 1))]
        holder[place] = data.draw(ODD_VALUES)
    check(format_name, json.dumps([record]).replace("NaN", "0").replace("Infinity", "0").encode())


@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=200))
@example("jira", b"\xef\xbb\xbf")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_at_all(format_name: str, content: bytes) -> None:
    check(format_name, content)


@pytest.mark.parametrize(("format_name", "content"), FILES)
def test_the_files_are_good_before_they_are_changed(format_name: str, content: bytes) -> None:
    options: dict[str, Any] = {"project": "web", "date_format": "%d/%b/%y %I:%M %p"}
    if content in TABLES.values():
        content = content.replace(b"12/Mar/26 3:04 PM", b"2026-03-12T15:04Z").replace(b"13/Mar/26 8:00 AM", b"")
    assert all(isinstance(record, ImportedTask) for record in read(format_name, content, **options))


def places_of(value: Any) -> Any:
    """Every place in a JSON value that can be given another one: what holds it, and its key."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, inner in items:
        yield value, place
        yield from places_of(inner)
