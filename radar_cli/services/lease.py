"""Keeping a claim while its report is being computed, and breaking the computation off when it has to end."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Protocol

from radar_cli.database.session import Database
from radar_cli.domain.report import COMPUTING_AT_MOST_SECONDS, Claim
from radar_cli.errors import RadarError
from radar_cli.repositories import report_states
from radar_cli.services.interruption import interruptible

BEAT_SECONDS = 5.0
LOOK_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Stopping(Protocol):
    """Says whether this process is to end now, whatever it is computing."""

    def is_set(self) -> bool: ...


class End(Enum):
    """Why a computation was broken off."""

    LOST = "its lease is somebody else's, or it was cancelled"
    STOPPED = "the worker stops, and gives it back"
    TOO_LONG = "it took too long"


class Lease:
    """A claim that is extended every 5 seconds while its report is being computed.

    The computation is broken off when the claim is lost, when the process is to end, and when it takes too long.
    In a database of one file the claim is for as long as a computation may take, since nobody can extend it meanwhile.
    """

    def __init__(self, db: Database, claim: Claim, stopping: Stopping | None) -> None:
        self.db = db
        self.claim = claim
        self.stopping = stopping
        self.end: End | None = None
        self._began_at = self._extended_at = time.monotonic()
        self._breaks: tuple[Callable[[], None], ...] = ()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Computing happens inside, in a transaction that is open already.

        Raises:
            BrokenOff: out of whatever was being done.
        """
        cancel_query = self.db.canceller()
        with interruptible() as interrupt:
            # The signal first: it does not wait, and cancelling may, for a server that is silent.
            self._breaks = (interrupt, cancel_query)
            for watch in (looks, beats):
                watch.add(self)
            try:
                yield
            finally:
                self._breaks = ()
                for watch in (looks, beats):
                    watch.remove(self)

    def look(self) -> None:
        """Break off what has to end; called again and again, by another thread than the one that computes."""
        if self.end is not None:
            # Again: what comes in the moment before a wait or a query begins does not end it.
            self._break_off(self.end)
        elif time.monotonic() - self._began_at >= COMPUTING_AT_MOST_SECONDS:
            self._break_off(End.TOO_LONG)
        elif self.stopping is not None and self.stopping.is_set():
            self._break_off(End.STOPPED)

    def beat(self) -> None:
        """Extend the claim when it is time to; called again and again, by another thread."""
        if self.end is not None or self.db.dialect.is_one_file or time.monotonic() - self._extended_at < BEAT_SECONDS:
            return
        self._extended_at = time.monotonic()
        try:
            with self.db.transaction():
                ours = report_states.extend(self.db, self.claim.report_id, self.claim.token)
        finally:
            self.db.disconnect()
        if not ours:
            self._break_off(End.LOST)

    def _break_off(self, end: End) -> None:
        breaks = self._breaks
        if breaks:
            self.end = end
        for break_ in breaks:
            break_()


class Watch:
    """A thread that looks after all leases of a process: to start one for each report would cost too much."""

    def __init__(self, name: str, duty: Callable[[Lease], None]) -> None:
        self.name = name
        self.duty = duty
        self._leases: tuple[Lease, ...] = ()
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, lease: Lease) -> None:
        with self._changing:
            self._leases = (*self._leases, lease)
            # After a fork the thread is not there any more.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look_after_all, name=self.name, daemon=True)
                self._thread.start()

    def remove(self, lease: Lease) -> None:
        with self._changing:
            self._leases = tuple(one for one in self._leases if one is not lease)

    def _look_after_all(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            for lease in self._leases:
                self._look_after(lease)

    def _look_after(self, lease: Lease) -> None:
        try:
            self.duty(lease)
        except RadarError as error:
            logger.warning("the lease of report %s: %s", lease.claim.report_id, error)
        except Exception:  # the thread must outlive whatever happens once
            logger.exception("the lease of report %s", lease.claim.report_id)


# Two threads, because a database that is silent holds a beat up, and must not hold up what ends a computation.
looks = Watch("looks", Lease.look)
beats = Watch("beats", Lease.beat)
