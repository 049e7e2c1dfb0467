"""What a name, a title or an e-mail address may look like."""

import re
from collections.abc import Iterable

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

MAX_TITLE = 500
MAX_DESCRIPTION = 64 * 1024
MAX_NAME = 100
MAX_EMAIL = 254
MAX_TAGS = 100
MAX_ID = 2**63 - 1
MAX_SECONDS = 86_400
MIN_PASSWORD = 12
MAX_PASSWORD = 128

EMAIL = r"[^@\s/]+@[^@\s/]+"


def title(value: str) -> str:
    """A task's title: one line, 1 to 500 characters, trimmed.

    Raises:
        BadInput: it is empty, too long, of several lines, or has characters that cannot be stored.
    """
    return _line(value, "title", MAX_TITLE)


def description(value: str) -> str:
    """A task's description: any lines of text, at most 64 KiB in UTF-8.

    Raises:
        BadInput: it is too long or has characters that cannot be stored.
    """
    if not value:
        return value
    _storable(value, "description")
    if len(value.encode()) > MAX_DESCRIPTION:
        raise BadInput("the description is longer than 64 KiB", "shorten it, or link to a document")
    return value


def tags(values: Iterable[str]) -> tuple[str, ...]:
    """Tags in order, each once: each one line of 1 to 100 characters without a comma, trimmed.

    Raises:
        BadInput: one is none, or there are more than 100.
    """
    cleaned = sorted({_tag(value) for value in values})
    if len(cleaned) > MAX_TAGS:
        raise BadInput(f"there are {len(cleaned)} tags", f"use at most {MAX_TAGS}")
    return tuple(cleaned)


def comment(value: str) -> str:
    """A remark: any lines of text, not empty, at most 64 KiB in UTF-8, without white space around it.

    Raises:
        BadInput: it is empty, too long or has characters that cannot be stored.
    """
    remark = value.strip()
    if not remark:
        raise BadInput("the comment is empty", "say something")
    _storable(remark, "comment")
    if len(remark.encode()) > MAX_DESCRIPTION:
        raise BadInput("the comment is longer than 64 KiB", "shorten it, or link to a document")
    return remark


def line(value: str, what: str) -> str:
    """One line of text like a title: 1 to 500 characters, trimmed. `what` is said in errors.

    Raises:
        BadInput: as for a title.
    """
    return _line(value, what, MAX_TITLE)


def name(value: str, what: str) -> str:
    """A name of a project or a person: one line, 1 to 100 characters, trimmed. `what` is said in errors.

    Raises:
        BadInput: as for a title.
    """
    return _line(value, what, MAX_NAME)


def email(value: str) -> str:
    """An e-mail address in lower case.

    Raises:
        BadInput: it does not look like an address.
    """
    address = value.strip().lower()
    if len(address) > MAX_EMAIL or not address.isprintable() or not re.fullmatch(EMAIL, address):
        raise BadInput(f"{quoted(value)} is not an e-mail address", "write it like ana@example.com")
    _storable(address, "e-mail address")
    return address


def password(value: str) -> str:
    """A new password, unchanged.

    Raises:
        BadInput: it is shorter than 12 or longer than 128 characters.
    """
    if not MIN_PASSWORD <= len(value) <= MAX_PASSWORD:
        raise BadInput(f"the password has {len(value)} characters", f"use {MIN_PASSWORD} to {MAX_PASSWORD} of them")
    _storable(value, "password")
    return value


def identifier(value: str, what: str) -> int:
    """The number of a task or another row.

    Raises:
        BadInput: it is not a whole number from 1 to 2^63 - 1 in plain digits.
    """
    if not (value.isascii() and value.isdigit() and len(value) <= 19 and 1 <= int(value) <= MAX_ID):
        raise BadInput(f"{quoted(value)} is not a {what}", "give its number, like 42")
    return int(value)


def count(value: str | int) -> int:
    """How many of something: a whole number from 1 up.

    Raises:
        BadInput: it is not.
    """
    written = str(value)
    if not (written.isascii() and written.isdigit() and len(written) <= 9 and int(written) >= 1):
        raise BadInput(f"{quoted(written)} is not a number of things", "give a whole number from 1 up")
    return int(written)


def seconds(value: str | float) -> float:
    """A time to wait, in seconds: a decimal number from 0 to a day.

    Raises:
        BadInput: it is not.
    """
    written = str(value)
    if not (re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,6})?", written) and float(written) <= MAX_SECONDS):
        raise BadInput(f"{quoted(written)} is not a time in seconds", f"give a number from 0 to {MAX_SECONDS}")
    return float(written)


def flaw(value: str) -> str | None:
    """What keeps a text from being stored, to follow its name in a sentence; None for a text that can be.

    What came from bytes that are no UTF-8 holds lone surrogates in their place.
    """
    if "\0" in value:
        return "contains a NUL character"
    if value.isascii():
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return "is not valid UTF-8"
    return None


def folded(value: str) -> str:
    """The form in which two names are compared: case does not matter."""
    return value.casefold()


def _tag(value: str) -> str:
    tag = _line(value, "tag", MAX_NAME)
    if "," in tag:
        raise BadInput(f"the tag {quoted(tag)} has a comma", "give each tag by itself")
    return tag


def _line(value: str, what: str, longest: int) -> str:
    line = value.strip()
    if not line:
        raise BadInput(f"the {what} is empty", "give it at least one character")
    if len(line) > longest:
        raise BadInput(f"the {what} has {len(line)} characters", f"use at most {longest}")
    if line.isprintable():
        return line
    if any(character in line for character in "\n\r\v\f\x85\u2028\u2029"):
        raise BadInput(f"the {what} has several lines", "put it on one line")
    _storable(line, what)
    return line


def _storable(value: str, what: str) -> None:
    if (why := flaw(value)) is not None:
        raise BadInput(f"the {what} {why}", "check the terminal's or the file's encoding")
