"""Issues of GitHub: what `gh issue list --json` writes, or the REST interface."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, Record, StatusChange
from radar_cli.domain.quoted import quoted, shown
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.importers import people, priorities
from radar_cli.importers.fields import (
    Fields,
    Malformed,
    distinct,
    fields,
    kind,
    leave_out,
    listed,
    required_text,
    storable,
    text,
)
from radar_cli.importers.history import settled
from radar_cli.importers.json_objects import json_objects
from radar_cli.importers.options import Options
from radar_cli.importers.records import converted
from radar_cli.importers.text_lines import text_lines
from radar_cli.importers.times import creation, instant, required_instant

NOT_DONE = frozenset({"NOT_PLANNED", "DUPLICATE"})
PAGE = "items"
REPOSITORY = re.compile(r"[^:]+://[^/]+/[^/]+/([^/]+)/")
PRIORITY_LABEL = re.compile(r"(p[0-3])|priority\s*[:/=-]\s*(.+)", re.IGNORECASE)
PLACED = frozenset(
    {
        "assignee",
        "assignees",
        "author",
        "body",
        "closedAt",
        "closed_at",
        "comments",
        "createdAt",
        "created_at",
        "html_url",
        "labels",
        "state",
        "stateReason",
        "state_reason",
        "title",
        "url",
        "user",
    }
)


def read(source: BinaryIO, options: Options, notes: Notes) -> Iterator[Record]:
    """The issues of a file: an array, lines, or a page of a search. Pull requests are skipped.

    Raises:
        BadInput: the file as a whole is not JSON.
    """
    found = json_objects(*text_lines(source), PAGE)
    return converted(found, partial(_task, options=options, notes=notes))


def _task(line: int, issue: Fields, options: Options, notes: Notes) -> ImportedTask | None:
    url = _url(issue)
    if issue.get("pull_request") is not None or "/pull/" in url:
        notes.leave_out("pull requests")
        return None
    closed_at = _time(issue, "closedAt", "closed_at", options)
    created_at = creation(_time(issue, "createdAt", "created_at", options), (closed_at,), options.now, notes)
    status = _status(issue)
    labels = _labels(issue)
    task = ImportedTask(
        line=line,
        project=options.project or _repository(url),
        external_ref=url,
        title=required_text(issue, "title"),
        created_at=created_at,
        description=text(issue, "body") or "",
        priority=_priority(labels, notes),
        assignee=_assignee(issue, notes),
        created_by=_person(fields(issue, "author") or fields(issue, "user")),
        tags=distinct([label for label in labels if not _is_priority(label)]),
        history=settled([StatusChange(closed_at, status)], created_at, notes),
        comments=_comments(issue, options, notes),
    )
    leave_out(issue, PLACED, notes)
    return task


def _url(issue: Fields) -> str:
    """The address for people: REST calls it html_url, and its url is one for programs."""
    if issue.get("html_url") is None and issue.get("url") is None:
        raise Malformed("url is missing: add it to gh issue list --json")
    return required_text(issue, "url" if issue.get("html_url") is None else "html_url")


def _repository(url: str) -> str:
    match = REPOSITORY.match(url)
    if match is None:
        raise Malformed(f"url names no repository: {quoted(url)}")
    return match[1]


def _time(issue: Fields, of_gh: str, of_rest: str, options: Options) -> datetime | None:
    return instant(issue, of_gh if of_gh in issue else of_rest, options.zone)


def _status(issue: Fields) -> TaskStatus:
    state = required_text(issue, "state").upper()
    if state == "OPEN":
        return TaskStatus.TODO
    if state != "CLOSED":
        raise Malformed(f"state is neither open nor closed: {quoted(state)}")
    reason = text(issue, "stateReason") or text(issue, "state_reason") or ""
    return TaskStatus.CANCELLED if reason.upper() in NOT_DONE else TaskStatus.DONE


def _labels(issue: Fields) -> list[str]:
    labels = issue.get("labels")
    if labels is None:
        return []
    if not isinstance(labels, list):
        raise Malformed(f"labels is {kind(labels)}, not a list")
    return [storable(label, "labels") if isinstance(label, str) else _label(label) for label in labels]


def _label(label: object) -> str:
    if not isinstance(label, dict):
        raise Malformed(f"labels holds {kind(label)}, not an object")
    return required_text(label, "name")


def _is_priority(label: str) -> bool:
    name = _labelled_priority(label)
    return name is not None and priorities.known(name) is not None


def _labelled_priority(label: str) -> str | None:
    match = PRIORITY_LABEL.fullmatch(label.strip())
    return match[1] or match[2] if match else None


def _priority(labels: list[str], notes: Notes) -> Priority | None:
    """The highest that labels say, None where none says one; a label of a priority that is not known stays a tag."""
    found: list[Priority] = []
    for name in filter(None, map(_labelled_priority, labels)):
        priority = priorities.known(name)
        if priority is None:
            notes.unknown[f"priority {shown(name)}"] = f"{Priority.MEDIUM.label}, and kept as a tag"
        else:
            found.append(priority)
    return max(found, default=None)


def _person(who: Fields | None) -> Person | None:
    login = text(who, "login") if who else None
    return people.made_up(login, text(who or {}, "name"), "github") if login else None


def _assignee(issue: Fields, notes: Notes) -> Person | None:
    several = listed(issue, "assignees")
    for _ in several[1:]:
        notes.leave_out("further assignees")
    return _person(several[0] if several else fields(issue, "assignee"))


def _comments(issue: Fields, options: Options, notes: Notes) -> tuple[ImportedComment, ...]:
    """The comments; REST says only how many there are."""
    if isinstance(issue.get("comments"), int):
        if issue["comments"]:
            notes.leave_out("comments, of which the file has the number alone")
        return ()
    return tuple(_comment(comment, options) for comment in listed(issue, "comments"))


def _comment(comment: Fields, options: Options) -> ImportedComment:
    at = required_instant(comment, "createdAt", options.zone)
    return ImportedComment(at, text(comment, "body") or "", _person(fields(comment, "author")))
