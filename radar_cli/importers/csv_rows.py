"""CSV as rows of named cells."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from radar_cli.domain.imported import BadRecord, Notes
from radar_cli.domain.quoted import shown
from radar_cli.errors import BadInput
from radar_cli.importers.fields import Malformed, storable

DELIMITERS = ",;\t|"
Row = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a file, each once, and its rows, each with the line that it begins on.

    A row has the cells of each heading that are not blank: a heading may stand over several columns.
    """

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, Row] | BadRecord]


def csv_table(first: str, lines: Iterator[str], notes: Notes) -> Table:
    """A file's table; the delimiter is the one of , ; tab and | that its first line has most of.

    Rows are read as they are asked for. Cells under no heading are left out.

    Raises:
        BadInput: the file is broken, which may be seen only when a later row is asked for.
    """
    delimiter = max(DELIMITERS, key=first.count)
    rows = _rows(lines, delimiter)
    _, headings = next(rows, (0, []))
    names = [heading.strip() for heading in headings]
    if not any(names):
        raise BadInput("the file names no columns (line 1)", "give one whose first line holds the headings")
    return Table(tuple(dict.fromkeys(filter(None, names))), _named(names, rows, notes))


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(str(error), line) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _broken(problem: str, line: int) -> BadInput:
    if "end of data" in problem:
        return BadInput(f"the file is cut off, or a quote is left open (row of line {line})", "export it again")
    if "field larger" in problem:
        return BadInput(f"a cell is too long (row of line {line})", "look for a quote that is left open before it")
    return BadInput(f"this is not CSV (row of line {line})", "mend its quotes, or export it again")


def _named(
    names: Sequence[str], rows: Iterator[tuple[int, list[str]]], notes: Notes
) -> Iterator[tuple[int, Row] | BadRecord]:
    for line, cells in rows:
        if len(cells) > len(names):
            yield BadRecord(line, f"it has {len(cells)} cells under {len(names)} headings")
            continue
        try:
            yield line, _row(names, cells, notes)
        except Malformed as malformed:
            yield BadRecord(line, str(malformed))


def _row(names: Sequence[str], cells: Sequence[str], notes: Notes) -> Row:
    row: dict[str, list[str]] = {}
    for name, cell in zip(names, cells, strict=False):
        if not cell.strip():
            continue
        if name:
            row.setdefault(name, []).append(storable(cell, shown(name)))
        else:
            notes.leave_out("cells without a heading")
    return row


def cell(row: Row, heading: str | None) -> str | None:
    """The first cell under a heading, trimmed, or None where all are blank."""
    cells = row.get(heading) if heading else None
    return cells[0].strip() if cells else None
