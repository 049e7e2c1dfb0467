"""A made-up export of Taskwarrior: the same for the same number of tasks.

Of a hundred tasks 50 are pending, 40 completed and 10 deleted. One in three has tags, one in ten a due date and an
annotation, one in twenty was started, one in fifty depends on an earlier one.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
STATUSES = ("pending", "completed", "pending", "completed", "pending", "completed", "pending", "completed", "pending")
# Odd, so that no two of the first 2^128 multiples are alike; large, so that they are spread like random ones.
SPREAD = 0x9E3779B97F4A7C15F39CC0605CEDC835


def write(path: Path, count: int) -> None:
    """Write so many tasks, as `task export` does: an array, one a line."""
    lines = ",\n".join(json.dumps(task) for task in _tasks(count))
    path.write_text(f"[\n{lines}\n]\n", "utf-8")


def _tasks(count: int) -> Iterator[dict[str, object]]:
    for number in range(1, count + 1):
        entry = FIRST + timedelta(minutes=number * 5)
        status = STATUSES[number % 10] if number % 10 < len(STATUSES) else "deleted"
        task: dict[str, object] = {
            "id": number if status == "pending" else 0,
            "description": f"Task number {number}: what is to be done about it, in a line of the usual length",
            "entry": _time(entry),
            "modified": _time(entry + timedelta(days=3)),
            "project": ("web", "ops", "web.mobile")[number % 3],
            "status": status,
            "uuid": _uuid(number),
            "urgency": number % 17 + 0.5,
        }
        if status != "pending":
            task["end"] = _time(entry + timedelta(days=3))
        if number % 4:
            task["priority"] = ("L", "M", "H")[number % 4 - 1]
        yield task | _rarer(number, entry)


def _rarer(number: int, entry: datetime) -> dict[str, object]:
    found: dict[str, object] = {}
    if number % 3 == 0:
        found["tags"] = ["backend", "later"]
    if number % 10 == 7:
        found["due"] = _time(entry + timedelta(days=14))
        found["annotations"] = [{"entry": _time(entry + timedelta(days=1)), "description": "asked about it"}]
    if number % 20 == 11:
        found["start"] = _time(entry + timedelta(days=2))
    if number % 50 == 49:
        found["depends"] = [_uuid(number - 48)]
    return found


def _uuid(number: int) -> str:
    return str(UUID(int=number * SPREAD % 2**128))


def _time(instant: datetime) -> str:
    return instant.strftime("%Y%m%dT%H%M%SZ")
