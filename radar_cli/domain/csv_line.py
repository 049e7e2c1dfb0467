"""A line of CSV."""

import re
from collections.abc import Sequence

# A lone carriage return too, which readers take for the end of a row.
QUOTED = re.compile('[,"\n\r]')


def csv_line(cells: Sequence[str]) -> str:
    """Cells with commas between and a newline behind, each in quotes where it has to be, as PostgreSQL writes them."""
    if len(cells) == 1 and not cells[0]:
        return '""\n'  # nothing at all would be no row
    return ",".join([_quoted(cell) if QUOTED.search(cell) else cell for cell in cells]) + "\n"


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
