"""CSV with a header line, safe to open in a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from radar_cli.domain.csv_line import csv_line
from radar_cli.domain.table import Cell, Table
from radar_cli.rendering.cells import exact, is_list
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# What follows a comma or a quote may be the start of a cell.
MAYBE_FORMULA = re.compile(f'(?:^|[,"])[{re.escape("".join(FORMULA_STARTS))}]')


def write(table: Table, out: TextIO, options: OutputOptions) -> None:
    out.writelines(lines([column.name for column in table.columns], table.rows, raw=options.raw_csv))


def lines(names: Sequence[str], rows: Iterable[Sequence[Cell]], *, raw: bool) -> Iterator[str]:
    """The header and a line for each row; `raw` cells are not made safe."""
    yield csv_line(names)
    for row in rows:
        yield csv_line([exact(cell) if raw else _safe(cell) for cell in row])


def guarded(line: bytes) -> bytes:
    """A line whose cells are texts, numbers that are not negative, and instants, with its texts made safe.

    Most lines are safe, which is quickly seen: only the others are taken apart.
    """
    text = line.decode()
    if text.replace("\n", "").replace("\t", "").isprintable() and not MAYBE_FORMULA.search(text, 0, len(text) - 1):
        return line
    (cells,) = csv.reader([text])
    return csv_line([_safe(cell) for cell in cells]).encode()


def _safe(cell: Cell) -> str:
    text = exact(cell)
    if not isinstance(cell, str) and not is_list(cell):
        return text
    guard = "'" if text.startswith(FORMULA_STARTS) else ""
    return guard + escaped(text, keep="\n\t")
