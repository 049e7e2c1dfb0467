"""A computation that is broken off anywhere fails alone: the next one of the process is none the worse."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from radar_cli.domain.report import ErrorCode, ReportStatus
from radar_cli.domain.user import User
from radar_cli.services import reports
from radar_cli.services.interruption import BrokenOff
from radar_cli.services.lease import End, Lease
from radar_cli.services.publishing import InProcess
from tests.reporting import read, submit
from tests.world import World

EVERY = 9


class BreakOff:
    """Breaks a computation off at its n-th line, in whatever function that is."""

    def __init__(self, line: int) -> None:
        self.left = line
        self.kept = Lease.kept

    def patched(self) -> Any:
        breaking = self

        @contextmanager
        def kept(lease: Lease) -> Iterator[None]:
            with breaking.kept(lease):
                lease.end = End.TOO_LONG
                sys.settrace(breaking._trace)
                try:
                    yield
                finally:
                    sys.settrace(None)

        return kept

    def _trace(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise BrokenOff
        return self._trace


def test_wherever_it_is_broken_off_the_next_one_is_computed(
    world: World, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = InProcess(world.db)
    broken_off = 0
    for line in range(1, 10_000, EVERY):
        breaking = BreakOff(line)
        with monkeypatch.context() as patch:
            patch.setattr(Lease, "kept", breaking.patched())
            report = read(world, ana, submit(world, ana, publisher))
        assert (report.status, report.error_code) == (ReportStatus.FAILED, ErrorCode.TIMEOUT)
        following = read(world, ana, submit(world, ana, publisher))
        assert reports.result_of(following)["status_counts"]["todo"] == 1
        if breaking.left > 0:
            break
        broken_off += 1
    assert broken_off > 10
