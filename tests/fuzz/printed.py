"""What may be in an output, whatever is in the database: looked at byte by byte, in another way than it is made."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

AS_JSON = ("json", "jsonl")
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A line feed ends a line everywhere; in these a tab stands between cells, or in one.
WITH_TABS = ("plain", "csv", "tsv")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
# What a page may consist of: nothing that loads or runs anything.
HARMLESS = re.compile(r"[a-zA-Z0-9]+")
HARMFUL = frozenset({"script", "iframe", "object", "embed", "img", "link", "base", "form", "foreignobject", "use"})


def faults(written: bytes, format_name: str) -> Iterator[str]:
    """What is wrong with an output in a format, a line each."""
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"is no UTF-8 ({error})"
        return
    if format_name in AS_JSON:
        yield from _of_json(text, format_name)
        return
    if found := sorted({character for character in text if _drives(character, format_name)}):
        yield f"has {''.join(found)!a}"
    if format_name == "csv":
        yield from (f"has a cell that starts a formula: {cell!a}" for cell in _cells(text) if _runs(cell))
    if format_name in ("html", "page", "svg"):
        yield from _of_markup(text, format_name)


def texts(written: bytes, format_name: str) -> Iterator[str]:
    """Every text in an output of JSON."""
    text = written.decode()
    documents = [json.loads(text)] if format_name == "json" else [json.loads(line) for line in text.split("\n") if line]
    yield from _texts_in(documents)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in _texts_in(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _texts_in(one))


def _of_json(text: str, format_name: str) -> Iterator[str]:
    try:
        for document in text.split("\n") if format_name == "jsonl" else [text]:
            if document:
                json.loads(document)
    except ValueError as error:
        yield f"is no JSON ({error})"


def _drives(character: str, format_name: str) -> bool:
    if character == "\n" or (character == "\t" and format_name in WITH_TABS):
        return False
    return character in BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _cells(text: str) -> Iterator[str]:
    yield from (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)


def _runs(cell: str) -> bool:
    return cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)


def _of_markup(text: str, format_name: str) -> Iterator[str]:
    seen = _Elements()
    seen.feed(text)
    seen.close()
    yield from seen.faults
    if format_name == "svg":
        try:
            ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            yield f"is no XML ({error})"


class _Elements(HTMLParser):
    """Looks at every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HARMFUL or not HARMLESS.fullmatch(tag):
            self.faults.append(f"has an element {tag!a}")
        for name, value in attrs:
            if name.startswith("on") or re.match(r"\s*(javascript|data):", value or ""):
                self.faults.append(f"has an attribute {name}={value!a}")
