"""Saved views: lists of tasks that somebody asks for again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class View:
    """A filter with an order (as --sort takes it) and columns; none are the usual ones. `created_at` is UTC."""

    name: str
    filter: str
    sort: str
    columns: Sequence[str]
    created_at: datetime
