"""What was done, written down outside of the database that is under test."""

import json
import os
import time
from pathlib import Path
from typing import Any


class Ledger:
    """An append-only file that many processes write to, one JSON object a line.

    Each entry is a single write between two line ends, so that what a killed writer leaves of its last one
    stands on a line of its own, and is not read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def note(self, event: str, **facts: object) -> None:
        """Write that something happened, with the time (seconds since 1970) as `at`."""
        entry = json.dumps({"event": event, "at": time.time(), **facts})
        line = f"\n{entry}\n".encode()
        written = os.write(self._file, line)
        assert written == len(line), f"only {written} of {len(line)} bytes could be written to {self.path}"

    def entries(self, event: str | None = None) -> list[dict[str, Any]]:
        """What was noted so far, of all processes, or only that of one event."""
        found = [json.loads(line) for line in self.path.read_text().split("\n") if line.endswith("}")]
        return [entry for entry in found if event in (None, entry["event"])]

    def close(self) -> None:
        os.close(self._file)
