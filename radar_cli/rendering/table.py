"""Tables for people, as wide as their terminal. This module alone imports rich."""

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
    console = Console(file=out, no_color=True if not options.color else None, highlight=False, emoji=False)
    shape = box.ASCII if console.options.ascii_only else box.SIMPLE_HEAD
    title = Text(escaped(table.title)) if table.title else None
    drawn = RichTable(box=shape, title=title, title_justify="left", show_header=not table.single)
    if table.single:
        drawn.add_column(style="bold", no_wrap=True)
        drawn.add_column(overflow="fold")
        for column, cell in zip(table.columns, table.rows[0], strict=True):
            drawn.add_row(Text(column.title), _text(cell, replace(column, short=None), options))
    else:
        for column in table.columns:
            drawn.add_column(Text(column.title), overflow="fold")
        for row in table.rows:
            drawn.add_row(*map(_text, row, table.columns, repeat(options)))
    console.print(drawn)


def _text(cell: Cell, column: Column, options: OutputOptions) -> Text:
    shown = readable(cell, options.zone)[: column.short]
    number = isinstance(cell, (int, float))
    return Text(shown, style=STATUS_STYLES.get(shown, ""), justify="right" if number else "left")
