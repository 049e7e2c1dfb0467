"""Showing a table in the format that was asked for."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import TextIO

from radar_cli.domain.quoted import quoted
from radar_cli.domain.section import Section
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.files import replace_file
from radar_cli.rendering.options import OutputOptions

FORMATS = {
    "table": "radar_cli.rendering.table",
    "plain": "radar_cli.rendering.plain",
    "csv": "radar_cli.rendering.csv",
    "json": "radar_cli.rendering.json",
    "jsonl": "radar_cli.rendering.jsonl",
    "markdown": "radar_cli.rendering.markdown",
}
FOR_PROGRAMS = ("plain", "csv", "json", "jsonl")
WITH_ALL_COLUMNS = ("csv", "json", "jsonl")

Writer = Callable[[Table, TextIO, OutputOptions], None]


def display(table: Table, options: OutputOptions, zone: Callable[[], tzinfo], sections: Sequence[Section] = ()) -> None:
    """Write a table to stdout, or whole to a file; on a terminal its charts follow, where all of it is shown.

    `sections` are what it tells with its charts, for a terminal and for the files that pictures are asked for in.

    `zone` gives the zone of shown times; it is called only for formats that are for people.

    Raises:
        BadInput: there is no such format, field or column.
        OperationFailed: the file cannot be written.
    """
    name = _format_name(options)
    writer = _writer(name)
    chosen = _chosen(table, options, name)
    if name not in FOR_PROGRAMS:
        options = replace(options, zone=zone())
    if options.chart_file is not None or options.page_file is not None:
        import_module("radar_cli.rendering.report_files").write(table.title, sections, options, zone())
    if options.file is None and name == "table" and sys.stdout.isatty():
        _show_on_terminal(lambda out: _write_with_charts(writer, chosen, out, options, sections), options)
        return
    if options.file is None:
        writer(chosen, sys.stdout, options)
        sys.stdout.flush()
        return
    content = io.StringIO()
    writer(chosen, content, options)
    replace_file(options.file, content.getvalue())


def write_files(table: Table, options: OutputOptions, zone: Callable[[], tzinfo], sections: Sequence[Section]) -> None:
    """`display`, where nothing goes to stdout: a table only if there is a file for it.

    Raises:
        BadInput, OperationFailed: see `display`.
    """
    if options.file is not None:
        display(table, options, zone, sections)
        return
    import_module("radar_cli.rendering.report_files").write(table.title, sections, options, zone())


def _show_on_terminal(write: Callable[[TextIO], None], options: OutputOptions) -> None:
    if options.pager:
        import_module("radar_cli.rendering.pager").show(write)
        return
    write(sys.stdout)
    sys.stdout.flush()


def _write_with_charts(
    writer: Writer, table: Table, out: TextIO, options: OutputOptions, sections: Sequence[Section]
) -> None:
    writer(table, out, options)
    if options.columns is not None:
        return
    for chart in (chart for section in sections for chart in section.charts):
        import_module("radar_cli.rendering.terminal_chart").write(chart, out, options)


def watch(fetch: Callable[[], Table], options: OutputOptions, zone: Callable[[], tzinfo], seconds: float) -> None:
    """Show a table on the terminal, anew every so many seconds, until Ctrl-C.

    Raises:
        BadInput: there is no terminal to draw on, or the options are for something else than a table.
    """
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        raise BadInput("--watch draws on a terminal, and there is none", "leave it out")
    if options.file is not None or _format_name(options) != "table":
        raise BadInput("--watch shows a table", "leave --output, --format and --json out")
    watching = import_module("radar_cli.rendering.watch").watch
    watching(lambda: _chosen(fetch(), options, "table"), replace(options, zone=zone()), seconds)


def check(options: OutputOptions) -> None:
    """Refuse flags that cannot work, before anything is computed or written.

    Raises:
        BadInput: there is no such format, or flags exclude each other.
    """
    if options.json_fields is not None and options.columns is not None:
        raise BadInput("--json and --columns are both given", "choose one of them")
    if options.json_fields is not None and options.format not in (None, "json", "jsonl"):
        raise BadInput(f"--json goes with --format json or jsonl, not {options.format}", "leave one of them out")
    _require_ending(options.chart_file, "--chart", (".svg",))
    _require_ending(options.page_file, "--html", (".html", ".htm"))
    files = [os.path.realpath(one) for one in (options.file, options.chart_file, options.page_file) if one is not None]
    if len(set(files)) < len(files):
        raise BadInput("two outputs are to be written to one file", "give each a name of its own")
    _writer(_format_name(options))


def _require_ending(file: Path | None, flag: str, endings: Sequence[str]) -> None:
    if file is not None and file.suffix.lower() not in endings:
        kind = endings[0].removeprefix(".").upper()
        raise BadInput(f"{flag} writes {kind}, not {quoted(file.name)}", f"let its name end in {endings[0]}")


def require_known(options: OutputOptions, columns: Sequence[Column], fields: Sequence[str]) -> None:
    """Refuse fields that a table will not have, before it is computed.

    Raises:
        BadInput: --columns or --json asks for one.
    """
    if options.json_fields is not None:
        _require_known(options.json_fields, fields)
    if options.columns is not None:
        as_json = _format_name(options) in ("json", "jsonl")
        _require_known(options.columns, fields if as_json else [column.name for column in columns])


def _format_name(options: OutputOptions) -> str:
    if options.format is not None:
        return options.format
    if options.json_fields is not None:
        return "json"
    return "table" if options.file is None and sys.stdout.isatty() else "plain"


def format_names() -> Sequence[str]:
    """Every format: radar's own, then the others."""
    tabulated = import_module("radar_cli.rendering.tabulated")
    return (*FORMATS, *(other for other in tabulated.NAMES if other not in FORMATS))


def _writer(name: str) -> Writer:
    if name in FORMATS:
        writer: Writer = import_module(FORMATS[name]).write
        return writer
    tabulated = import_module("radar_cli.rendering.tabulated")
    if name not in tabulated.NAMES:
        raise BadInput(f"there is no format {quoted(name)}", f"use one of {', '.join(format_names())}")
    return lambda table, out, options: tabulated.write_as(name, table, out, options)


def _chosen(table: Table, options: OutputOptions, format_name: str) -> Table:
    wanted = options.json_fields if options.json_fields is not None else options.columns
    if wanted is None:
        if format_name in WITH_ALL_COLUMNS:
            return table
        return _picked(table, [column.name for column in table.columns if not column.hidden])
    if table.document is not None and format_name in ("json", "jsonl"):
        _require_known(wanted, list(table.document))
        return replace(table, document={name: table.document[name] for name in wanted})
    _require_known(wanted, [column.name for column in table.columns])
    asked_for = replace(table, columns=[replace(column, optional=False, spare=0) for column in table.columns])
    return _picked(asked_for, wanted)


def _picked(table: Table, names: Sequence[str]) -> Table:
    positions = {column.name: position for position, column in enumerate(table.columns)}
    picked = [positions[name] for name in names]
    return replace(
        table,
        columns=[table.columns[position] for position in picked],
        rows=[[row[position] for position in picked] for row in table.rows],
    )


def _require_known(wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            raise BadInput(f"there is no field {quoted(name)}", f"choose from {', '.join(known)}")
