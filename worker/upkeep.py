"""What a worker does besides computing: every few seconds it says that it is alive, and sweeps."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from radar_cli.context import Context
from radar_cli.errors import RadarError
from radar_cli.services import sweep, workers

INTERVAL_SECONDS = 5.0
LAST_ROUND_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Upkeep:
    """A thread that does its rounds every 5 seconds, for the worker of that name."""

    def __init__(self, context: Context, name: str) -> None:
        self.context = context
        self.name = name
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._rounds, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin with a round."""
        self.thread.start()

    def stop(self, **_: Any) -> None:
        """End, and sign off, so that a stopped worker does not count as alive."""
        self.stopped.set()
        self.thread.join(LAST_ROUND_SECONDS)
        _carried_out("sign off", lambda: workers.sign_off(self.context.database, self.name))

    def _rounds(self) -> None:
        while not self.stopped.is_set():
            _carried_out("note that it is alive", lambda: workers.note_alive(self.context.database, self.name))
            _carried_out("sweep", lambda: sweep.sweep(self.context.database, self.context.publisher))
            self.stopped.wait(INTERVAL_SECONDS)


def _carried_out(what: str, duty: Callable[[], object]) -> None:
    try:
        duty()
    except RadarError as error:
        logger.warning("the worker could not %s: %s", what, error)
    except Exception:  # the thread must outlive whatever happens once
        logger.exception("the worker could not %s", what)
