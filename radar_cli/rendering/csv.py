"""CSV with a header line, safe to open in a spreadsheet."""

import csv
from typing import TextIO

from radar_cli.domain.table import Cell, Table
from radar_cli.rendering.cells import exact
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table, out: TextIO, options: OutputOptions) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(exact(cell) if options.raw_csv else _safe(cell) for cell in row)


def _safe(cell: Cell) -> str:
    if not isinstance(cell, str):
        return exact(cell)
    guard = "'" if cell.startswith(FORMULA_STARTS) else ""
    return guard + escaped(cell, keep="\n\t")
