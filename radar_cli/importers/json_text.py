"""Strict JSON: what Python's decoder would let pass, or fail at without a place, is a fault with its place."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from radar_cli.domain.quoted import quoted

TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
SYMBOL = re.compile(TEXT + r'|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
OPENING = re.compile(r"[ \t\n\r]*\[[ \t\n\r]*")
BETWEEN = re.compile(r"[ \t\n\r]*([,\]]?)[ \t\n\r]*")
DEEP = 200
LONG_NUMBER = 4300
LITERALS = ("true", "false", "null")
BROKEN = "this is not JSON"
MEND = "mend it there, or export it again"


@dataclass(eq=False)
class JsonFault(Exception):
    """What is wrong with a JSON text, where (counted from 1), and how to mend it."""

    problem: str
    line: int
    column: int
    mend: str
    cut_off: bool = False


class _RefusedError(Exception):
    """Something that JSON forbids and Python allows."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _RefusedError
    return result


def _refuse_constant(_name: str) -> object:
    raise _RefusedError


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse_constant)


def decode(text: str) -> object:
    """The value that a JSON text is.

    Raises:
        JsonFault: it is cut off or broken, says a key twice in one object, has a number of thousands of digits or
            one that is none, or is nested too deeply.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _syntax_fault(text, error) from None
    except (_RefusedError, RecursionError, ValueError):
        raise _hidden_fault(text) from None


def is_array(text: str) -> bool:
    """Whether a JSON text is an array, or a broken one."""
    return OPENING.match(text) is not None


def decoded_items(array: str) -> Iterator[object]:
    """The values in a JSON array, each decoded when it is asked for: whoever takes them works meanwhile.

    Raises:
        JsonFault: as for `decode`, when its place is reached.
    """
    opening = OPENING.match(array)
    assert opening is not None
    separator, place = ",", opening.end()
    with suppress(_RefusedError, RecursionError, ValueError):
        while separator == ",":
            item, place = _DECODER.raw_decode(array, place)
            yield item
            between = BETWEEN.match(array, place)
            assert between is not None
            separator, place = between[1], between.end()
    if separator != "]" or place < len(array):
        decode(array)  # raises what is wrong, with its place


def _syntax_fault(text: str, error: json.JSONDecodeError) -> JsonFault:
    rest = text[error.pos :].rstrip()
    in_text = error.msg.startswith("Unterminated string")
    in_escape = error.msg.startswith("Invalid \\") and '"' not in rest and len(rest) <= 6
    in_literal = rest == "-" or any(literal.startswith(rest) for literal in LITERALS)
    if in_text or in_escape or in_literal:
        return _fault(text, len(text.rstrip()), "the file is cut off", "export it again", cut_off=True)
    return _fault(text, error.pos, BROKEN, MEND)


def _hidden_fault(text: str) -> JsonFault:
    """The decoder gives no place for these, so the text is walked again to find it."""
    open_objects: list[set[str] | None] = []
    before = ""
    for match in SYMBOL.finditer(text):
        symbol, place = match.group(), match.start()
        if symbol in ("{", "["):
            open_objects.append(set() if symbol == "{" else None)
            if len(open_objects) > DEEP:
                return _fault(text, place, "the brackets are nested too deeply", "export it again without them")
        elif symbol in ("}", "]"):
            del open_objects[-1:]
        elif symbol in ("NaN", "Infinity", "-Infinity"):
            return _fault(text, place, f"{symbol} is not JSON", "write a number or null there")
        elif symbol[0] in "-0123456789" and len(symbol) > LONG_NUMBER:
            return _fault(text, place, f"a number has {len(symbol)} digits", "correct it there")
        elif before in ("{", ",") and open_objects and (keys := open_objects[-1]) is not None:
            if (key := _text(symbol)) in keys:
                return _fault(text, place, f"the key {quoted(key)} stands twice in one object", "keep one of the two")
            keys.add(key)
        before = symbol
    return _fault(text, 0, BROKEN, MEND)


def _text(symbol: str) -> str:
    try:
        return str(json.loads(symbol))
    except ValueError:
        return symbol


def ends_in_text(line: str) -> bool:
    """Whether a line ends within a text, which in JSON never goes over lines."""
    return '"' in re.sub(TEXT, "", line)


def _fault(text: str, place: int, problem: str, mend: str, *, cut_off: bool = False) -> JsonFault:
    line = text.count("\n", 0, place) + 1
    return JsonFault(problem, line, place - text.rfind("\n", 0, place), mend, cut_off)
