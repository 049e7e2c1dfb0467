"""Cells as text: exact for programs, short for people."""

from datetime import datetime, tzinfo

from radar_cli.domain.instants import rfc3339
from radar_cli.domain.table import Cell
from radar_cli.rendering.safe_text import escaped


def exact(cell: Cell) -> str:
    """For scripts: instants as RFC 3339 in UTC, numbers in full, nothing for an absent value; not escaped."""
    if cell is None:
        return ""
    return rfc3339(cell) if isinstance(cell, datetime) else str(cell)


def readable(cell: Cell, zone: tzinfo) -> str:
    """For people: instants in their zone to the minute, fractions to two digits, "-" for an absent value."""
    if cell is None:
        return "-"
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return escaped(str(cell), keep="\n")
