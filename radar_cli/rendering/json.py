"""JSON: one array for a list, one object for a single thing. Values are exact."""

import json
from datetime import datetime
from typing import Any, TextIO

from radar_cli.domain.instants import rfc3339
from radar_cli.domain.table import Cell, Table
from radar_cli.rendering.options import OutputOptions


def write(table: Table, out: TextIO, options: OutputOptions) -> None:  # noqa: ARG001  every renderer has this shape
    objects = documents(table)
    json.dump(objects[0] if table.single else objects, out, ensure_ascii=False, indent=2)
    out.write("\n")


def documents(table: Table) -> list[dict[str, Any]]:
    """The rows as JSON objects; the table's own document where it has one."""
    if table.document is not None:
        return [dict(table.document)]
    names = [column.name for column in table.columns]
    return [dict(zip(names, map(_value, row), strict=True)) for row in table.rows]


def _value(cell: Cell) -> Cell:
    return rfc3339(cell) if isinstance(cell, datetime) else cell
