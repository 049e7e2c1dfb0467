"""The files that people name for results."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

# How a SQLite database begins, its write-ahead log on either kind of machine, the index of that, and a journal.
DATABASES = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\x18\xe2\x2d\x00", b"\xd9\xd5\x05\xf9")


def named(written: str, flag: str) -> Path:
    """The file that an option names.

    Raises:
        BadInput: it names none, or a database, which would be lost.
    """
    if written in ("", "-") or "\0" in written:
        raise BadInput(f"{flag} {quoted(written)} names no file", f"give one, or leave {flag} out")
    require_no_database(Path(written))
    return Path(written)


def reader(flag: str) -> "Callable[[str], Path]":
    """`named`, as the parser of an option."""
    return partial(named, flag=flag)


def require_no_database(file: Path) -> None:
    """Refuse a file whose content nobody could write again.

    Raises:
        BadInput: it is a SQLite database, radar's own or another one, or belongs to one.
    """
    if not _begins_like_a_database(file):
        return
    raise BadInput(f"{file} is a database, and would be overwritten", "choose another file")


def _begins_like_a_database(file: Path) -> bool:
    try:
        if not file.is_file():  # a device or a pipe is never read from
            return False
        with file.open("rb") as opened:
            return opened.read(16).startswith(DATABASES)
    except OSError:
        return False  # what is wrong with it is said by whoever writes it
