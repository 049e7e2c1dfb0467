"""A small sheet of character cells to draw on: dots, blocks and single characters, each cell with a role.

Places are given in cells from the lower left corner, as fractions: (0.5, 1.75) is in the first column, three quarters
up the second row. Nothing here knows of charts, or of a terminal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import NamedTuple

from radar_cli.domain.chart import Role

FULL = "█"
LOWER_EIGHTHS = (" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", FULL)
FIRST_BRAILLE = 0x2800
# The bit of each dot in a braille character: columns from the left, in each the dots from the bottom.
DOT_BITS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
DOTS_ACROSS, DOTS_UP = 2, 4


class Ink(StrEnum):
    """What there is to draw with."""

    COLOUR = "colour"  # blocks and braille, told apart by colour
    SHADES = "shades"  # blocks and braille without colour, told apart by their shade
    ASCII = "ascii"


class Part(StrEnum):
    """What stands around a drawing."""

    TITLE = "title"
    AXIS = "axis"
    TEXT = "text"


class Span(NamedTuple):
    """Text of one look, on one line; `behind` is what shines through the gaps of its characters."""

    text: str
    role: Role | Part = Part.TEXT
    behind: Role | None = None


@dataclass(slots=True)
class Cell:
    """One character's place; `back` says that it is only background, which anything may cover."""

    text: str = " "
    role: Role | Part = Part.TEXT
    behind: Role | None = None
    back: bool = True


class Canvas:
    """Cells that are drawn on from the back to the front; what is outside of it is left out."""

    def __init__(self, columns: int, rows: int, ink: Ink) -> None:
        self.columns = columns
        self.rows = rows
        self.ink = ink
        self._cells = [[Cell() for _ in range(columns)] for _ in range(rows)]

    def put(self, column: int, row: int, text: str, role: Role | Part, behind: Role | None = None) -> None:
        """Set one cell, whatever was there; the first row is the lowest."""
        if 0 <= column < self.columns and 0 <= row < self.rows:
            self._cells[row][column] = Cell(text, role, behind, back=False)

    def put_behind(self, column: int, row: int, text: str, role: Role | Part) -> None:
        """Set one cell, unless something is in front of it; it stays background."""
        if 0 <= column < self.columns and 0 <= row < self.rows and self._cells[row][column].back:
            self._cells[row][column] = Cell(text, role)

    def is_free(self, column: int, row: int) -> bool:
        """Whether there is a cell, with nothing but background."""
        return 0 <= column < self.columns and 0 <= row < self.rows and self._cells[row][column].back

    def dot(self, x: float, y: float, role: Role, mark: str) -> None:
        """One dot of the eight in a cell, beside those that are there already; in ASCII the mark fills its cell."""
        column, across = _cell_and_part(x, self.columns, DOTS_ACROSS)
        row, up = _cell_and_part(y, self.rows, DOTS_UP)
        if self.ink is Ink.ASCII:
            self.put(column, row, mark, role)
            return
        before = self._cells[row][column]
        bits = ord(before.text) - FIRST_BRAILLE if _is_braille(before.text) else 0
        behind = _solid_role(before) if self.ink is Ink.COLOUR and not bits else before.behind
        self.put(column, row, chr(FIRST_BRAILLE | bits | DOT_BITS[across][up]), role, behind)

    def stroke(self, places: Sequence[tuple[float, float]], role: Role, mark: str, dashes: Sequence[int] = ()) -> None:
        """Dots along straight lines from place to place; `dashes` are dots that are drawn and left out in turn."""
        pattern = [position % 2 == 0 for position, length in enumerate(dashes) for _ in range(length)] or [True]
        drawn = 0
        for start, end in pairwise(places):
            steps = max(1, round(max(abs(end[0] - start[0]) * DOTS_ACROSS, abs(end[1] - start[1]) * DOTS_UP)))
            for step in range(steps):
                if pattern[drawn % len(pattern)]:
                    part = step / steps
                    self.dot(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part, role, mark)
                drawn += 1
        if places:
            self.dot(*places[-1], role, mark)

    def lines(self) -> Sequence[Sequence[Span]]:
        """What was drawn, from the top to the bottom; cells of one look beside each other are one span."""
        return [[*_spans(row)] for row in reversed(self._cells)]


def lower_part(fraction: float) -> str:
    """The block that fills the lower part of a cell, to an eighth."""
    return LOWER_EIGHTHS[round(min(max(fraction, 0.0), 1.0) * 8)]


def _spans(row: Sequence[Cell]) -> Iterator[Span]:
    for (role, behind), cells in groupby(row, key=lambda cell: (cell.role, cell.behind)):
        yield Span("".join(cell.text for cell in cells), role, behind)


def _cell_and_part(place: float, cells: int, parts: int) -> tuple[int, int]:
    """The cell that a place is in, and which of its parts; the far edge belongs to the last one."""
    return divmod(min(max(int(place * parts), 0), cells * parts - 1), parts)


def _is_braille(text: str) -> bool:
    return FIRST_BRAILLE <= ord(text) < FIRST_BRAILLE + 256


def _solid_role(cell: Cell) -> Role | None:
    return cell.role if cell.text == FULL and isinstance(cell.role, Role) else cell.behind
