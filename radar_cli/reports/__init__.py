"""The reports, one file each; this file finds them.

A file `some_name.py` here is the report `some-name`. Its docstring begins with `some-name: what it tells.`,
and it holds `REPORT`, a `ReportType`; everything else (the command, the worker, the output formats) follows
from that. See docs/adding-a-report.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.table import Column, Table
from radar_cli.errors import NotFound

Result = Mapping[str, Any]
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about.

    Args:
        project_ids: the projects whose tasks count.
        project: how people call them: a project's name, or None for all of somebody's projects.
        as_of: the instant (UTC) that the report was asked for; windows end there, half-open.
        zone: the IANA name of the zone whose days count.
    """

    project_ids: Sequence[int]
    project: str | None
    as_of: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class ReportType:
    """One kind of report.

    Args:
        fields: the names in its JSON object, in their order.
        columns: its columns in tables and CSV.
        compute: its queries, run on a read-only snapshot; gives the JSON object.
        table: how people see that object, in those columns.
    """

    fields: Sequence[str]
    columns: Sequence[Column]
    compute: Callable[[Database, Scope], Result]
    table: Callable[[Result], Table]


def names() -> Sequence[str]:
    """The reports that there are, by name."""
    files = FOLDER.glob("*.py")
    return sorted(file.stem.replace("_", "-") for file in files if file.stem != "__init__")


def summary(name: str) -> str:
    """What a report tells, for the help: the first line of its file, read without importing it."""
    with (FOLDER / f"{name.replace('-', '_')}.py").open(encoding="utf-8") as file:
        return file.readline().strip().removeprefix(f'"""{name}: ').capitalize()


@cache
def load(name: str) -> ReportType:
    """The report of that name.

    Raises:
        NotFound: this installation has none.
    """
    if name not in names():
        raise NotFound(f"this radar knows no report '{name}'", f"it has {', '.join(names())}; or upgrade it")
    report_type = import_module(f"{__name__}.{name.replace('-', '_')}").REPORT
    assert isinstance(report_type, ReportType)
    return report_type
