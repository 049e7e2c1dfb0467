"""Ctrl-C while the program is still being loaded, and nothing has been done."""

import os
import signal
from typing import NoReturn

from radar_cli.errors import ExitCode, Interrupted

STDERR = 2


def expect() -> None:
    """From now on Ctrl-C ends the process with a line, unless it is ignored, as in the background of a script."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, leave)


def hand_over() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt again, for whoever has something to undo or to say."""
    if signal.getsignal(signal.SIGINT) is leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def leave(*_: object) -> NoReturn:
    """End the process at once, saying so."""
    try:
        os.write(STDERR, f"radar: {Interrupted()}\n".encode())
    finally:
        os._exit(ExitCode.INTERRUPTED)
