"""What is said of a filter that cannot be understood: where, what, and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput


def mistake(offset: int, what: str, mend: str) -> BadInput:
    """An error at an offset of the filter, which people count from 1."""
    return BadInput(f"in the filter at character {offset + 1}: {what}", mend)


def unknown(offset: int, what: str, written: str, known: Iterable[str]) -> BadInput:
    """An error for a word that is not one of those known; `what` it should have been is said."""
    words = list(known)
    close = get_close_matches(written.lower(), words, n=1)
    mend = f"did you mean {close[0]}?" if close else f"use {', '.join(words)}"
    return mistake(offset, f"there is no {what} {quoted(written)}", mend)
