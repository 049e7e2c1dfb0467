"""The words of a filter: brackets, keywords, terms and texts, each with its offset."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from radar_cli.domain.filters.mistakes import mistake
from radar_cli.domain.quoted import quoted

SPACE = re.compile(r"\s*")
FIELD = re.compile(r'([^\s()":=<>!,]+)(!=|<=|>=|[:=<>])')
OPERATOR = re.compile(r"!=|<=|>=|[:=<>]")
WORD = re.compile(r'[^\s()"]+')
VALUE = re.compile(r'[^\s()",]+')
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# What a text has only between quotes, and what some of it stands for in other languages.
SIGNS = re.compile(r"[:=<>]|^[!&|*]|[&|*]$|&&|\|\||^\+[^\W\d]|^[^\W\d]+~")
ELSEWHERE = {"&": "and", "|": "or", "!": "not", "+": "tag:NAME"}
ESCAPED = re.compile(r'\\(["\\])')


class Kind(Enum):
    """What a word is."""

    OPEN = "("
    CLOSE = ")"
    NOT = "not"
    AND = "and"
    OR = "or"
    TERM = "term"
    TEXT = "text"


KEYWORDS = {"not": Kind.NOT, "and": Kind.AND, "or": Kind.OR}


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it was typed, without its quotes."""

    text: str
    offset: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word. A term has a field, an operator and values; a text has itself as its value."""

    kind: Kind
    offset: int
    length: int
    field: str = ""
    operator: str = ""
    values: tuple[Written, ...] = ()


def words(text: str) -> Iterator[Word]:
    """The words of a filter from left to right.

    Raises:
        BadInput: quotes are empty or not closed, a value is left out, or words run into each other.
    """
    offset = _after_space(text, 0)
    while offset < len(text):
        word = _word(text, offset)
        offset += word.length
        if word.kind in {Kind.TERM, Kind.TEXT}:
            _require_gap(text, offset)
        yield word
        offset = _after_space(text, offset)


def _word(text: str, offset: int) -> Word:
    first = text[offset]
    if first in "()":
        return Word(Kind(first), offset, 1)
    if first == "-":
        return _minus(text, offset)
    if first == '"':
        value, end = _quoted(text, offset)
        return Word(Kind.TEXT, offset, end - offset, values=(value,))
    if match := OPERATOR.match(text, offset):
        what = f"there is no field before {match[0]}"
        raise mistake(offset, what, "write it without spaces, like priority>=high, or put the text in double quotes")
    if match := FIELD.match(text, offset):
        values, end = _values(text, match.end(), match[0])
        return Word(Kind.TERM, offset, end - offset, match[1], match[2], values)
    match = WORD.match(text, offset)
    assert match is not None  # it begins with none of the characters that a word cannot have
    keyword = KEYWORDS.get(match[0].lower())
    if keyword is not None:
        return Word(keyword, offset, len(match[0]))
    _require_plain(match[0], offset)
    return Word(Kind.TEXT, offset, len(match[0]), values=(Written(match[0], offset),))


def _require_plain(word: str, offset: int) -> None:
    """Refuse what means something in other languages: a text that is searched for instead would be found nowhere."""
    if SIGNS.search(word) is None:
        return
    meant = next((f"write {name} for it" for sign, name in ELSEWHERE.items() if word.startswith(sign)), None)
    mend = meant or "write it like status:todo or priority>=high"
    raise mistake(offset, f"{quoted(word)} is no condition", f"{mend}, or put the text in double quotes")


def _minus(text: str, offset: int) -> Word:
    if offset + 1 == len(text) or text[offset + 1].isspace() or text[offset + 1] == ")":
        raise mistake(offset, "nothing follows the -", "write what is not to be right after it, like -tag:later")
    return Word(Kind.NOT, offset, 1)


def _values(text: str, offset: int, before: str) -> tuple[tuple[Written, ...], int]:
    values = []
    while True:
        value, offset = _value(text, offset, before)
        values.append(value)
        if not text.startswith(",", offset):
            return tuple(values), offset
        offset += 1
        before = ","


def _value(text: str, offset: int, before: str) -> tuple[Written, int]:
    if text.startswith('"', offset):
        return _quoted(text, offset)
    match = VALUE.match(text, offset)
    if match is None:
        raise mistake(
            offset, f"a value is missing after {quoted(before)}", "write it without a space, like status:todo"
        )
    return Written(match[0], offset), match.end()


def _quoted(text: str, offset: int) -> tuple[Written, int]:
    match = QUOTED.match(text, offset)
    if match is None:
        raise mistake(offset, "the quotes are not closed", 'end them with ", and write \\" for one inside')
    content = ESCAPED.sub(r"\1", match[1])
    if not content.strip():
        raise mistake(offset, "there is nothing between the quotes", "write the text, or leave them out")
    return Written(content, offset, quoted=True), match.end()


def _require_gap(text: str, offset: int) -> None:
    if offset < len(text) and not text[offset].isspace() and text[offset] != ")":
        mend = "put a space between, or the whole text in double quotes"
        raise mistake(offset, f"{quoted(text[offset])} follows without a space", mend)


def _after_space(text: str, offset: int) -> int:
    match = SPACE.match(text, offset)
    assert match is not None  # it matches nothing, too
    return match.end()
