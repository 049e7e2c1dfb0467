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
    `short` characters, which is enough to tell ids apart, and the day of an instant; or what is before the first
    `until`. An `optional` column is left out of a list for people where no row has a value. Where a terminal is too
    narrow for all, those with a `spare` number are left out, the lowest first. Columns that are asked for are there.
    """

    name: str
    title: str
    hidden: bool = False
    short: int | None = None
    until: str | None = None
    optional: bool = False
    spare: int = 0


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
