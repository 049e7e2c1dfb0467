"""A part of what is said about reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.domain.chart import Chart
from radar_cli.domain.table import Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its numbers, and its pictures."""

    heading: str
    table: Table
    charts: Sequence[Chart] = ()
