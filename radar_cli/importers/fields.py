"""Taking fields out of a record, whatever stands in them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from radar_cli.domain.imported import Notes
from radar_cli.domain.quoted import shown
from radar_cli.domain.text import flaw

Fields = Mapping[str, Any]


class Malformed(Exception):
    """A record that cannot be read; its text says why, in words for people."""


def text(record: Fields, name: str) -> str | None:
    """A text, or None where there is none.

    Raises:
        Malformed: it is of another type, or cannot be stored.
    """
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Malformed(f"{name} is {kind(value)}, not text")
    return storable(value, name)


def required_text(record: Fields, name: str) -> str:
    """A text that is more than blanks.

    Raises:
        Malformed: as for `text`, or it is missing or blank.
    """
    value = text(record, name)
    if value is None:
        raise Malformed(f"{name} is missing")
    if not value.strip():
        raise Malformed(f"{name} is empty")
    return value


def key(record: Fields, name: str) -> str | None:
    """A text by which the source knows something, trimmed; None where it is blank.

    Raises:
        Malformed: as for `text`.
    """
    return (text(record, name) or "").strip() or None


def texts(record: Fields, name: str) -> tuple[str, ...]:
    """The texts of a list that are not blank, each once.

    Raises:
        Malformed: it is no list of texts, or one cannot be stored.
    """
    values = record.get(name)
    if values is None:
        return ()
    if not isinstance(values, list):
        raise Malformed(f"{name} is {kind(values)}, not a list")
    for value in values:
        if not isinstance(value, str):
            raise Malformed(f"{name} holds {kind(value)}, not text")
        storable(value, name)
    return distinct(values)


def fields(record: Fields, name: str) -> Fields | None:
    """The fields of an object in a record, or None where there is none.

    Raises:
        Malformed: it is of another type.
    """
    value = record.get(name)
    if value is not None and not isinstance(value, dict):
        raise Malformed(f"{name} is {kind(value)}, not an object")
    return value


def listed(record: Fields, name: str) -> list[Fields]:
    """The objects of a list in a record.

    Raises:
        Malformed: it is no list of objects.
    """
    values = record.get(name)
    if values is None:
        return []
    if not isinstance(values, list):
        raise Malformed(f"{name} is {kind(values)}, not a list")
    for value in values:
        if not isinstance(value, dict):
            raise Malformed(f"{name} holds {kind(value)}, not an object")
    return values


def distinct(values: list[str]) -> tuple[str, ...]:
    """The values that are not blank, trimmed, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, values))))


def storable(value: str, name: str) -> str:
    """The value, if a database can hold it.

    Raises:
        Malformed: it has a NUL character or half of a surrogate pair.
    """
    if (why := flaw(value)) is not None:
        raise Malformed(f"{name} {why}")
    return value


def leave_out(record: Fields, placed: frozenset[str], notes: Notes, within: str = "") -> None:
    """Count the fields of a record that say something and have no place in radar."""
    for name, written in _unplaced(tuple(record), placed, within):
        value = record[name]
        if value or value == 0:  # 0 and false say something
            notes.leave_out(written)


@lru_cache
def _unplaced(names: tuple[str, ...], placed: frozenset[str], within: str) -> Sequence[tuple[str, str]]:
    """Those of the names that have no place, each with how it is counted: most records of a file have the same."""
    return [(name, within + shown(name)) for name in names if name not in placed]


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "a number"
