"""Issues as Jira's REST interface gives them, versions 2 and 3."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from radar_cli.domain.imported import BadRecord, ImportedComment, ImportedTask, Notes, Person, Record, StatusChange
from radar_cli.domain.task import TaskStatus
from radar_cli.importers import people, priorities
from radar_cli.importers.fields import Fields, Malformed, fields, leave_out, listed, required_text, text, texts
from radar_cli.importers.history import settled
from radar_cli.importers.jira_flow import Ending, category, flow
from radar_cli.importers.jira_text import rich_text
from radar_cli.importers.json_objects import json_objects
from radar_cli.importers.options import Options
from radar_cli.importers.records import converted
from radar_cli.importers.statuses import Statuses
from radar_cli.importers.times import creation, instant, required_instant

PAGE = "issues"
BLOCKS = "Blocks"
PLACED = frozenset({"key", "fields", "changelog"})
PLACED_FIELDS = frozenset(
    {
        "assignee",
        "comment",
        "created",
        "creator",
        "description",
        "duedate",
        "issuelinks",
        "labels",
        "priority",
        "project",
        "reporter",
        "resolution",
        "resolutiondate",
        "status",
        "summary",
    }
)


@dataclass(frozen=True, slots=True)
class _Import:
    """What goes with every issue of a file."""

    options: Options
    notes: Notes
    statuses: Statuses


def tasks(first: str, lines: Iterator[str], options: Options, notes: Notes) -> Iterator[Record]:
    """The tasks of issues: lines, an array, or a page of a search. All are read before the first is given out.

    Raises:
        BadInput: the file as a whole is not JSON.
    """
    found = list(json_objects(first, lines, PAGE))
    statuses = Statuses(options.statuses, notes)
    for item in found:
        if not isinstance(item, BadRecord):
            _learn(item[1], statuses)
    yield from converted(found, partial(_task, run=_Import(options, notes, statuses)))


def _learn(issue: Fields, statuses: Statuses) -> None:
    """What an issue says of its own status holds for the same name in histories, which say no category."""
    try:
        status = fields(fields(issue, "fields") or {}, "status") or {}
        statuses.learn(required_text(status, "name"), _category(status))
    except Malformed:
        return


def _task(line: int, issue: Fields, run: _Import) -> ImportedTask:
    key = required_text(issue, "key")
    said = fields(issue, "fields")
    if said is None:
        raise Malformed("fields is missing")
    zone = run.options.zone
    changelog = _changelog(issue, run)
    ending = _ending(said, run)
    times = [ending.resolved_at, *(at for at, _, _ in changelog)]
    created_at = creation(instant(said, "created", zone), times, run.options.now, run.notes)
    created_by = _person(said, "reporter") or _person(said, "creator")
    changes = _changes(changelog, created_at, run.statuses)
    steps = flow(changes, ending, run.statuses, run.notes, keep_resolution=run.options.keep_resolution)
    task = ImportedTask(
        line=line,
        project=run.options.project or _project(said, key),
        external_ref=key,
        title=required_text(said, "summary"),
        created_at=created_at,
        description=rich_text(said, "description"),
        priority=priorities.meaning(_name(said, "priority"), run.notes),
        assignee=_person(said, "assignee"),
        created_by=created_by,
        tags=texts(said, "labels"),
        due_at=instant(said, "duedate", zone or run.options.home),
        history=settled(steps, created_at, run.notes),
        comments=_comments(said, run),
        depends_on=_blockers(said, run.notes),
    )
    leave_out(issue, PLACED, run.notes)
    leave_out(said, PLACED_FIELDS, run.notes)
    return task


def _project(said: Fields, key: str) -> str:
    project = fields(said, "project") or {}
    return text(project, "name") or text(project, "key") or key.rpartition("-")[0] or key


def _name(said: Fields, field: str) -> str | None:
    return text(fields(said, field) or {}, "name")


def _person(record: Fields, field: str) -> Person | None:
    who = fields(record, field)
    if who is None:
        return None
    handle = text(who, "accountId") or text(who, "name") or text(who, "key") or text(who, "displayName")
    return people.person(text(who, "emailAddress"), handle, text(who, "displayName"), "jira")


def _category(status: Fields) -> TaskStatus | None:
    said = fields(status, "statusCategory") or {}
    return category(text(said, "key")) or category(text(said, "name"))


def _ending(said: Fields, run: _Import) -> Ending:
    status = fields(said, "status")
    if status is None:
        raise Malformed("status is missing")
    resolution = _name(said, "resolution")
    return Ending(
        status=required_text(status, "name"),
        category=_category(status),
        resolution=resolution,
        resolved_at=instant(said, "resolutiondate", run.options.zone),
        unresolved="resolution" in said and not resolution,
    )


Moves = list[tuple[datetime, Person | None, Mapping[str, Any]]]


def _changelog(issue: Fields, run: _Import) -> Moves:
    """When, who and which, for each change of status in the order of time."""
    changelog = fields(issue, "changelog") or {}
    histories = listed(changelog, "histories")
    _warn_of_missing(changelog, len(histories), "the history", run.notes)
    moves: Moves = []
    for history in histories:
        items = [item for item in listed(history, "items") if item.get("field") == "status"]
        if items:
            at, by = required_instant(history, "created", run.options.zone), _person(history, "author")
            moves.extend((at, by, item) for item in items)
    if moves and moves[0][0] > moves[-1][0]:
        moves.reverse()
    return sorted(moves, key=lambda move: move[0])


def _changes(moves: Moves, created_at: datetime, statuses: Statuses) -> list[StatusChange]:
    """The statuses entered. An issue may have been created in another one than the first of its workflow."""
    changes = [StatusChange(at, statuses.meaning(required_text(item, "toString")), by) for at, by, item in moves]
    before = text(moves[0][2], "fromString") if moves else None
    first = statuses.known(before) if before else None
    if first in (None, TaskStatus.TODO):
        return changes
    return [StatusChange(created_at, first), *changes]


def _comments(said: Fields, run: _Import) -> tuple[ImportedComment, ...]:
    page = fields(said, "comment") or {}
    comments = listed(page, "comments")
    _warn_of_missing(page, len(comments), "the comments", run.notes)
    return tuple(
        ImportedComment(
            required_instant(comment, "created", run.options.zone or UTC),
            rich_text(comment, "body"),
            _person(comment, "author"),
        )
        for comment in comments
    )


def _warn_of_missing(page: Fields, there: int, what: str, notes: Notes) -> None:
    total = page.get("total")
    if isinstance(total, int) and total > there:
        notes.warn(f"the file holds only a part of {what}")


def _blockers(said: Fields, notes: Notes) -> tuple[str, ...]:
    """The keys of issues that block this one; those that it blocks say so themselves."""
    keys = []
    for link in listed(said, "issuelinks"):
        if _name(link, "type") != BLOCKS:
            notes.leave_out("issuelinks of other types than Blocks")
        elif (blocker := fields(link, "inwardIssue")) is not None:
            keys.append(required_text(blocker, "key"))
    return tuple(dict.fromkeys(keys))
