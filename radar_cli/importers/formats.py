"""Which formats there are, and who reads each."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import BinaryIO

from radar_cli.domain.imported import Notes, Record
from radar_cli.importers.options import Options

FORMATS = {
    "taskwarrior": "radar_cli.importers.taskwarrior",
    "jira": "radar_cli.importers.jira",
    "github": "radar_cli.importers.github",
    "csv": "radar_cli.importers.csv",
    "jsonl": "radar_cli.importers.jsonl",
}

Reader = Callable[[BinaryIO, Options, Notes], Iterator[Record]]


def reader(name: str) -> Reader:
    """The `read` function of a format, one of FORMATS.

    It yields the tasks and the bad records of a file as it goes, and fills in the notes. What is wrong with the file
    as a whole it raises as BadInput, which may come after records were yielded: keep nothing then.
    """
    read: Reader = import_module(FORMATS[name]).read
    return read
