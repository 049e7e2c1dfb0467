"""JSON in the shapes that tools write it: an array, one object, a page of a search, or an object a line."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from radar_cli.domain.imported import BadRecord
from radar_cli.errors import BadInput
from radar_cli.importers.fields import kind
from radar_cli.importers.json_text import JsonFault, decode, decoded_items, ends_in_text, is_array

JsonObject = Mapping[str, Any]
Found = tuple[int, JsonObject] | BadRecord
NumberedLine = tuple[int, str]
SECOND = 2


def json_objects(first: str, lines: Iterator[str], page: str | None = None) -> Iterator[Found]:
    """The objects of a file, each with its line or, in an array, its place, counted from 1.

    Lines of one object each are read as they are asked for; a broken one is a bad record. `page` is the field in
    which an object around them all holds the others. `first` is the first of the lines that is not blank.

    Raises:
        BadInput: the file is not JSON, cut off, or broken as a whole; in lines that may come at the last of them.
    """
    if first.lstrip()[0] not in "{[":
        raise BadInput("the file is not JSON (line 1)", "give one that begins with { or [")
    head = _up_to_the_second(lines)
    said = [line for line in head if line.strip()]
    everything = chain(head, lines)
    if len(said) > 1 and _is_a_line(*said):
        yield from _of_lines(((number, line) for number, line in enumerate(everything, 1) if line.strip()), page)
    else:
        yield from _of_document("".join([line if line.strip() else "\n" for line in everything]), page)


def _up_to_the_second(lines: Iterator[str]) -> Sequence[str]:
    """The lines up to the second that is not blank."""
    head: list[str] = []
    said = 0
    while said < SECOND and (line := next(lines, None)) is not None:
        head.append(line)
        said += bool(line.strip())
    return head


def _is_a_line(first: str, second: str) -> bool:
    """Whether a first line stands for itself: whole, or broken before its end and followed by an object."""
    if not first.lstrip().startswith("{"):
        return False
    try:
        decode(first)
    except JsonFault as fault:
        broken = not fault.cut_off or ends_in_text(first)
        return broken and second.lstrip().startswith("{")
    return True


def _of_document(text: str, page: str | None) -> Iterator[Found]:
    try:
        items = decoded_items(text) if is_array(text) else _unfolded(decode(text), page)
        for place, item in enumerate(items, 1):
            yield _found(place, item)
    except JsonFault as fault:
        raise BadInput(f"{fault.problem} (line {fault.line}, column {fault.column})", fault.mend) from None


def _of_lines(numbered: Iterator[NumberedLine], page: str | None) -> Iterator[Found]:
    cut_off: tuple[int, JsonFault] | None = None
    for number, line in numbered:
        if cut_off is not None:
            yield _bad_line(*cut_off)
            cut_off = None
        try:
            item = decode(line)
        except JsonFault as fault:
            if fault.cut_off:
                cut_off = (number, fault)
            else:
                yield _bad_line(number, fault)
            continue
        for each in _unfolded(item, page):
            yield _found(number, each)
    if cut_off is not None:
        last, cut = cut_off
        raise BadInput(f"{cut.problem} (line {last}, column {cut.column})", cut.mend)


def _bad_line(number: int, fault: JsonFault) -> BadRecord:
    problem = "the line is cut off" if fault.cut_off else fault.problem
    return BadRecord(number, f"{problem} (column {fault.column})")


def _unfolded(item: object, page: str | None) -> list[object]:
    inside = item.get(page) if isinstance(item, dict) and page is not None else None
    return inside if isinstance(inside, list) else [item]


def _found(place: int, item: object) -> Found:
    if not isinstance(item, dict):
        return BadRecord(place, f"it is {kind(item)}, not an object")
    return place, item
