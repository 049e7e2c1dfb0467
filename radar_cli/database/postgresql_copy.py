"""Inserting rows into PostgreSQL: a few by INSERT, in one round trip, many by COPY, which is less work for both."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from radar_cli.database.dialect import DIALECTS, Kind, Statement
from radar_cli.domain.instants import iso

FEW = 20
ABSENT = "\\N"
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}  # the backslash first

_DIALECT = DIALECTS["postgresql"]


def inserts(table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> Iterator[Statement]:
    """What inserts rows, each with the values of the columns in their order."""
    yield from copies(table, columns, rows) if len(rows) > FEW else statements(table, columns, rows)


def statements(table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> Iterator[Statement]:
    """What inserts rows without COPY, which PostgreSQL does not take into the tables of an isolated database."""
    names = ", ".join(columns)
    source = _DIALECT.table("%(rows)s", columns)
    objects = [
        {name: _cell(kind, value) for (name, kind), value in zip(columns.items(), row, strict=True)} for row in rows
    ]
    parameters = {"rows": json.dumps(objects, ensure_ascii=False)}
    yield f"INSERT INTO {table} ({names}) SELECT {names} FROM {source}", parameters  # noqa: S608  constants


def copies(table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> Iterator[Statement]:
    """What inserts rows without having their values in the statement."""
    yield f"COPY {table} ({', '.join(columns)}) FROM STDIN", BytesIO(_lines(columns, rows).encode())


def _cell(kind: Kind, value: Any) -> object:
    return json.loads(value) if kind is Kind.DOCUMENT else _DIALECT.cell(value)


def _lines(columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> str:
    by_column = zip(columns.values(), zip(*rows, strict=True), strict=True)
    lines = zip(*[_written(kind, values) for kind, values in by_column], strict=True)
    return "\n".join([*map("\t".join, lines), ""])


def _written(kind: Kind, values: Sequence[Any]) -> Sequence[str]:
    write = _WRITERS[kind]
    if write is _escaped and not _have_special(values):
        return [ABSENT if value is None else value for value in values]
    return [ABSENT if value is None else write(value) for value in values]


def _have_special(values: Sequence[str | None]) -> bool:
    together = "".join([value for value in values if value is not None])
    return any(special in together for special in ESCAPES)


def _escaped(value: str) -> str:
    for special, escape in ESCAPES.items():
        value = value.replace(special, escape)
    return value


def _texts(values: Sequence[str]) -> str:
    if not values:
        return "{}"
    quoted = ",".join([f'"{_quotable(value)}"' for value in values])
    return _escaped(f"{{{quoted}}}")


def _quotable(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


_WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.NUMBER: str,
    Kind.TEXT: _escaped,
    Kind.INSTANT: iso,
    Kind.TEXTS: _texts,
    Kind.DOCUMENT: _escaped,
    Kind.FLAG: str,
}
