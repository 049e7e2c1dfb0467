"""Which task waits for which, as a graph without circles."""

from collections.abc import Iterable, Mapping, Sequence, Set


def around_circles(graph: Mapping[int, Iterable[int]]) -> Set[int]:
    """The tasks of a graph as below that are in a circle, or on a way from one to another."""
    return _left(graph) & _left(_reversed(graph))


def united(graph: Mapping[int, Iterable[int]], other: Mapping[int, Iterable[int]]) -> Mapping[int, Set[int]]:
    """Two graphs as one."""
    return {task_id: {*graph.get(task_id, ()), *other.get(task_id, ())} for task_id in {*graph, *other}}


def _left(graph: Mapping[int, Iterable[int]]) -> Set[int]:
    """What is left when tasks that depend on nothing are taken away again and again."""
    waiting = {task_id: set(on) for task_id, on in graph.items()}
    dependents = _reversed(graph)
    free = [task_id for task_id in {*waiting, *dependents} if not waiting.get(task_id)]
    while free:
        done = free.pop()
        waiting.pop(done, None)
        for task_id in dependents.get(done, ()):
            waiting[task_id].discard(done)
            if not waiting[task_id]:
                free.append(task_id)
    return waiting.keys()


def _reversed(graph: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    turned: dict[int, list[int]] = {}
    for task_id, on in graph.items():
        for other in on:
            turned.setdefault(other, []).append(task_id)
    return turned


def path(graph: Mapping[int, Sequence[int]], start: int, end: int) -> Sequence[int]:
    """A shortest way from one task to another along what each depends on, both ends included; empty without one.

    `graph` has, by the number of a task, those that it depends on.
    """
    came_from: dict[int, int] = {start: start}
    front = [start]
    while front and end not in came_from:
        following = []
        for task_id in front:
            for on in graph.get(task_id, ()):
                if on not in came_from:
                    came_from[on] = task_id
                    following.append(on)
        front = following
    if end not in came_from:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
