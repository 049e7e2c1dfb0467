"""CSV with a header line, safe to open in a spreadsheet."""

import csv
from typing import TextIO

from radar_cli.domain.table import Cell, Table
from radar_cli.rendering.cells import exact, is_list
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table, out: TextIO, options: OutputOptions) -> None:
    usual = csv.writer(out, lineterminator="\n")
    # Left to itself the writer does not quote a lone carriage return, which readers take for the end of a row.
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    usual.writerow(column.name for column in table.columns)
    for row in table.rows:
        cells = [exact(cell) if options.raw_csv else _safe(cell) for cell in row]
        writer = quoting if any("\r" in cell for cell in cells) else usual
        writer.writerow(cells)


def _safe(cell: Cell) -> str:
    text = exact(cell)
    if not isinstance(cell, str) and not is_list(cell):
        return text
    guard = "'" if text.startswith(FORMULA_STARTS) else ""
    return guard + escaped(text, keep="\n\t")
