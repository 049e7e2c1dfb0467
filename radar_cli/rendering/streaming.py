"""Rows as they come, in the formats of exports: none of them stays in memory."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from radar_cli.domain.instants import rfc3339
from radar_cli.domain.table import Cell
from radar_cli.rendering import csv

# A mapping is an object in JSON, and its text in CSV.
Value = Cell | Mapping[str, Any]
FORMATS = ("csv", "json", "jsonl")


def written(format_name: str, names: Sequence[str], rows: Iterable[Sequence[Value]], *, raw_csv: bool) -> Iterator[str]:
    """The rows as text, piece by piece; a piece for each row, one before them in CSV and one behind them in JSON."""
    if format_name == "csv":
        return csv.lines(names, ([_cell(value) for value in row] for row in rows), raw=raw_csv)
    documents = (dict(zip(names, row, strict=True)) for row in rows)
    return array(documents) if format_name == "json" else lines(documents)


def lines(documents: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """JSON lines: an object a line."""
    return (f"{_json(document)}\n" for document in documents)


def array(documents: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One JSON array, an object a line."""
    before = "[\n"
    for document in documents:
        yield f"{before}{_json(document)}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=_instant)


def _instant(value: object) -> str:
    assert isinstance(value, datetime)
    return rfc3339(value)


def _cell(value: Value) -> Cell:
    if not isinstance(value, Mapping):
        return value
    text = _json(value)
    # What has to be escaped in CSV is so as JSON has it, which is JSON still.
    return text if text.isprintable() else json.dumps(value, default=_instant)
