"""What is longer than the screen goes through a pager, as in other programs of the terminal."""

import io
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TextIO

from radar_cli.child_environment import of_a_stranger

DEFAULT = "less -FRX"


class Captured(io.TextIOWrapper):
    """Text for the terminal, on its way there: who writes it may colour and measure as on the terminal itself."""

    def isatty(self) -> bool:
        return True


def show(write: Callable[[TextIO], None]) -> None:
    """Show what `write` writes on the terminal that stdout is: at once if it fits, or else in a pager."""
    content = io.BytesIO()
    captured = Captured(content, encoding=sys.stdout.encoding, errors="backslashreplace")
    write(captured)
    captured.flush()
    text = content.getvalue()
    pager = command(os.environ)
    if not pager or os.environ.get("TERM") == "dumb" or text.count(b"\n") < _height() or not _paged(pager, text):
        sys.stdout.buffer.write(text)
        sys.stdout.flush()


def command(environment: Mapping[str, str]) -> Sequence[str]:
    """The pager's command line; an empty one means that none is wanted, or that it makes no sense."""
    for variable in ("RADAR_PAGER", "PAGER"):
        if variable in environment:
            with suppress(ValueError):
                return shlex.split(environment[variable])
            return []
    return shlex.split(DEFAULT)


def _paged(pager: Sequence[str], text: bytes) -> bool:
    """Whether the pager could be started. That it is left before the end is no error."""
    # A less without options of its own would show colours as codes.
    environment = {"LESS": DEFAULT.partition("-")[2], **of_a_stranger(os.environ)}
    try:
        process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=environment)  # noqa: S603  the user's own, no shell
    except OSError:
        return False
    # Ctrl-C is the pager's while it runs; ending before it would leave the terminal in disorder.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError):
            process.communicate(text)
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def _height() -> int:
    with suppress(OSError):
        return os.get_terminal_size(sys.stdout.fileno()).lines
    return sys.maxsize
