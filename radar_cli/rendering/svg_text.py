"""Elements, attributes and texts of SVG, and how much room a text takes without a font to measure it with."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from radar_cli.rendering.safe_text import escaped

SMALL = 12
HEADING = 17
BOLD = 1.12  # as wide as the same text that is not
# Widths in ems, those of a wide font: a text that is given too much room is better than two that overlap.
NARROW_LETTERS = frozenset("fijlrtI.,:;'|!()[]{}/\\ -·")
WIDE_LETTERS = frozenset("mwMW@%&<>=+~^#")
NOT_IN_XML = re.compile("[\ufffe\uffff]")
ELLIPSIS = "…"


def element(name: str, attributes: Mapping[str, str | float], *content: str) -> str:
    """An element with its content, which is SVG already; numbers are rounded, attributes quoted."""
    written = "".join(f" {key}={_attribute(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def number(value: float) -> str:
    """A coordinate with at most two digits behind the point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def safe(text: str) -> str:
    """A text from the data as XML: nothing in it is markup, drives a terminal, reorders text or ends the document."""
    return escape(plain(text))


def plain(text: str) -> str:
    """A text from the data with everything written out that hides, reorders or is not allowed in XML."""
    return NOT_IN_XML.sub("\ufffd", escaped(text))


def label(text: str, x: float, y: float, *, anchor: str = "start", style: str = "", full: str = "") -> str:
    """A text at a place: "start", "middle" or "end" of it is at x, its baseline at y; `full` is its tooltip."""
    attributes: dict[str, str | float] = {"x": x, "y": y}
    if anchor != "start":
        attributes["text-anchor"] = anchor
    if style:
        attributes["class"] = style
    tooltip = [element("title", {}, safe(full))] if full and full != text else []
    return element("text", attributes, *tooltip, safe(text))


def width(text: str, size: float = SMALL) -> float:
    """About how wide a text is, rather too much than too little."""
    return size * sum(_ems(character) for character in plain(text))


def shortened(text: str, room: float, size: float = SMALL) -> str:
    """The text, or as much of its beginning as there is room for, with an ellipsis."""
    text = plain(text)
    if width(text, size) <= room:
        return text
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrapped(text: str, room: float, size: float, most: int) -> Sequence[str]:
    """The text on at most so many lines; what is too long for them is cut off."""
    lines = [""]
    for word in plain(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1] or len(lines) == most:
            lines[-1] = longer
        else:
            lines.append(word)
    return [shortened(line, room, size) for line in lines]


def _ems(character: str) -> float:
    if character in NARROW_LETTERS:
        return 0.4
    if character in WIDE_LETTERS:
        return 0.95
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.72 if character.isupper() else 0.62


def _attribute(value: str | float) -> str:
    return quoteattr(value) if isinstance(value, str) else f'"{number(value)}"'
