"""How long tasks were in each status in a window of time, and for how much of it they were blocked, from their log."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from radar_cli.domain.periods import Window
from radar_cli.domain.task import OPEN_STATUSES

Between = Callable[[datetime, datetime], int]
OPEN = frozenset(status.value for status in OPEN_STATUSES)


class State(NamedTuple):
    """What a task is like: its status, None while it is not there, and whether it is blocked."""

    status: str | None
    blocked: bool


class Change(NamedTuple):
    """Something that happened to a task at an instant (UTC).

    `from_status` and `to_status` are None where its status stays, but for `from_status` of a new task. `blocked` is
    whether it is blocked since then, None where that stays as it is. `now` is the task's present state, where it is
    needed to know what was before its first change.
    """

    task_id: int
    at: datetime
    from_status: str | None
    to_status: str | None
    blocked: bool | None
    now: State


@dataclass(frozen=True, slots=True)
class Spent:
    """Of each task that was in a status in the window: how long, and how long it was blocked in it, in one order."""

    times: list[int] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)


def spent(
    changes: Iterable[Change], open_now: Mapping[State, int], window: Window, between: Between
) -> Mapping[str, Spent]:
    """The time that tasks spent in each open status within a window, in what `between` measures.

    Args:
        changes: all since the window began, by task and then by time; those after its end tell what was before them.
            Or all of the tasks that were open in it, from their first on.
        open_now: how many tasks are open now, by their state; those of which `changes` has nothing were so throughout.
            Empty where it has all.
        window: what is outside does not count; what goes on at its end counts up to there.
        between: the duration from one instant to another.
    """
    found = {status.value: Spent() for status in OPEN_STATUSES}
    quiet = Counter(open_now)
    for _, group in groupby(changes, attrgetter("task_id")):
        lived = list(group)
        quiet[lived[0].now] -= 1
        _add(found, _visits(lived, window), between)
    whole = between(window.starts_at, window.ends_at)
    for state, tasks in quiet.items():
        if tasks > 0 and state.status in OPEN:
            found[state.status].times.extend([whole] * tasks)
            found[state.status].blocked.extend([whole if state.blocked else 0] * tasks)
    return found


def _add(found: Mapping[str, Spent], visits: Iterable[tuple[str, bool, datetime, datetime]], between: Between) -> None:
    times: dict[str, list[int]] = {}
    for status, blocked, start, end in visits:
        duration = between(start, end)
        total = times.setdefault(status, [0, 0])
        total[0] += duration
        total[1] += duration if blocked else 0
    for status, (time, blocked_time) in times.items():
        found[status].times.append(time)
        found[status].blocked.append(blocked_time)


def _visits(lived: Sequence[Change], window: Window) -> Iterator[tuple[str, bool, datetime, datetime]]:
    """The stays of a task in open statuses, each with whether it was blocked, and from when to when in the window."""
    status, blocked = _at_first(lived)
    since, end = window.starts_at, window.ends_at
    for _, at, from_status, to_status, blocked_then, _ in lived:
        until = min(at, end)
        if since < until:
            if status in OPEN:
                yield status, blocked, since, until
            since = until
        if to_status is not None or from_status is not None:
            status = to_status
        if blocked_then is not None:
            blocked = blocked_then
    if since < end and status in OPEN:
        yield status, blocked, since, end


def _at_first(lived: Sequence[Change]) -> State:
    """The state before all those changes: that from which the first one led, or that of now where none did."""
    now = lived[0].now
    moves = (one for one in lived if one.to_status is not None or one.from_status is not None)
    move, blocking = next(moves, None), next((one for one in lived if one.blocked is not None), None)
    return State(
        now.status if move is None else move.from_status,
        now.blocked if blocking is None else not blocking.blocked,
    )
