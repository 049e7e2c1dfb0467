"""Texts of Jira: plain ones, and documents in Atlassian's format."""

from typing import Any

from radar_cli.importers.fields import Fields, Malformed, kind, storable

BLOCKS = ("paragraph", "heading", "listItem", "codeBlock", "blockquote", "tableRow", "rule", "mediaSingle")
SAID_BY_ATTRIBUTE = ("text", "url", "shortName")


def rich_text(record: Fields, name: str) -> str:
    """A text or a document as plain text, its blocks on lines of their own; empty where there is none.

    Raises:
        Malformed: it is neither.
    """
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return storable(value, name)
    if isinstance(value, dict):
        return storable(_lines("".join(_pieces(value))), name)
    raise Malformed(f"{name} is {kind(value)}, not text")


def _pieces(node: Any) -> list[str]:
    """The texts of a document in their order; what is not of its format says nothing."""
    if isinstance(node, list):
        return [piece for child in node for piece in _pieces(child)]
    if not isinstance(node, dict):
        return []
    if isinstance(node.get("text"), str):
        return [node["text"]]
    if node.get("type") == "hardBreak":
        return ["\n"]
    pieces = _attribute(node.get("attrs")) + _pieces(node.get("content"))
    return [*pieces, "\n"] if node.get("type") in BLOCKS else pieces


def _attribute(attributes: Any) -> list[str]:
    if not isinstance(attributes, dict):
        return []
    said = (attributes.get(name) for name in SAID_BY_ATTRIBUTE)
    return [value for value in said if isinstance(value, str)][:1]


def _lines(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")
