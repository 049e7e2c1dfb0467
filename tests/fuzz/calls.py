"""Command lines run in this process: with streams of bytes, as a terminal's are, and an end to what hangs."""

import io
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from radar_cli.app import run

# Of the processor's time, after which a line is ended that would never end.
HANGS_AFTER_SECONDS = 20


class Hung(BaseException):
    """It computes and computes."""


class Became(BaseException):
    """The process has become another program, as `radar worker` does; here it does not."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a command line left behind.

    Its exit code and what it wrote; how long it took, and for how much of that it computed; an error that escaped.
    """

    code: int
    out: bytes
    err: bytes
    seconds: float
    computing: float = 0.0
    escaped: BaseException | None = None


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def call(
    arguments: Sequence[str],
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    *,
    on_terminal: bool = False,
) -> Result:
    """Run one command line; only its stdout may be a terminal."""
    began, computed = time.monotonic(), time.process_time()
    with (
        _streams(stdin, Terminal if on_terminal else io.TextIOWrapper) as (out, err),
        _environment(environment or {}),
        _guarded(),
    ):
        escaped: BaseException | None = None
        try:
            code = int(run(arguments))
        except Became:
            code = 0
        except BaseException as error:
            code, escaped = -1, error
        sys.stdout.flush()
        sys.stderr.flush()
        took, computing = time.monotonic() - began, time.process_time() - computed
        return Result(code, out.getvalue(), err.getvalue(), took, computing, escaped)


@contextmanager
def _streams(stdin: bytes, of_stdout: type[io.TextIOWrapper]) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8", "surrogateescape")
    sys.stdout = of_stdout(out, "utf-8", "backslashreplace")
    sys.stderr = io.TextIOWrapper(err, "utf-8", "backslashreplace")
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def _environment(changed: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _guarded() -> Iterator[None]:
    become, handler = os.execve, signal.getsignal(signal.SIGPROF)
    os.execve = _become  # type: ignore[assignment]
    signal.signal(signal.SIGPROF, _end)
    signal.setitimer(signal.ITIMER_PROF, HANGS_AFTER_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        os.execve = become


def _become(*_: object) -> None:
    raise Became


def _end(*_: object) -> None:
    raise Hung
