"""Jira's own CSV export, in English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, Record
from radar_cli.domain.quoted import shown
from radar_cli.errors import BadInput
from radar_cli.importers import people, priorities
from radar_cli.importers.csv_rows import Row, cell, csv_table
from radar_cli.importers.fields import Malformed, distinct
from radar_cli.importers.history import settled
from radar_cli.importers.jira_flow import Ending, category, flow
from radar_cli.importers.options import Options
from radar_cli.importers.records import converted
from radar_cli.importers.statuses import Statuses
from radar_cli.importers.times import creation
from radar_cli.importers.written_dates import WrittenDates

BLOCKERS = "Inward issue link (Blocks)"
NEEDED = ("Summary", "Issue key", "Status")
PLACED = frozenset(
    {
        *NEEDED,
        BLOCKERS,
        "Assignee",
        "Assignee Id",
        "Comment",
        "Comments",
        "Created",
        "Creator",
        "Creator Id",
        "Description",
        "Due Date",
        "Due date",
        "Labels",
        "Outward issue link (Blocks)",
        "Priority",
        "Project key",
        "Project name",
        "Reporter",
        "Reporter Id",
        "Resolution",
        "Resolved",
        "Status Category",
    }
)
COMMENT = re.compile(r"([^;\n]*);([^;\n]*);(.*)", re.DOTALL)
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class _Import:
    """What goes with every row of a file."""

    options: Options
    notes: Notes
    statuses: Statuses
    dates: WrittenDates
    has_resolutions: bool


def tasks(first: str, lines: Iterator[str], options: Options, notes: Notes) -> Iterator[Record]:
    """The tasks of an export, one a row, read as they are asked for.

    Raises:
        BadInput: it is no such export, or its dates need --tz or --date-format.
    """
    table = csv_table(first, lines, notes)
    missing = [heading for heading in NEEDED if heading not in table.headings]
    if missing:
        there = ", ".join(shown(heading) for heading in table.headings[:10])
        raise BadInput(
            f"the file is neither JSON nor Jira's CSV: it has no column {missing[0]}, but {there or 'none'}",
            "export it from Jira again, or use radar import csv",
        )
    statuses = Statuses(options.statuses, notes)
    run = _Import(options, notes, statuses, WrittenDates(options), "Resolution" in table.headings)
    yield from converted(table.rows, partial(_task, run=run))


def _task(line: int, row: Row, run: _Import) -> ImportedTask:
    key, title = _required(row, "Issue key"), _required(row, "Summary")
    ending = _ending(line, row, run)
    written = run.dates.instant(cell(row, "Created"), "Created", line)
    created_at = creation(written, (ending.resolved_at,), run.options.now, run.notes)
    steps = flow((), ending, run.statuses, run.notes, keep_resolution=run.options.keep_resolution)
    for heading in row:
        if heading not in PLACED:
            run.notes.leave_out(shown(heading))
    return ImportedTask(
        line=line,
        project=run.options.project or _project(row, key),
        external_ref=key,
        title=title,
        created_at=created_at,
        description="".join(row.get("Description", ())[:1]),
        priority=priorities.meaning(cell(row, "Priority"), run.notes),
        assignee=_person(row, "Assignee"),
        created_by=_person(row, "Reporter") or _person(row, "Creator"),
        tags=distinct([label for labels in row.get("Labels", ()) for label in labels.split()]),
        due_at=run.dates.day(cell(row, "Due date") or cell(row, "Due Date"), "Due date", line),
        history=settled(steps, created_at, run.notes),
        comments=_comments(line, row, run),
        depends_on=distinct(list(row.get(BLOCKERS, ()))),
    )


def _required(row: Row, heading: str) -> str:
    value = cell(row, heading)
    if value is None:
        raise Malformed(f"{heading} is empty")
    return value


def _project(row: Row, key: str) -> str:
    return cell(row, "Project name") or cell(row, "Project key") or key.rpartition("-")[0] or key


def _person(row: Row, heading: str) -> Person | None:
    name = cell(row, heading)
    return people.person(name, cell(row, f"{heading} Id") or name, name, "jira")


def _ending(line: int, row: Row, run: _Import) -> Ending:
    resolution = cell(row, "Resolution")
    if resolution is not None and resolution.casefold() == UNRESOLVED:
        resolution = None
    return Ending(
        status=_required(row, "Status"),
        category=category(cell(row, "Status Category")),
        resolution=resolution,
        resolved_at=run.dates.instant(cell(row, "Resolved"), "Resolved", line),
        unresolved=run.has_resolutions and resolution is None,
    )


def _comments(line: int, row: Row, run: _Import) -> tuple[ImportedComment, ...]:
    cells = [*row.get("Comment", ()), *row.get("Comments", ())]
    return tuple(_comment(line, said, run) for said in cells)


def _comment(line: int, said: str, run: _Import) -> ImportedComment:
    """A comment is `date;author;body`; one that is not is kept whole."""
    match = COMMENT.fullmatch(said)
    try:
        at = run.dates.instant(match[1].strip(), "Comment", line) if match else None
    except Malformed:
        at = None
    if match is None or at is None:
        run.notes.warn("a comment without a date: dated with its task")
        return ImportedComment(None, said)
    author = match[2].strip()
    return ImportedComment(at, match[3], people.person(author, author, author, "jira"))
