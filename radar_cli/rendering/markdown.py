"""A Markdown table; a single thing is a table of its fields."""

from collections.abc import Sequence
from typing import TextIO

from radar_cli.domain.table import Table
from radar_cli.rendering.cells import laid_out
from radar_cli.rendering.options import OutputOptions


def write(table: Table, out: TextIO, options: OutputOptions) -> None:
    titles, rows = laid_out(table, options.zone)
    out.write(_line(titles))
    out.write(_line(["---"] * len(titles)))
    out.writelines(_line([_escaped(cell) for cell in row]) for row in rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    escaped = "".join(f"\\{character}" if character in "\\`*_[]<>|#" else character for character in text)
    return escaped.replace("\n", "<br>")
