"""Cells as text: exact for programs, short for people. Several values in one are set apart by commas."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TypeGuard

from radar_cli.domain.instants import rfc3339
from radar_cli.domain.table import Cell, Table
from radar_cli.rendering.safe_text import escaped


def exact(cell: Cell) -> str:
    """For scripts: instants as RFC 3339 in UTC, numbers in full, nothing for an absent value; not escaped."""
    if cell is None:
        return ""
    if is_list(cell):
        return ", ".join(map(str, cell))
    return rfc3339(cell) if isinstance(cell, datetime) else str(cell)


def readable(cell: Cell, zone: tzinfo) -> str:
    """For people: instants in their zone to the minute, fractions to two digits, "-" for what is not there."""
    if cell is None or (is_list(cell) and not cell):
        return "-"
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return escaped(exact(cell), keep="\n")


def is_list(cell: Cell) -> TypeGuard[Sequence[str] | Sequence[int]]:
    """Whether a cell holds several values."""
    return isinstance(cell, (list, tuple))


def laid_out(table: Table, zone: tzinfo) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Headings and rows for people; a single thing becomes a table of its fields."""
    titles = [column.title for column in table.columns]
    rows = [[readable(cell, zone) for cell in row] for row in table.rows]
    if not table.single:
        return titles, rows
    return ("Field", "Value"), list(zip(titles, rows[0], strict=True))
