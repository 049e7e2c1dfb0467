"""Waiting for a notification of PostgreSQL's, on a connection of its own."""

import select
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg2  # noqa: TID253  see postgresql.py
import psycopg2.extensions  # noqa: TID253
from psycopg2 import sql  # noqa: TID253

from radar_cli.database.postgresql_connection import connect

LISTEN = sql.SQL("LISTEN {}; SELECT pg_advisory_lock_shared(hashtext(%s), hashtext(%s))")


@contextmanager
def listening(dsn: str, channel: str, message: str) -> Iterator[Callable[[float], None]]:
    """A function that sleeps for some seconds, or until the message comes on the channel if that is sooner.

    It has a connection of its own, on which it can wait while the others are used.
    """
    with closing(_Listener(dsn, channel, message)) as listener:
        yield listener.pause


class _Listener:
    """Listens while it can. When its connection is lost, or cannot be had, it only sleeps."""

    def __init__(self, dsn: str, channel: str, message: str) -> None:
        self.message = message
        self.connection: psycopg2.extensions.connection | None = None
        try:
            self.connection = connect(dsn)
            with self.connection.cursor() as cursor:
                # Whoever is about to send the message without having found us here makes us wait for its commit.
                cursor.execute(LISTEN.format(sql.Identifier(channel)), (channel, message))
        except psycopg2.Error:
            self.close()

    def pause(self, seconds: float) -> None:
        give_up_at = time.monotonic() + seconds
        while (left := give_up_at - time.monotonic()) > 0 and not self._heard_within(left):
            pass

    def _heard_within(self, seconds: float) -> bool:
        if self.connection is None:
            time.sleep(seconds)
            return False
        try:
            if select.select([self.connection], [], [], seconds)[0]:
                self.connection.poll()
            heard = any(notice.payload == self.message for notice in self.connection.notifies)
            self.connection.notifies.clear()
        except (psycopg2.Error, OSError, ValueError):  # lost; a closed connection has no file number
            self.close()
            return False
        return heard

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
