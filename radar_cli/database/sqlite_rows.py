"""Inserting rows into SQLite, many at once."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from radar_cli.database.dialect import DIALECTS, Kind

# How many rows one statement has: more of them save little, and other numbers would each have to be compiled.
TOGETHER = 100

_DIALECT = DIALECTS["sqlite"]
_STORED: Mapping[Kind, Callable[[Any], object]] = {
    Kind.INSTANT: _DIALECT.instant,
    Kind.TEXTS: _DIALECT.texts,
    Kind.DOCUMENT: _DIALECT.document,
}


def insert(database: Any, table: str, columns: Mapping[str, Kind], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, each with a value for every column, in their order, into one of Pony's databases."""
    names = ", ".join(columns)
    one = f"({', '.join('?' * len(columns))})"
    head = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608  constants
    converters = [(name, _STORED.get(kind)) for name, kind in columns.items()]
    stored = [_stored(row, converters) for row in rows]
    whole = len(stored) - len(stored) % TOGETHER
    for start in range(0, whole, TOGETHER):
        values = tuple(chain.from_iterable(stored[start : start + TOGETHER]))
        database._exec_sql(head + ", ".join([one] * TOGETHER), values, start_transaction=True)
    if rest := stored[whole:]:
        database._exec_sql(head + one, rest, start_transaction=True)


def _stored(
    row: Mapping[str, object], converters: Sequence[tuple[str, Callable[[Any], object] | None]]
) -> tuple[object, ...]:
    return tuple(
        [value if (value := row[name]) is None or convert is None else convert(value) for name, convert in converters]
    )
