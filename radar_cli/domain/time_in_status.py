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


def _add(found: Mapping[str, Spent], visits: Iterable[tuple[State, datetime, datetime]], between: Between) -> None:
    times: dict[str, list[int]] = {}
    for state, start, end in visits:
        if state.status in OPEN:
            total = times.setdefault(state.status, [0, 0])
            duration = between(start, end)
            total[0] += duration
            total[1] += duration if state.blocked else 0
    for status, (time, blocked) in times.items():
        found[status].times.append(time)
        found[status].blocked.append(blocked)


def _visits(lived: Sequence[Change], window: Window) -> Iterator[tuple[State, datetime, datetime]]:
    """The states of a task one after the other, each with from when to when within the window."""
    state, since = _at_first(lived), window.starts_at
    for change in lived:
        until = min(change.at, window.ends_at)
        if since < until:
            yield state, since, until
            since = until
        state = State(
            change.to_status if _moves(change) else state.status,
            state.blocked if change.blocked is None else change.blocked,
        )
    if since < window.ends_at:
        yield state, since, window.ends_at


def _at_first(lived: Sequence[Change]) -> State:
    """The state before all those changes: that from which the first one led, or that of now where none did."""
    now = lived[0].now
    status = next((change.from_status for change in lived if _moves(change)), now.status)
    blocked = next((not change.blocked for change in lived if change.blocked is not None), now.blocked)
    return State(status, blocked)


def _moves(change: Change) -> bool:
    return change.to_status is not None or change.from_status is not None
