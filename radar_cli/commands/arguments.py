"""Turning what was typed for tasks into the domain's values."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TypeVar

from radar_cli.domain import dates, text
from radar_cli.domain.clock import Clock
from radar_cli.domain.quoted import quoted
from radar_cli.domain.task import PRIORITIES, Priority
from radar_cli.errors import BadInput

T = TypeVar("T")
BYTE_ORDER_MARK = "\ufeff"


def task_id(written: str) -> int:
    """A task's number.

    Raises:
        BadInput: it is none.
    """
    try:
        return text.identifier(written, "task number")
    except BadInput as error:
        raise BadInput(error.what, f"{error.mend}; radar task list ref:KEY --status all finds a key") from None


def batch_number(written: str) -> int:
    """A batch's number.

    Raises:
        BadInput: it is none.
    """
    return text.identifier(written, "batch number")


def instant(written: str, clock: Clock, zone: Callable[[], tzinfo]) -> datetime:
    """The instant (UTC) that a date means.

    Raises:
        BadInput: it is no date.
    """
    return dates.instant(written, clock(), zone())


def task_ids(written: Sequence[str]) -> list[int]:
    """Task numbers, or with a single "-" those on stdin, one a line.

    Raises:
        BadInput: one of them is none, or there are none.
    """
    if list(written) == ["-"]:
        return _lines_of_stdin("task numbers", task_id)
    return [task_id(word) for word in written]


def titles_of_stdin() -> list[str]:
    """The titles on stdin, one a line.

    Raises:
        BadInput: one of them is none, or there are none.
    """
    return _lines_of_stdin("titles", text.title)


def _lines_of_stdin(what: str, read: Callable[[str], T]) -> list[T]:
    """What `read` makes of the lines that are not blank; its complaints are given their line."""
    lines = [line.lstrip(BYTE_ORDER_MARK).strip() for line in sys.stdin]
    found = [_of_line(number, line, read) for number, line in enumerate(lines, 1) if line]
    if not found:
        raise BadInput(f"there are no {what} on stdin", "give one a line")
    return found


def _of_line(number: int, line: str, read: Callable[[str], T]) -> T:
    try:
        return read(line)
    except BadInput as error:
        raise BadInput(f"line {number}: {error.what}", error.mend) from None


def priority(written: str) -> Priority:
    """The priority of that label.

    Raises:
        BadInput: there is none.
    """
    if written not in PRIORITIES:
        raise BadInput(f"there is no priority {quoted(written)}", f"use {', '.join(PRIORITIES)}")
    return PRIORITIES[written]


def span(
    since: str | None, until: str | None, clock: Clock, zone: Callable[[], tzinfo]
) -> tuple[datetime | None, datetime | None]:
    """The instants (UTC) that a --since and an --until option mean; None for one that is left out.

    Raises:
        BadInput: one is no date, or the first is in the future, where nothing has happened yet.
    """
    if since is None and until is None:
        return None, None
    now = clock()
    start = None if since is None else dates.instant(since, now, zone())
    if start is not None and start > now:
        raise BadInput(f"{since} is in the future", "write -7d for 7 days ago")
    return start, None if until is None else dates.instant(until, now, zone())
