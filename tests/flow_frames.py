"""Made-up histories as pandas sees them: what became of each task, and when days began, without radar's own code."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from radar_cli.domain.task import Move
from tests.histories import History

FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M"}  # a week that ends on Sunday
TIMES = ("created", "started", "done", "cancelled")
STATUSES = {Move.START: "in_progress", Move.DONE: "done", Move.CANCEL: "cancelled", Move.REOPEN: "todo"}


def frame(histories: Sequence[History]) -> pd.DataFrame:
    """A row for each task: `created`, `started` (first), `done` and `cancelled` (last), and how it ended."""
    rows = [_ended(history) for history in histories]
    tasks = pd.DataFrame(rows, columns=[*TIMES, "status", "reopened", "priority"])
    for name in TIMES:
        tasks[name] = pd.to_datetime(tasks[name], utc=True)
    return tasks


def entries(histories: Sequence[History]) -> pd.DataFrame:
    """A row for each entry of a task into a status: `task` (its place), `at`, `status`, in the order of time."""
    rows = [(place, at, status) for place, history in enumerate(histories) for at, status in _entries(history)]
    found = pd.DataFrame(rows, columns=["task", "at", "status"])
    found["at"] = pd.to_datetime(found["at"], utc=True)
    return found


def start(day: str, zone: str) -> pd.Timestamp:
    """When a day begins."""
    return pd.Timestamp(day).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)


def calendar(since: pd.Timestamp, until: pd.Timestamp, by: str) -> pd.PeriodIndex:
    """The periods from one instant up to another, in the zone of both."""
    last = until - pd.Timedelta(1, "us")
    return pd.period_range(since.tz_localize(None), last.tz_localize(None), freq=FREQUENCIES[by])


def whole(period: pd.Period, since: pd.Timestamp, until: pd.Timestamp) -> bool:
    """Whether all of a period is between two instants."""
    return start(str(period.start_time), str(since.tz)) >= since and ended(period, until)


def ended(period: pd.Period, until: pd.Timestamp) -> bool:
    """Whether a period is over by then."""
    return start(str((period + 1).start_time), str(until.tz)) <= until


def end(period: pd.Period, until: pd.Timestamp) -> pd.Timestamp:
    """When a period ends, or what is asked for if that is sooner."""
    return min(start(str((period + 1).start_time), str(until.tz)), until)


def counted(instants: pd.Series, since: pd.Timestamp, until: pd.Timestamp, by: str) -> list[int]:
    """How many instants there are in each period between two instants."""
    within = instants[(instants >= since) & (instants < until)].dt.tz_convert(str(since.tz)).dt.tz_localize(None)
    numbers = within.dt.to_period(FREQUENCIES[by]).value_counts()
    return [int(number) for number in numbers.reindex(calendar(since, until, by), fill_value=0)]


def _ended(history: History) -> tuple[Any, ...]:
    entered = list(_entries(history))
    last_at, status = entered[-1]
    started = [at for at, one in entered if one == "in_progress"]
    reopened = sum(step is Move.REOPEN for _, step in history.steps)
    return (
        history.created_at,
        started[0] if started else None,
        last_at if status == "done" else None,
        last_at if status == "cancelled" else None,
        status,
        reopened,
        history.priority.label,
    )


def _entries(history: History) -> Iterator[tuple[datetime, str]]:
    yield history.created_at, "todo"
    for at, step in history.steps:
        if isinstance(step, Move):
            yield at, STATUSES[step]
