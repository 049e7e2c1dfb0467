"""radar export"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from radar_cli.commands import list_arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.options import AllProjectsOption, FilterArgument, ProjectOption
from radar_cli.commands.task.columns import COLUMNS, row
from radar_cli.context import Context
from radar_cli.domain.csv_line import csv_line
from radar_cli.domain.exported import document
from radar_cli.domain.quoted import quoted
from radar_cli.domain.report import Report
from radar_cli.errors import BadInput
from radar_cli.files import replacing
from radar_cli.output_files import reader
from radar_cli.rendering import csv, streaming
from radar_cli.rendering.streaming import FORMATS, Value
from radar_cli.services import exports
from radar_cli.services.exports import Logged

app = typer.Typer(
    help="Write tasks, changes and reports to files.",
    epilog="Example: radar export tasks --output tasks.csv",
)

TASK_COLUMNS = [column.name for column in COLUMNS]
EVENT_COLUMNS = (
    "id",
    "at",
    "actor",
    "task",
    "project",
    "type",
    "changes",
    "from_status",
    "to_status",
    "batch",
    "undoes",
)
REPORT_COLUMNS = (
    "id",
    "type",
    "project",
    "status",
    "created_at",
    "finished_at",
    "attempt",
    "error_code",
    "result",
)
SAID_EVERY = 10_000

FormatOption = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="csv, json or jsonl; else the file's, or csv."),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", parser=reader("--output"), metavar="FILE", help="Write to a file, whole or not at all."),
]
RawCsvOption = Annotated[
    bool, typer.Option("--raw-csv", help="Leave CSV cells as they are, even those a spreadsheet would run.")
]


@dataclass
class _Sink:
    """Where an export goes, a row at a time; it says now and then how many it was."""

    out: BinaryIO
    say: Callable[[str], None]
    count: int = 0

    def write(self, line: bytes) -> None:
        self.out.write(line)
        self.count += 1
        if self.count % SAID_EVERY == 0:
            self.say(f"{self.count:,} rows")


@app.command("tasks", cls=RadarCommand, epilog="Example: radar export tasks 'done>=-30d' --output done.csv")
def tasks(
    context: typer.Context,
    filter_: FilterArgument = None,
    format_: FormatOption = None,
    project: ProjectOption = None,
    all_projects: AllProjectsOption = False,
    output: OutputOption = None,
    raw_csv: RawCsvOption = False,
) -> None:
    """Export tasks, whatever their status."""
    radar = radar_of(context)
    name = _format(format_, output)
    expression = None if filter_ is None else radar.filter(filter_)
    scope = list_arguments.scope(radar, project, all_projects=all_projects, filter_=expression)
    source = radar.database, radar.current_user, scope, expression
    if name != "csv":
        with exports.tasks(*source) as found:
            _write(radar, output, streaming.written(name, TASK_COLUMNS, map(row, found), raw_csv=raw_csv))
        return
    with exports.tasks_as_csv(*source) as copy, _sink(radar, output) as sink:
        sink.out.write(csv_line(TASK_COLUMNS).encode())
        copy(sink.write if raw_csv else lambda line: sink.write(csv.guarded(line)))


@app.command("events", cls=RadarCommand, epilog="Example: radar export events --all-projects --format jsonl")
def events(
    context: typer.Context,
    format_: FormatOption = None,
    project: ProjectOption = None,
    all_projects: AllProjectsOption = False,
    output: OutputOption = None,
    raw_csv: RawCsvOption = False,
) -> None:
    """Export the log: who changed what when, as it was logged."""
    radar = radar_of(context)
    name = _format(format_, output)
    scope = list_arguments.scope(radar, project, all_projects=all_projects)
    with exports.events(radar.database, radar.current_user, scope) as found:
        _write(radar, output, streaming.written(name, EVENT_COLUMNS, map(_event, found), raw_csv=raw_csv))


@app.command("reports", cls=RadarCommand, epilog="Example: radar export reports --output reports.json")
def reports(
    context: typer.Context,
    format_: FormatOption = None,
    project: ProjectOption = None,
    all_projects: AllProjectsOption = False,
    output: OutputOption = None,
    raw_csv: RawCsvOption = False,
) -> None:
    """Export reports with their results, the oldest first."""
    radar = radar_of(context)
    name = _format(format_, output)
    scope = list_arguments.scope(radar, project, all_projects=all_projects)
    with exports.reports(radar.database, radar.current_user, scope) as found:
        _write(radar, output, streaming.written(name, REPORT_COLUMNS, map(_report, found), raw_csv=raw_csv))


@app.command("all", cls=RadarCommand, epilog="Example: radar export all | radar --profile team import jsonl -")
def all_(context: typer.Context, output: OutputOption = None) -> None:
    """Export all your tasks with their history, for radar import jsonl; docs/interchange.md has the format."""
    radar = radar_of(context)
    with exports.everything(radar.database, radar.current_user) as found:
        _write(radar, output, streaming.lines(map(document, found)))


def _write(radar: Context, output: Path | None, pieces: Iterable[str]) -> None:
    with _sink(radar, output) as sink:
        for piece in pieces:
            sink.write(piece.encode("utf-8", errors="backslashreplace"))


@contextmanager
def _sink(radar: Context, output: Path | None) -> Iterator[_Sink]:
    with _opened(output) as out, _progress(radar, output) as say:
        yield _Sink(out, say)


def _opened(output: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if output is None else replacing(output)


def _progress(radar: Context, output: Path | None) -> AbstractContextManager[Callable[[str], None]]:
    if output is None and sys.stdout.isatty():
        return nullcontext(lambda _words: None)  # the rows themselves go over the screen
    return radar.spinner()


def _format(given: str | None, output: Path | None) -> str:
    """The format that is asked for, or that of the file's name."""
    if given is not None and given not in FORMATS:
        raise BadInput(f"there is no format {quoted(given)} of exports", f"use {', '.join(FORMATS)}")
    by_name = "" if output is None else output.suffix.lower().removeprefix(".")
    return given or (by_name if by_name in FORMATS else "csv")


def _event(logged: Logged) -> Sequence[Value]:
    event = logged.event
    changes: Mapping[str, Any] = {
        field: {"before": before, "after": after} for field, (before, after) in event.changes.items()
    }
    return (
        event.id,
        event.created_at,
        event.actor,
        event.task_id,
        logged.project,
        event.type.value,
        changes,
        event.from_status,
        event.to_status,
        event.batch_id,
        event.undoes,
    )


def _report(report: Report) -> Sequence[Value]:
    return (
        str(report.id),
        report.type,
        report.project,
        report.status.value,
        report.created_at,
        report.finished_at,
        report.attempt,
        report.error_code,
        report.result,
    )
