"""Tab-separated lines for scripts: one row a line, nothing cut off, no colour."""

from typing import TextIO

from radar_cli.domain.table import Table
from radar_cli.rendering.cells import exact
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped


def write(table: Table, out: TextIO, options: OutputOptions) -> None:
    if options.header:
        out.write("\t".join(column.name for column in table.columns) + "\n")
    for row in table.rows:
        out.write("\t".join(escaped(exact(cell)) for cell in row) + "\n")
