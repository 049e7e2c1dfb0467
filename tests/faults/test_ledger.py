"""The ledger: nothing that was noted is lost, whoever is killed."""

import multiprocessing
from itertools import count, islice
from pathlib import Path

import pytest

from tests.faults.ledger import Ledger
from tests.processes import eventually

pytestmark = pytest.mark.xdist_group("faults")

ENTRIES = 300
PADDING = "x" * 3_000


def test_a_ledger_keeps_every_entry_of_many_writers_also_when_one_is_killed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    spawn = multiprocessing.get_context("spawn")
    wanted = {"first": ENTRIES, "second": ENTRIES, "third": ENTRIES, "killed": None}
    writers = {name: spawn.Process(target=_write, args=(ledger.path, name, number)) for name, number in wanted.items()}
    for writer in writers.values():
        writer.start()
    try:
        eventually(lambda: len(ledger.entries("killed")) > 50, 30)
    finally:
        writers["killed"].kill()
        for writer in writers.values():
            writer.join()
    for name in ("first", "second", "third"):
        assert [entry["number"] for entry in ledger.entries(name)] == list(range(ENTRIES))
    killed = [entry["number"] for entry in ledger.entries("killed")]
    assert killed == list(range(len(killed)))
    assert len(ledger.entries()) == 3 * ENTRIES + len(killed)
    ledger.close()


def test_a_half_entry_is_not_read_and_spoils_no_other(tmp_path: Path) -> None:
    ledger, other = Ledger(tmp_path / "ledger"), Ledger(tmp_path / "ledger")
    ledger.note("sent", report=1)
    with ledger.path.open("a") as file:
        file.write('\n{"event": "sent", "repo')
    assert [entry["report"] for entry in ledger.entries()] == [1]
    other.note("sent", report=2)
    other.note("ran", report=2)
    assert [entry["report"] for entry in ledger.entries("sent")] == [1, 2]
    assert ledger.entries()[-1]["event"] == "ran"
    ledger.close()
    other.close()


def _write(path: Path, name: str, number: int | None) -> None:
    ledger = Ledger(path)
    for written in islice(count(), number):
        ledger.note(name, number=written, padding=PADDING)
