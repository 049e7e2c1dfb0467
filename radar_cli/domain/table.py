"""What a command shows: columns and rows, whatever the format they end up in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Cell = str | int | float | datetime | Sequence[str] | Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Column:
    """One field.

    `name` is its stable name in JSON and CSV, `title` its heading for people. A `hidden` column is shown
    only where it is asked for by name, and in JSON and CSV. In a list people see the first
    `short` characters, which is enough to tell ids apart, and the day of an instant.
    """

    name: str
    title: str
    hidden: bool = False
    short: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order of `columns`.

    A `single` table is one thing rather than a list: people see it as fields below each other, JSON as an
    object. `document` is the JSON of a table that has more structure than its rows.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    single: bool = False
    document: Mapping[str, Any] | None = None
