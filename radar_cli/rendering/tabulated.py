"""The formats of the tabulate library, by its names. This module alone imports tabulate."""

from typing import TextIO

from tabulate import tabulate, tabulate_formats  # noqa: TID253  the one place

from radar_cli.domain.table import Table
from radar_cli.rendering.cells import readable
from radar_cli.rendering.options import OutputOptions

# Writes cells into a page as they are, which lets a task's title run a script in the reader's browser.
UNSAFE = {"unsafehtml"}
NAMES = tuple(sorted(set(tabulate_formats) - UNSAFE))


def write_as(name: str, table: Table, out: TextIO, options: OutputOptions) -> None:
    """Write a table in one of NAMES."""
    rows = [[readable(cell, options.zone) for cell in row] for row in table.rows]
    titles = [column.title for column in table.columns]
    out.write(tabulate(rows, headers=titles, tablefmt=name, disable_numparse=True) + "\n")
