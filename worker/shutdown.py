"""A worker that is told to stop lets its reports end for a while, and then has them given back.

Celery's own soft shutdown does not do it: on SIGTERM it is not used, and on SIGQUIT it waits its whole time even
when everything has ended.
"""

import mmap
import threading
from typing import Any

PATIENCE_SECONDS = 30.0


class SharedFlag:
    """A flag that the processes forked after it see as well. Once it is set it stays so."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 1)

    def set(self) -> None:
        self._memory[0] = 1

    def is_set(self) -> bool:
        return self._memory[0] == 1


stopping = SharedFlag()


def give_back_later(**_: Any) -> None:
    """Have what is still being computed in 30 seconds given back: another worker computes it."""
    timer = threading.Timer(PATIENCE_SECONDS, stopping.set)
    timer.daemon = True
    timer.start()
