"""Inserting rows into SQLite, many at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from radar_cli.database.dialect import DIALECTS, Kind, Statement

# How many rows a statement has: a few sizes, each compiled once, the last of which is 1.
SIZES = (500, 50, 5, 1)
# How many different cells of several texts: most tasks have the tags of another one.
REMEMBERED = 1000

_DIALECT = DIALECTS["sqlite"]
_STORED: Mapping[Kind, Callable[[Any], object]] = {
    Kind.INSTANT: _DIALECT.instant,
    Kind.TEXTS: lru_cache(REMEMBERED)(_DIALECT.texts),
}


def inserts(table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> Iterator[Statement]:
    """What inserts rows, each with the values of the columns in their order."""
    one = f"({', '.join('?' * len(columns))})"
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608  constants
    by_column = zip(columns.values(), zip(*rows, strict=True), strict=True)
    stored = list(zip(*[_stored(kind, values) for kind, values in by_column], strict=True))
    start = 0
    for size in SIZES:
        sql = head + ", ".join([one] * size)
        while len(stored) - start >= size:
            yield sql, tuple(chain.from_iterable(stored[start : start + size]))
            start += size


def _stored(kind: Kind, values: Sequence[object]) -> Sequence[object]:
    convert = _STORED.get(kind)
    return values if convert is None else [None if value is None else convert(value) for value in values]
