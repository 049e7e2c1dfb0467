"""radar import"""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, BinaryIO

import typer

from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.context import Context
from radar_cli.domain import zones
from radar_cli.domain.imported import Notes
from radar_cli.errors import BadInput, OperationFailed
from radar_cli.importers import formats, mapping
from radar_cli.importers.options import Options
from radar_cli.services import imports

app = typer.Typer(
    help="Bring tasks with their history from other tools.",
    epilog="Example: radar import jira issues.jsonl --dry-run",
)

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="The file; - reads stdin.")]
ProjectOption = Annotated[
    str | None, typer.Option("--project", "-p", metavar="NAME", help="Everything into this project.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Do it all, say what came of it, and keep nothing.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Keep nothing if a record is bad.")]
StatusesOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="NAME=STATUS", help="What a status means: todo, in_progress, done, cancelled."),
]
ZoneOption = Annotated[
    str | None, typer.Option("--tz", metavar="ZONE", help="The zone of times without one, like Europe/Berlin.")
]
DateFormatOption = Annotated[
    str | None, typer.Option(metavar="FORMAT", help="How dates are written, like %d/%m/%Y, where that is not clear.")
]


@app.command("taskwarrior", cls=RadarCommand, epilog="Example: task export | radar import taskwarrior -")
def taskwarrior(
    context: typer.Context,
    file: FileArgument,
    project: ProjectOption = None,
    strict: StrictOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import what task export writes."""
    _run(radar_of(context), "taskwarrior", file, lambda options: options, project, strict=strict, dry_run=dry_run)


@app.command("jira", cls=RadarCommand, epilog='Example: radar import jira issues.jsonl --map "In QE Test=in_progress"')
def jira(
    context: typer.Context,
    file: FileArgument,
    project: ProjectOption = None,
    map_: StatusesOption = None,
    keep_resolution: Annotated[
        bool, typer.Option("--keep-resolution", help="Let what was resolved as Won't Do and the like be done.")
    ] = False,
    tz: ZoneOption = None,
    date_format: DateFormatOption = None,
    strict: StrictOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import Jira issues: JSON of its REST interface, with the changelog where it is there, or CSV."""

    def chosen(options: Options) -> Options:
        return replace(
            options,
            statuses=mapping.statuses(map_ or ()),
            keep_resolution=keep_resolution,
            zone=_zone(tz),
            home=radar_of(context).zone,
            date_format=date_format,
        )

    _run(radar_of(context), "jira", file, chosen, project, strict=strict, dry_run=dry_run)


@app.command("github", cls=RadarCommand, epilog="Example: radar import github issues.json --project web")
def github(
    context: typer.Context,
    file: FileArgument,
    project: ProjectOption = None,
    strict: StrictOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import GitHub issues: of gh issue list --json, or of the REST interface."""
    _run(radar_of(context), "github", file, lambda options: options, project, strict=strict, dry_run=dry_run)


@app.command("csv", cls=RadarCommand, epilog="Example: radar import csv tasks.csv --project web --map title=Summary")
def csv(
    context: typer.Context,
    file: FileArgument,
    project: ProjectOption = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=HEADING", help="The column of a field, or STATUS=todo and so on."),
    ] = None,
    tz: ZoneOption = None,
    date_format: DateFormatOption = None,
    strict: StrictOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import any CSV file with a line of headings."""

    def chosen(options: Options) -> Options:
        columns, statuses = mapping.columns_and_statuses(map_ or ())
        return replace(
            options,
            columns=columns,
            statuses=statuses,
            zone=_zone(tz),
            home=radar_of(context).zone,
            date_format=date_format,
        )

    _run(radar_of(context), "csv", file, chosen, project, strict=strict, dry_run=dry_run)


@app.command("jsonl", cls=RadarCommand, epilog="Example: radar import jsonl everything.jsonl")
def jsonl(
    context: typer.Context,
    file: FileArgument,
    project: ProjectOption = None,
    strict: StrictOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Import radar's own interchange format; docs/interchange.md describes it."""
    _run(radar_of(context), "jsonl", file, lambda options: options, project, strict=strict, dry_run=dry_run)


def _run(
    radar: Context,
    source: str,
    file: str,
    chosen: Callable[[Options], Options],
    project: str | None,
    *,
    strict: bool,
    dry_run: bool,
) -> None:
    db, actor, notes = radar.database, radar.current_user, Notes()
    options = chosen(Options(now=radar.clock(), project=project))
    with _opened(file) as opened, radar.spinner() as say:
        records = formats.reader(source)(opened, options, notes)
        summary = imports.take_in(
            db,
            radar.clock,
            actor,
            source,
            records,
            notes,
            strict=strict,
            dry_run=dry_run,
            progress=lambda count: say(f"{count:,} records"),
        )
    _report(radar, summary, notes, dry_run=dry_run)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        # Whole before the transaction begins: a slow pipe must not keep others from writing.
        with TemporaryFile() as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.seek(0)
            yield copy
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", "check its name and permissions") from None
    with opened:
        if stat.S_ISCHR(os.fstat(opened.fileno()).st_mode):
            raise BadInput(f"{file} is a device, whose lines may never end", "give a file, or - for stdin")
        yield opened


def _zone(name: str | None) -> tzinfo | None:
    return None if name is None else zones.zone(name)


def _report(radar: Context, summary: imports.Summary, notes: Notes, *, dry_run: bool) -> None:
    for bad in summary.bad:
        radar.warn(f"line {bad.line} is left out: {bad.reason}")
    for sentence, count in notes.warnings.items():
        radar.say(sentence if count == 1 else f"{sentence} ({count} times)")
    for name, meaning in notes.unknown.items():
        radar.say(f"unknown {name}: taken as {meaning}")
    if notes.left_out:
        left_out = ", ".join(f"{what} ({count})" for what, count in sorted(notes.left_out.items()))
        radar.say(f"no place in radar for: {left_out}")
    for what, names in (("new projects", summary.projects), ("new inactive users", summary.people)):
        if names:
            radar.say(f"{what}: {_some(names)}")
    bad_count = f", bad {len(summary.bad)}" if summary.bad else ""
    kept = "; nothing was kept (--dry-run)" if dry_run else ""
    radar.say(f"added {summary.added}, changed {summary.changed}, unchanged {summary.unchanged}{bad_count}{kept}")
    if summary.bad and not summary.added + summary.changed + summary.unchanged:
        raise OperationFailed("none of the records is a task", "check that the file is of the format that you named")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"
