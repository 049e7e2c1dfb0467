"""Inserting while the program goes on: the rows of the next tasks are made while those of the last are written."""

import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from radar_cli.database.dialect import Statement
from radar_cli.database.session import Database

# What waits to be written is in memory.
MOST_WAITING = 60
# How long one of the two threads may keep the other waiting for the interpreter: the usual 5 ms are longer than most
# statements take.
TURN_SECONDS = 0.0002


@contextmanager
def inserting_ahead(db: Database) -> Iterator[None]:
    """Within a transaction, let the inserts of this thread be carried out by another one, in their order.

    Every other statement, and the end of the block, waits for them, and raises what became of them. Numbers for new
    rows do not.
    """
    usual_turn = sys.getswitchinterval()
    executor = ThreadPoolExecutor(1)
    ahead = Ahead(executor)
    db.pony.provider.pool.ahead = ahead
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
        ahead.wait()
    finally:
        executor.shutdown(cancel_futures=True)
        sys.setswitchinterval(usual_turn)
        db.pony.provider.pool.ahead = None
        ahead.close()


class Ahead:
    """The statements of one connection that go ahead.

    `beside` is another connection, where one is needed. `next_numbers` are those of the next rows, by the query for
    them, where nobody else gives any.
    """

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self.beside: Any = None
        self.next_numbers: dict[str, int] = {}
        self._executor = executor
        self._waiting: deque[Future[object]] = deque()

    def submit(self, database: Any, statement: Statement) -> None:
        """Have a statement carried out after those before it; raises what became of an earlier one."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft().result()
        cursor = database._get_cache().prepare_connection_for_query_execution().cursor()
        self._waiting.append(self._executor.submit(database.provider.execute, cursor, *statement))

    def close(self) -> None:
        """Close the other connection."""
        if self.beside is not None:
            self.beside.close()

    def wait(self) -> None:
        """Wait for the statements; raises what became of them."""
        while self._waiting:
            self._waiting.popleft().result()
