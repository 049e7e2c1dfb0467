"""A file as lines of text."""

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from radar_cli.errors import BadInput


def text_lines(source: BinaryIO) -> tuple[str, Iterator[str]]:
    """The first line that is not blank, and all lines, with their ends and without a byte order mark.

    Lines are read as they are asked for.

    Raises:
        BadInput: the file is empty or not UTF-8, which may be seen only when a later line is asked for.
    """
    lines = _decoded(source)
    blank: list[str] = []
    for line in lines:
        if line.strip():
            return line, chain(blank, [line], lines)
        blank.append(line)
    raise BadInput("the file is empty", "check how it was exported")


def _decoded(source: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(source, 1):
        if number == 1:
            _refuse_utf16(line)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8", errors="replace")) + 1
            raise BadInput(f"the file is not UTF-8 (line {number}, column {column})", "save it as UTF-8") from None


def _refuse_utf16(start: bytes) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start[:4]:
        raise BadInput("the file is not UTF-8 but UTF-16 (line 1, column 1)", "save it as UTF-8")
