"""Connections whose statements are counted, and whose process can be killed right before one of them."""

import os
import signal
from collections.abc import Callable
from types import TracebackType
from typing import Any

from radar_cli.database import postgresql_migrations, sqlite_migrations


class Counter:
    """Counts the statements of a process; `value` is shared memory, so that it outlives the process."""

    def __init__(self, value: Any, last: int | None) -> None:
        self.value = value
        self.last = last
        self.is_resting = False

    def count(self) -> None:
        """Note one more statement, or die before it."""
        if self.is_resting:
            return
        self.value.value += 1
        if self.value.value == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def rest(self) -> None:
        """Count no more."""
        self.is_resting = True


class Counted:
    """A connection or a cursor: like the one inside of it, but for the counting."""

    def __init__(self, inner: Any, counter: Counter) -> None:
        self.inner = inner
        self.counter = counter

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def __enter__(self) -> "Counted":
        self.inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.inner.__exit__(kind, error, traceback)

    def cursor(self) -> "Counted":
        return Counted(self.inner.cursor(), self.counter)

    def execute(self, *arguments: Any) -> Any:
        self.counter.count()
        return self.inner.execute(*arguments)


def count_statements(counter: Counter) -> None:
    """Count what migrations run in this process, which must be a short-lived one."""
    for module in (postgresql_migrations, sqlite_migrations):
        module.connect = _counting(module.connect, counter)


def _counting(connect: Callable[[Any], Any], counter: Counter) -> Callable[[Any], Counted]:
    return lambda where: Counted(connect(where), counter)
