"""From what was found in a file to tasks and bad records."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from radar_cli.domain.imported import BadRecord, ImportedTask, Record
from radar_cli.importers.fields import Malformed

T = TypeVar("T")


def converted(
    found: Iterable[tuple[int, T] | BadRecord], convert: Callable[[int, T], ImportedTask | None]
) -> Iterator[Record]:
    """Each record as a task; what `convert` gives None for is skipped, what is malformed is a bad record."""
    for item in found:
        if isinstance(item, BadRecord):
            yield item
            continue
        line, record = item
        try:
            task = convert(line, record)
        except Malformed as malformed:
            yield BadRecord(line, str(malformed))
        except RecursionError:
            yield BadRecord(line, "it is nested too deeply")
        else:
            if task is not None:
                yield task
