"""Which task waits for which, as a graph without circles."""

from collections.abc import Mapping, Sequence


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
