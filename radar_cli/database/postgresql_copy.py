"""Inserting rows into PostgreSQL: a few by INSERT, in one round trip, and many by COPY, which takes less of the server."""

import json
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from radar_cli.database.dialect import DIALECTS, Kind

FEW = 20
ABSENT = "\\N"

_DIALECT = DIALECTS["postgresql"]


def insert(database: Any, table: str, columns: Mapping[str, Kind], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, each with a value for every column, in their order, into one of Pony's databases."""
    names = ", ".join(columns)
    if len(rows) > FEW:
        writers = [(name, _WRITERS[kind]) for name, kind in columns.items()]
        lines = StringIO("".join([_line(row, writers) for row in rows]))
        database._exec_sql(f"COPY {table} ({names}) FROM STDIN", lines, start_transaction=True)
        return
    source = _DIALECT.table("$rows", columns)
    cells = [{name: _DIALECT.cell(value) for name, value in row.items()} for row in rows]
    parameters = {"rows": json.dumps(cells, ensure_ascii=False)}
    database.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {source}", {}, parameters)  # noqa: S608


def _line(row: Mapping[str, object], writers: Sequence[tuple[str, Callable[[Any], str]]]) -> str:
    cells = [ABSENT if (value := row[name]) is None else write(value) for name, write in writers]
    return "\t".join(cells) + "\n"


def _text(value: str) -> str:
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if value.isprintable():
        return value
    return value.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _texts(values: Sequence[str]) -> str:
    quoted = ",".join([f'"{_quotable(value)}"' for value in values])
    return _text(f"{{{quoted}}}")


def _quotable(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _document(value: Mapping[str, object]) -> str:
    return _text(json.dumps(value, ensure_ascii=False))


_WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.NUMBER: str,
    Kind.TEXT: _text,
    Kind.INSTANT: lambda value: value.isoformat(),  # type: ignore[no-any-return]
    Kind.TEXTS: _texts,
    Kind.DOCUMENT: _document,
    Kind.FLAG: str,
}
