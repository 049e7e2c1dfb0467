"""Breaking off what the main thread is doing, from another thread."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class BrokenOff(BaseException):
    """What is being done has to end at once; no `except Exception` may keep it."""


class _Main:
    """The block that the main thread is in, and the one that is to end."""

    block: object | None = None
    to_end: object | None = None


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """A block that the function given ends, called from another thread. It may come too late, and does nothing then.

    Only the main thread can be interrupted, by a signal; in another one the function does nothing.

    Raises:
        BrokenOff: out of whatever was being done, once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield _nothing
        return
    # It stays for good: with no handler, a signal that comes a moment too late would end the process.
    if signal.getsignal(signal.SIGALRM) is not _handle:
        signal.signal(signal.SIGALRM, _handle)
    main, block = threading.get_ident(), object()

    def end() -> None:
        _Main.to_end = block
        signal.pthread_kill(main, signal.SIGALRM)

    _Main.block = block
    try:
        yield end
    finally:
        _Main.block = None


def _handle(*_: object) -> None:
    if _Main.block is not None and _Main.block is _Main.to_end:
        _Main.block = None
        raise BrokenOff


def _nothing() -> None:
    pass
