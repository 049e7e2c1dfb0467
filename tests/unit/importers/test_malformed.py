"""Files that are wrong: each gives one clear line, and none ends in anything else."""

import json

import pytest

from radar_cli.domain.imported import BadRecord, ImportedTask
from radar_cli.errors import BadInput
from tests.unit.importers.reading import read

TASK = b'{"uuid":"u-1","description":"a","entry":"20260902T011500Z","status":"pending"}'
ISSUE = b'{"key":"E-1","fields":{"summary":"a","created":"2026-01-01T08:00:00Z","status":{"name":"Open"}}}'
LINE = b'{"project":"web","title":"a","created_at":"2026-01-31T08:15:00Z"}'
GITHUB = b'{"url":"https://github.com/acme/web/issues/7","title":"a","createdAt":"2026-01-01T08:00:00Z","state":"OPEN"}'
CSV = b"title,project,created_at\n"
JIRA_CSV = b"Summary,Issue key,Status,Created\n"

WHOLE_FILES = [
    ("taskwarrior", b"", "the file is empty: check how it was exported"),
    ("jira", b" \n\n\t\n", "the file is empty: check how it was exported"),
    ("csv", b"\xef\xbb\xbf\n", "the file is empty: check how it was exported"),
    ("taskwarrior", b"[" + TASK + b",\n" + TASK[:30], "the file is cut off (line 2, column 31): export it again"),
    ("taskwarrior", b"[" + TASK + b",", "the file is cut off (line 1, column 81): export it again"),
    ("taskwarrior", b"[" + TASK, "the file is cut off (line 1, column 80): export it again"),
    ("taskwarrior", TASK[:-1], "the file is cut off (line 1, column 78): export it again"),
    ("jira", b'{"issues": [\n' + ISSUE + b",\n", "the file is cut off (line 2, column 98): export it again"),
    ("jsonl", LINE + b"\n" + LINE[:20], "the file is cut off (line 2, column 21): export it again"),
    ("jsonl", LINE + b"\n" + LINE[:-2] + b"\n\n", "the file is cut off (line 2, column 64): export it again"),
    ("jsonl", LINE + b'\n{"title": tru', "the file is cut off (line 2, column 14): export it again"),
    ("jsonl", LINE + b'\n{"title": "\\u00', "the file is cut off (line 2, column 16): export it again"),
    ("github", b"[" + GITHUB[:-9], "the file is cut off (line 1, column 101): export it again"),
    ("csv", CSV + b'"a,web', "the file is cut off, or a quote is left open (row of line 2): export it again"),
    (
        "jira",
        JIRA_CSV + b'a,E-1,Open,"x\ny\n',
        "the file is cut off, or a quote is left open (row of line 2): export it again",
    ),
    (
        "taskwarrior",
        TASK.decode().encode("utf-16"),
        "the file is not UTF-8 but UTF-16 (line 1, column 1): save it as UTF-8",
    ),
    ("csv", CSV.decode().encode("utf-16-le"), "the file is not UTF-8 but UTF-16 (line 1, column 1): save it as UTF-8"),
    ("jira", b"\xfe\xff\0[", "the file is not UTF-8 but UTF-16 (line 1, column 1): save it as UTF-8"),
    ("jsonl", LINE + b'\n{"title":"caf\xe9"}', "the file is not UTF-8 (line 2, column 14): save it as UTF-8"),
    ("csv", CSV + b"\xc3\xa9 \xff,web,\n", "the file is not UTF-8 (line 2, column 3): save it as UTF-8"),
    ("taskwarrior", b"[\xff]", "the file is not UTF-8 (line 1, column 2): save it as UTF-8"),
    ("jsonl", b'{"title":"\xed\xa0\x80"}', "the file is not UTF-8 (line 1, column 11): save it as UTF-8"),
    ("taskwarrior", b"<html>", "the file is not JSON (line 1): give one that begins with { or ["),
    ("github", b"\x1f\x8b\x08\x05", "the file is not UTF-8 (line 1, column 2): save it as UTF-8"),
    ("github", b"42", "the file is not JSON (line 1): give one that begins with { or ["),
    ("jsonl", b'"text"', "the file is not JSON (line 1): give one that begins with { or ["),
    ("jsonl", b"null\n", "the file is not JSON (line 1): give one that begins with { or ["),
    ("taskwarrior", b"{'uuid': 1}", "this is not JSON (line 1, column 2): mend it there, or export it again"),
    ("taskwarrior", b"[" + TASK + b"] x", "this is not JSON (line 1, column 82): mend it there, or export it again"),
    (
        "taskwarrior",
        b"[" + TASK + TASK + b"]",
        "this is not JSON (line 1, column 80): mend it there, or export it again",
    ),
    ("github", b'[{"title" "a"}]', "this is not JSON (line 1, column 11): mend it there, or export it again"),
    ("github", b'[{"title": "a\nb"}]', "this is not JSON (line 1, column 14): mend it there, or export it again"),
    ("github", b'[{"title": "\\q"}]', "this is not JSON (line 1, column 13): mend it there, or export it again"),
    ("github", b'[{"title": "a\0"}]', "this is not JSON (line 1, column 14): mend it there, or export it again"),
    ("taskwarrior", b'[{"urgency": NaN}]', "NaN is not JSON (line 1, column 14): write a number or null there"),
    ("jira", b'[{"id":\n -Infinity}]', "-Infinity is not JSON (line 2, column 2): write a number or null there"),
    (
        "taskwarrior",
        b'[\n{"uuid": "u-1",\n "uuid": "u-2"}]',
        "the key 'uuid' stands twice in one object (line 3, column 2): keep one of the two",
    ),
    (
        "jira",
        b'{"issues": [{"key": {"a\\u0062": 1, "ab": 2}}]}',
        "the key 'ab' stands twice in one object (line 1, column 36): keep one of the two",
    ),
    (
        "github",
        b'{"\x1b[2J": 1, "\x1b[2J": 2}'.replace(b"\x1b", b"\\u001b"),
        "the key '\\x1b[2J' stands twice in one object (line 1, column 18): keep one of the two",
    ),
    ("taskwarrior", b'{"id": ' + b"9" * 5000 + b"}", "a number has 5000 digits (line 1, column 8): correct it there"),
    (
        "taskwarrior",
        b"[" * 100_000,
        "the brackets are nested too deeply (line 1, column 201): export it again without them",
    ),
    (
        "jira",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "the brackets are nested too deeply (line 1, column 1001): export it again without them",
    ),
    ("csv", b" ,,\n", "the file names no columns (line 1): give one whose first line holds the headings"),
    ("csv", CSV + b'"a"b,web,\n', "this is not CSV (row of line 2): mend its quotes, or export it again"),
    ("csv", b"title,project\ra,web\r", "this is not CSV (row of line 1): mend its quotes, or export it again"),
    (
        "csv",
        CSV + b'"' + b"x" * 200_000 + b'",web,\n',
        "a cell is too long (row of line 2): look for a quote that is left open before it",
    ),
    ("csv", b"\0\0\0\0", "the file is not UTF-8 but UTF-16 (line 1, column 1): save it as UTF-8"),
    (
        "jira",
        b"hello\n",
        "the file is neither JSON nor Jira's CSV: it has no column Summary, but hello: "
        "export it from Jira again, or use radar import csv",
    ),
]

RECORDS = [
    ("taskwarrior", b'[{"description":"a","entry":5}]', "entry is a number, not text"),
    ("taskwarrior", b'[{"description":"a","entry":"20261301T000000Z"}]', "entry is not a time: '20261301T000000Z'"),
    ("taskwarrior", b'[{"description":"a","entry":"99999-01-01"}]', "entry is not a time: '99999-01-01'"),
    (
        "taskwarrior",
        b'[{"description":"a","entry":"00010101T000000Z"}]',
        "entry is not in the years 1970 to 2999: '00010101T000000Z'",
    ),
    ("taskwarrior", b'[{"description":"\\u0000"}]', "description contains a NUL character"),
    ("taskwarrior", b'[{"description":"\\ud800"}]', "description is not valid UTF-8"),
    ("taskwarrior", b'[{"description":""}]', "description is empty"),
    ("taskwarrior", b'[{"description":null}]', "description is missing"),
    ("taskwarrior", b'[{"description":true}]', "description is true or false, not text"),
    ("taskwarrior", b'[{"description":"a","priority":1}]', "priority is a number, not text"),
    ("taskwarrior", b'[{"description":"a","tags":{"a":1}}]', "tags is an object, not a list"),
    ("taskwarrior", b'[{"description":"a","tags":[null]}]', "tags holds null, not text"),
    ("taskwarrior", b'[{"description":"a","annotations":[1]}]', "annotations holds a number, not an object"),
    ("taskwarrior", b'[{"description":"a","annotations":"x"}]', "annotations is text, not a list"),
    ("taskwarrior", b'[{"description":"a","annotations":[{"entry":null}]}]', "entry is missing"),
    ("taskwarrior", b'[{"description":"a","status":"\\u001b[2J"}]', "status is not one of Taskwarrior's: '\\x1b[2J'"),
    ("taskwarrior", b"[[]]", "it is a list, not an object"),
    ("jira", b'["text"]', "it is text, not an object"),
    ("jira", b'[{"key":7}]', "key is a number, not text"),
    ("jira", b'[{"key":"E-1","fields":[]}]', "fields is a list, not an object"),
    ("jira", b'[{"key":"E-1","fields":{"status":"Open"}}]', "status is text, not an object"),
    ("jira", ISSUE.replace(b'"a"', b"1e999"), "summary is a number, not text"),
    ("jira", ISSUE.replace(b'"Open"', b"null"), "name is missing"),
    ("jira", ISSUE.replace(b"08:00:00Z", b"25:00:00Z"), "created is not a time: '2026-01-01T25:00:00Z'"),
    ("jira", ISSUE.replace(b'"summary"', b'"duedate":"2026-02-30","summary"'), "duedate is not a time: '2026-02-30'"),
    ("jira", ISSUE[:-1] + b',"changelog":{"histories":[{"items":[{"field":"status"}]}]}}', "created is missing"),
    ("jira", ISSUE.replace(b'"summary"', b'"assignee":"ana","summary"'), "assignee is text, not an object"),
    ("jira", ISSUE.replace(b'"summary"', b'"description":7,"summary"'), "description is a number, not text"),
    ("jira", JIRA_CSV + b",E-1,Open,", "Summary is empty"),
    ("jira", JIRA_CSV + b"a,E-1,Open,someday", "Created is not a date: 'someday'"),
    (
        "jira",
        JIRA_CSV + b"a,E-1,Open,9999-12-31T23:59:59-10:00",
        "Created is not in the years 1970 to 2999: '9999-12-31T23:59:59-10:00'",
    ),
    ("github", GITHUB.replace(b"OPEN", b"ajar"), "state is neither open nor closed: 'AJAR'"),
    ("github", GITHUB.replace(b'"OPEN"', b"[]"), "state is a list, not text"),
    ("github", GITHUB[:-1] + b',"labels":[7]}', "labels holds a number, not an object"),
    ("github", GITHUB[:-1] + b',"labels":"bug"}', "labels is text, not a list"),
    ("github", GITHUB[:-1] + b',"assignees":[[]]}', "assignees holds a list, not an object"),
    ("github", b'{"title":"a"}', "url is missing: add it to gh issue list --json"),
    ("csv", CSV + b"a,web,1969-12-31T23:59Z", "created_at is not in the years 1970 to 2999: '1969-12-31T23:59Z'"),
    ("csv", CSV + b"a\0b,web,", "title contains a NUL character"),
    ("csv", CSV + b"a,web,,,,", "it has 6 cells under 3 headings"),
    ("jsonl", LINE.replace(b"01-31", b"02-31"), "created_at is not a time: '2026-02-31T08:15:00Z'"),
    ("jsonl", LINE.replace(b'"a"', b"{}"), "title is an object, not text"),
]

BROKEN_LINES = [
    (b"nonsense", "this is not JSON (column 1)"),
    (b'{"title": }', "this is not JSON (column 11)"),
    (b'{"title": "a"', "the line is cut off (column 14)"),
    (b'{"title": 1, "title": 2}', "the key 'title' stands twice in one object (column 14)"),
    (b'{"title": ' + b"1" * 5000 + b"}", "a number has 5000 digits (column 11)"),
    (b'{"title": Infinity}', "Infinity is not JSON (column 11)"),
    (b"[" * 100_000, "the brackets are nested too deeply (column 201)"),
    (b"[]", "it is a list, not an object"),
    (b"null", "it is null, not an object"),
    (b'{"title": "a"} {"title": "b"}', "this is not JSON (column 16)"),
]


@pytest.mark.parametrize(("format_name", "content", "message"), WHOLE_FILES)
def test_a_file_that_is_wrong_as_a_whole_gives_one_line(format_name: str, content: bytes, message: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read(format_name, content)
    assert str(refusal.value) == message


@pytest.mark.parametrize(("format_name", "content", "reason"), RECORDS)
def test_a_record_that_is_wrong_says_why(format_name: str, content: bytes, reason: str) -> None:
    line = 2 if content.startswith((CSV, JIRA_CSV)) else 1
    assert read(format_name, content) == [BadRecord(line, reason)]


@pytest.mark.parametrize(("broken", "reason"), BROKEN_LINES)
def test_a_broken_line_leaves_the_others_in_peace(broken: bytes, reason: str) -> None:
    records = read("jsonl", LINE + b"\n\n" + broken + b"\n" + LINE + b"\n")
    assert [record.line for record in records] == [1, 3, 4]
    assert records[1] == BadRecord(3, reason)
    assert isinstance(records[2], ImportedTask)


@pytest.mark.parametrize("broken", [b'{"title": "a', b'{"title": "a"} x', b'{"title": 1, "title": 2}', b"{x}"])
def test_the_first_line_may_be_the_broken_one(broken: bytes) -> None:
    first, second = read("jsonl", broken + b"\n" + LINE + b"\n")
    assert isinstance(first, BadRecord)
    assert isinstance(second, ImportedTask)


def test_what_is_nested_deeply_within_a_text_of_jira_is_a_bad_record_or_a_task() -> None:
    document: object = {"type": "text", "text": "x"}
    for _ in range(300):
        document = {"type": "paragraph", "content": [document]}
    issue = json.loads(ISSUE)
    issue["fields"]["description"] = document
    (record,) = read("jira", json.dumps(issue))
    assert isinstance(record, ImportedTask | BadRecord)


def test_there_are_more_than_fifty_malformed_files() -> None:
    assert len(WHOLE_FILES) + len(RECORDS) + len(BROKEN_LINES) > 50
