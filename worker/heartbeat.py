"""The worker's sign of life in the database, which radar health looks at."""

import logging
import threading
from typing import Any

from radar_cli.context import Context
from radar_cli.errors import RadarError
from radar_cli.services import workers

INTERVAL_SECONDS = 10.0
LAST_BEAT_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Heartbeat:
    """A thread that notes every 10 seconds that the worker of that name is alive."""

    def __init__(self, context: Context, name: str) -> None:
        self.context = context
        self.name = name
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self.thread.start()

    def stop(self, **_: Any) -> None:
        """Take the note back, so that a stopped worker does not count as alive."""
        self.stopped.set()
        self.thread.join(LAST_BEAT_SECONDS)
        try:
            workers.sign_off(self.context.database, self.name)
        except Exception:
            logger.exception("the worker could not sign off")

    def _beat(self) -> None:
        while not self.stopped.is_set():
            try:
                workers.note_alive(self.context.database, self.name)
            except RadarError as error:
                logger.warning("the worker could not note that it is alive: %s", error)
            except Exception:  # the thread must outlive whatever happens once
                logger.exception("the worker could not note that it is alive")
            self.stopped.wait(INTERVAL_SECONDS)
