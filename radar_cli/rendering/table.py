"""Tables for people, as wide as their terminal. This module alone imports rich."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat
from typing import TextIO

from rich import box  # noqa: TID253  the one place
from rich.console import Console  # noqa: TID253
from rich.table import Table as RichTable  # noqa: TID253
from rich.text import Text  # noqa: TID253

from radar_cli.domain.table import Cell, Column, Table
from radar_cli.rendering.cells import readable
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped

# Columns up to this width are not wrapped; the wider ones share the room that is left. Where there is too little, every
# column gives way: what is not wrapped would be cut.
NEVER_WRAPPED = 12
# Below this width a terminal has not said how wide it is.
NARROWEST = 10
USUAL_WIDTH = 60
# A text that is wrapped takes so much room before columns that can be spared do.
READABLE = 30
BETWEEN_COLUMNS = 2
COLOURED = ("status", "priority")
STATUS_STYLES = {
    "todo": "cyan",
    "in_progress": "yellow",
    "done": "green",
    "cancelled": "dim",
    "urgent": "bold red",
    "high": "red",
    "low": "dim",
    "running": "yellow",
    "pending": "cyan",
    "ready": "green",
    "ok": "green",
    "failed": "bold red",
}


def write(table: Table, out: TextIO, options: OutputOptions) -> None:
    console = console_on(out, options)
    console.print(drawn(table, console, options))


def console_on(out: TextIO, options: OutputOptions) -> Console:
    """A console that colours and measures as the terminal allows."""
    console = Console(file=out, no_color=True if not options.color else None, highlight=False, emoji=False)
    if console.width < NARROWEST:
        console.width = USUAL_WIDTH
    return console


def drawn(table: Table, console: Console, options: OutputOptions) -> RichTable:
    """The table, ready to be printed on the console."""
    shape = box.ASCII if console.options.ascii_only else box.SIMPLE_HEAD
    title = Text(escaped(table.title)) if table.title else None
    result = RichTable(box=shape, title=title, title_justify="left", show_header=not table.single, padding=(0, 1, 0, 0))
    if table.single:
        result.add_column(style="bold", no_wrap=True)
        result.add_column(overflow="fold")
        for column, cell in zip(table.columns, table.rows[0], strict=True):
            result.add_row(Text(column.title), _text(cell, replace(column, short=None, until=None), options))
    else:
        table = fitting(table, console.width, options)
        fits = _width(table, range(len(table.columns)), options, NEVER_WRAPPED) <= console.width
        never_wrapped = NEVER_WRAPPED if fits else 0
        for position, column in enumerate(table.columns):
            longest = _longest(table, position, options)
            result.add_column(
                Text(column.title),
                overflow="fold",
                no_wrap=longest <= never_wrapped,
                justify="right" if _holds_numbers(table, position) else "left",
            )
        for row in table.rows:
            result.add_row(*map(_text, row, table.columns, repeat(options)))
    return result


def fitting(table: Table, width: int, options: OutputOptions) -> Table:
    """The table without the columns that are empty, or for which a terminal of that width has no room."""
    kept = [
        position
        for position, column in enumerate(table.columns)
        if not column.optional or any(row[position] not in (None, (), "") for row in table.rows)
    ]
    while _width(table, kept, options) > width and (spare := [at for at in kept if table.columns[at].spare]):
        kept.remove(min(spare, key=lambda at: table.columns[at].spare))
    return replace(
        table,
        columns=[table.columns[position] for position in kept],
        rows=[[row[position] for position in kept] for row in table.rows],
    )


def _width(table: Table, kept: Sequence[int], options: OutputOptions, longest: int = READABLE) -> int:
    """How wide the table would be, with its longest texts wrapped at a width."""
    return sum(min(_longest(table, position, options), longest) + BETWEEN_COLUMNS for position in kept) + 1


def _longest(table: Table, position: int, options: OutputOptions) -> int:
    column = table.columns[position]
    cells = (_text(row[position], column, options).cell_len for row in table.rows)
    return max(len(column.title), max(cells, default=0))


def _holds_numbers(table: Table, position: int) -> bool:
    return any(isinstance(row[position], (int, float)) for row in table.rows)


def _text(cell: Cell, column: Column, options: OutputOptions) -> Text:
    shown = readable(cell, options.zone)[: column.short]
    if column.until is not None:
        shown = shown.partition(column.until)[0]
    return Text(shown, style=STATUS_STYLES.get(shown, "") if column.name in COLOURED else "")
