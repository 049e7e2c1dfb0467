"""Inserting rows into SQLite, many at once."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from radar_cli.database.dialect import DIALECTS, Kind

# How many rows one statement has: more of them save little, and other numbers would each have to be compiled.
TOGETHER = 500

_DIALECT = DIALECTS["sqlite"]
_STORED: Mapping[Kind, Callable[[Any], object]] = {
    Kind.INSTANT: _DIALECT.instant,
    Kind.TEXTS: _DIALECT.texts,
    Kind.DOCUMENT: _DIALECT.document,
}


def insert(database: Any, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows, each with the values of the columns in their order, into one of Pony's databases."""
    one = f"({', '.join('?' * len(columns))})"
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608  constants
    by_column = zip(columns.values(), zip(*rows, strict=True), strict=True)
    stored = list(zip(*[_stored(kind, values) for kind, values in by_column], strict=True))
    whole = len(stored) - len(stored) % TOGETHER
    for start in range(0, whole, TOGETHER):
        values = tuple(chain.from_iterable(stored[start : start + TOGETHER]))
        database._exec_sql(head + ", ".join([one] * TOGETHER), values, start_transaction=True)
    if rest := stored[whole:]:
        database._exec_sql(head + one, rest, start_transaction=True)


def _stored(kind: Kind, values: Sequence[object]) -> Sequence[object]:
    convert = _STORED.get(kind)
    return values if convert is None else [None if value is None else convert(value) for value in values]
