"""Any CSV file with a line of headings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from radar_cli.domain.imported import ImportedTask, Notes, Person, Record, StatusChange
from radar_cli.domain.quoted import quoted, shown
from radar_cli.domain.task import TaskStatus
from radar_cli.errors import BadInput
from radar_cli.importers import people, priorities
from radar_cli.importers.csv_rows import Row, cell, csv_table
from radar_cli.importers.fields import Malformed, distinct
from radar_cli.importers.history import FINISHED, settled
from radar_cli.importers.mapping import FIELDS
from radar_cli.importers.options import Options
from radar_cli.importers.records import converted
from radar_cli.importers.statuses import Statuses
from radar_cli.importers.text_lines import text_lines
from radar_cli.importers.times import creation
from radar_cli.importers.written_dates import WrittenDates


@dataclass(frozen=True, slots=True)
class _Import:
    """What goes with every row of a file; `columns` are the headings that hold radar's fields."""

    options: Options
    notes: Notes
    statuses: Statuses
    dates: WrittenDates
    columns: Mapping[str, str]


def read(source: BinaryIO, options: Options, notes: Notes) -> Iterator[Record]:
    """The tasks of a table, one a row, read as they are asked for.

    A heading that is a field's own name, in any case, needs no mapping.

    Raises:
        BadInput: the file is no CSV, a mapped heading or the title's or the project's column is not there, or dates
            need --tz or --date-format.
    """
    table = csv_table(*text_lines(source), notes)
    columns = _columns(options, table.headings)
    run = _Import(options, notes, Statuses(options.statuses, notes), WrittenDates(options), columns)
    return converted(table.rows, partial(_task, run=run))


def _columns(options: Options, headings: tuple[str, ...]) -> dict[str, str]:
    columns = {heading.casefold(): heading for heading in reversed(headings) if heading.casefold() in FIELDS}
    for field, heading in options.columns.items():
        if field not in FIELDS:
            raise BadInput(f"radar has no field {quoted(field)} to map to", f"choose from {', '.join(FIELDS)}")
        if heading not in headings:
            raise BadInput(f"there is no column {quoted(heading)}", f"the file has {_listed(headings)}")
        columns[field] = heading
    if "title" not in columns:
        raise BadInput(f"no column is the title, but there are {_listed(headings)}", "name it with --map title=HEADING")
    if "project" not in columns and not options.project:
        raise BadInput("no column is the project", "name it with --map project=HEADING, or give --project NAME")
    return columns


def _listed(headings: tuple[str, ...]) -> str:
    return ", ".join(shown(heading) for heading in headings)


def _task(line: int, row: Row, run: _Import) -> ImportedTask:
    def said(field: str) -> str | None:
        return cell(row, run.columns.get(field))

    def time(field: str) -> datetime | None:
        return run.dates.instant(said(field), field, line)

    started_at, done_at, cancelled_at = time("started_at"), time("done_at"), time("cancelled_at")
    created_at = creation(time("created_at"), (started_at, done_at, cancelled_at), run.options.now, run.notes)
    changes = _changes(said("status"), started_at, done_at, cancelled_at, run)
    history = settled(changes, created_at, run.notes)
    task = ImportedTask(
        line=line,
        project=run.options.project or _required(said("project"), "project"),
        external_ref=said("external_ref"),
        title=_required(said("title"), "title"),
        created_at=created_at,
        description="".join(row.get(run.columns.get("description", ""), ())[:1]),
        priority=priorities.meaning(said("priority"), run.notes),
        assignee=_person(said("assignee")),
        tags=_tags(row, run),
        due_at=run.dates.day(said("due_at"), "due_at", line),
        history=history,
        says_status=bool(history) or said("status") is not None,
    )
    used = run.columns.values()
    for heading in row:
        if heading not in used:
            run.notes.leave_out(shown(heading))
    return task


def _required(value: str | None, field: str) -> str:
    if value is None:
        raise Malformed(f"{field} is empty")
    return value


def _changes(
    name: str | None,
    started_at: datetime | None,
    done_at: datetime | None,
    cancelled_at: datetime | None,
    run: _Import,
) -> Iterator[StatusChange]:
    """The statuses entered, as far as a row says: where there is no status its times say it."""
    if name is not None:
        status = run.statuses.meaning(name)
    elif done_at is not None or cancelled_at is not None:
        status = TaskStatus.CANCELLED if done_at is None else TaskStatus.DONE
    else:
        status = TaskStatus.IN_PROGRESS if started_at else TaskStatus.TODO
    if status is TaskStatus.TODO and started_at is not None:
        run.notes.warn("todo, yet started: the time of the start was left out")
    if status not in FINISHED and (done_at is not None or cancelled_at is not None):
        run.notes.warn("open, yet done: the time of its end was left out")
    if status is TaskStatus.IN_PROGRESS or (status in FINISHED and started_at is not None):
        yield StatusChange(started_at, TaskStatus.IN_PROGRESS)
    if status in FINISHED:
        was_given_up = status is TaskStatus.CANCELLED and cancelled_at is not None
        yield StatusChange(cancelled_at if was_given_up else done_at, status)


def _person(written: str | None) -> Person | None:
    return people.person(written, written, written if written and "@" not in written else None, "csv")


def _tags(row: Row, run: _Import) -> tuple[str, ...]:
    cells = row.get(run.columns.get("tags", ""), ())
    return distinct([tag for tags in cells for tag in re.split("[,;]", tags)])
