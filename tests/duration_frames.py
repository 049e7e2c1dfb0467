"""Durations computed once more by pandas and numpy, from what happened to made-up tasks: nothing here calls radar."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd

from radar_cli.domain.task import Move
from tests.histories import BLOCK, UNBLOCK, History

NANOSECONDS_A_DAY = 86_400 * 10**9
OPEN = ("todo", "in_progress")
COLUMNS = ("created", "started", "done", "cancelled", "reopened", "restarted", "due")


def frame(histories: Sequence[History]) -> pd.DataFrame:
    """A row for each task: its status and times (UTC), how often it was reopened and its tags; see `visits` too."""
    rows = pd.DataFrame([_row(history) for history in histories])
    for column in COLUMNS:
        rows[column] = pd.to_datetime(rows[column], utc=True)
    return rows


def visits(histories: Sequence[History], as_of: datetime) -> pd.DataFrame:
    """A row for each stretch of time in which a task was in one status, blocked or not: what goes on ends at as_of."""
    found = [visit for place, history in enumerate(histories) for visit in _visits(place, history, as_of)]
    rows = pd.DataFrame(found, columns=["place", "status", "blocked", "start", "end"])
    for column in ("start", "end"):
        rows[column] = pd.to_datetime(rows[column], utc=True)
    return rows


def days(
    starts: pd.Series,
    ends: pd.Series,
    zone: str = "UTC",
    *,
    inclusive: bool = False,
    working: bool = False,
    holidays: Iterable[date] = (),
) -> np.ndarray:
    """The durations between two columns of instants, in days of the zone, counted as asked for."""
    begins, works = _calendar(zone, holidays if working else None)
    pairs = [(one.value, other.value) for one, other in zip(starts, ends, strict=True)]
    if inclusive:
        places = [np.searchsorted(begins, pair, side="right") - 1 for pair in pairs]
        return np.array([works[first : last + 1].sum() for first, last in places], dtype=float)
    spans = [np.clip(end, begins[:-1], begins[1:]) - np.clip(start, begins[:-1], begins[1:]) for start, end in pairs]
    return np.array([(span * works).sum() / NANOSECONDS_A_DAY for span in spans])


def summary(values: np.ndarray) -> Mapping[str, Any]:
    """n, the mean and the percentiles; None where there is nothing, or too little."""
    n = len(values)
    if n == 0:
        return {"n": 0, "mean": None, "p50": None, "p85": None, "p95": None}
    p50, p85, p95 = np.percentile(values, [50, 85, 95])
    return {"n": n, "mean": values.mean(), "p50": p50, "p85": p85, "p95": p95 if n >= 20 else None}


def _calendar(zone: str, holidays: Iterable[date] | None) -> tuple[np.ndarray, np.ndarray]:
    """When each day from 2025 to 2027 begins, in nanoseconds since 1970, and which of them count."""
    naive = pd.date_range("2024-12-30", "2027-12-31")
    begins = naive.tz_localize(zone, nonexistent="shift_forward", ambiguous=np.ones(len(naive), dtype=bool))
    values = np.array([begin.value for begin in begins])
    works = np.ones(len(values) - 1, dtype=int)
    if holidays is not None:
        free = set(holidays)
        works = np.array([int(day.weekday() < 5 and day.date() not in free) for day in naive[:-1]])
    return values, works


def _row(history: History) -> dict[str, Any]:
    row: dict[str, Any] = {
        "status": "todo",
        "created": history.created_at,
        "started": None,
        "done": None,
        "cancelled": None,
        "reopened": None,
        "restarted": None,
        "reopenings": 0,
        "blocked": False,
        "tags": history.tags,
        "priority": history.priority.label,
        "assignee": history.assignee,
        "last_event": history.created_at,
        "due": history.due_at,
    }
    for at, step in history.steps:
        row["last_event"] = at
        if step == Move.START:
            row |= {"status": "in_progress", "started": row["started"] or at, "restarted": row["restarted"] or at}
        elif step == Move.DONE:
            row |= {"status": "done", "done": at, "blocked": False}
        elif step == Move.CANCEL:
            row |= {"status": "cancelled", "cancelled": at, "blocked": False}
        elif step == Move.REOPEN:
            row |= {"status": "todo", "done": None, "cancelled": None, "reopened": at, "restarted": None}
            row["reopenings"] += 1
        else:
            row["blocked"] = step == BLOCK
    return row


def _visits(place: int, history: History, as_of: datetime) -> Iterable[tuple[int, str, bool, datetime, datetime]]:
    status, blocked, since = "todo", False, history.created_at
    entered = {Move.START: "in_progress", Move.DONE: "done", Move.CANCEL: "cancelled", Move.REOPEN: "todo"}
    for at, step in [*history.steps, (as_of, "")]:
        yield place, status, blocked, since, at
        since = at
        status = entered.get(step, status) if isinstance(step, Move) else status
        blocked = (blocked or step == BLOCK) and step not in (UNBLOCK, Move.DONE, Move.CANCEL)


def instant(text: str) -> datetime:
    """An instant in UTC, from its ISO text without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
