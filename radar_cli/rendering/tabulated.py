"""The formats of the tabulate library, by its names. This module alone imports tabulate."""

from typing import TextIO

from tabulate import tabulate, tabulate_formats  # noqa: TID253  the one place

from radar_cli.domain.table import Table
from radar_cli.rendering.cells import laid_out
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped

# These write cells as they are: a task's title could run a script in a browser, or a command in LaTeX.
UNSAFE = {"unsafehtml", "latex_raw"}
NAMES = tuple(sorted(set(tabulate_formats) - UNSAFE))
# Formats whose columns are set apart by bars, which the library leaves alone inside cells.
WITH_BARS = {"github", "pipe", "jira"}


def write_as(name: str, table: Table, out: TextIO, options: OutputOptions) -> None:
    """Write a table in one of NAMES."""
    titles, rows = laid_out(table, options.zone)
    cells = [[_on_one_line(cell, name) for cell in row] for row in rows]
    out.write(tabulate(cells, headers=list(titles), tablefmt=name, disable_numparse=True) + "\n")


def _on_one_line(cell: str, name: str) -> str:
    line = escaped(cell)
    return line.replace("|", "\\|") if name in WITH_BARS else line
