"""Keeping a claim while its report is being computed, and breaking the computation off when it has to end."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Protocol

from radar_cli.database.session import Database
from radar_cli.domain.report import COMPUTING_AT_MOST_SECONDS, Claim
from radar_cli.errors import DatabaseUnavailable
from radar_cli.repositories import report_states

BEAT_SECONDS = 5.0
LOOK_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Leaving(Protocol):
    """Says whether this process is to end now, whatever it is computing."""

    def is_set(self) -> bool: ...


class BrokenOff(Exception):
    """The computation was broken off; `Lease.end` says why."""


class End(Enum):
    """Why a computation was broken off."""

    LOST = "its lease is somebody else's, or it was cancelled"
    LEFT = "the worker stops, and gives it back"
    TOO_LONG = "it took too long"


class Lease:
    """A claim that is extended every 5 seconds while its report is being computed.

    The computation is broken off when the claim is lost, when the process is to end, and when it takes too long.
    On SQLite nobody can take the claim, or extend it, while the computation reads.
    """

    def __init__(self, db: Database, claim: Claim, leaving: Leaving | None) -> None:
        self.db = db
        self.claim = claim
        self.leaving = leaving
        self.end: End | None = None
        self._began_at = self._extended_at = time.monotonic()
        self._enders: list[Callable[[], None]] = []
        self._ending = threading.Lock()
        self._computed = False

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Computing happens inside.

        Raises:
            BrokenOff: out of whatever was being done.
        """
        with self._interruptible():
            watch.add(self)
            try:
                yield
            finally:
                watch.remove(self)
                with self._ending:
                    self._computed = True

    def ends_query(self) -> None:
        """The computation's queries run on this thread's connection, and are to end with it."""
        self._enders.append(self.db.ender())

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        # Only the main thread can be interrupted, by a signal; there, what is no query ends as well.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        main = threading.get_ident()
        before = signal.signal(signal.SIGALRM, _break_off)
        self._enders.append(lambda: signal.pthread_kill(main, signal.SIGALRM))
        try:
            yield
        finally:
            signal.signal(signal.SIGALRM, before)

    def look(self) -> None:
        """Do what is due now; called again and again, by another thread than the one that computes."""
        now = time.monotonic()
        if self.end is not None:
            return
        if now - self._began_at >= COMPUTING_AT_MOST_SECONDS:
            self._break_off(End.TOO_LONG)
        elif self.leaving is not None and self.leaving.is_set():
            self._break_off(End.LEFT)
        elif not self.db.dialect.readers_hold_writers_up and now - self._extended_at >= BEAT_SECONDS:
            self._extended_at = now
            self._extend()

    def _extend(self) -> None:
        try:
            with self.db.transaction():
                ours = report_states.extend(self.db, self.claim.report_id, self.claim.token)
        except DatabaseUnavailable as error:
            logger.warning("the lease of report %s could not be extended: %s", self.claim.report_id, error)
            return
        finally:
            self.db.disconnect()
        if not ours:
            self._break_off(End.LOST)

    def _break_off(self, end: End) -> None:
        with self._ending:
            if self._computed:
                return
            self.end = end
            for ender in self._enders:
                ender()


class Watch:
    """The one thread of a process that looks after its leases: to start one for each report would cost too much."""

    def __init__(self) -> None:
        self._leases: list[Lease] = []
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, lease: Lease) -> None:
        with self._changing:
            self._leases.append(lease)
            # After a fork the thread is not there any more.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look_after_all, name="leases", daemon=True)
                self._thread.start()

    def remove(self, lease: Lease) -> None:
        with self._changing:
            self._leases = [one for one in self._leases if one is not lease]

    def _look_after_all(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            for lease in self._leases:
                self._look_after(lease)

    def _look_after(self, lease: Lease) -> None:
        try:
            lease.look()
        except Exception:  # the thread must outlive whatever happens once
            logger.exception("the lease of report %s could not be looked after", lease.claim.report_id)
        if lease.end is not None:
            self.remove(lease)


watch = Watch()


def _break_off(*_: object) -> None:
    raise BrokenOff
