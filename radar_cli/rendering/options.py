"""How the user wants to see data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What the output flags said; None and False are the defaults of the format.

    `zone` is that of the times that people see.
    """

    format: str | None = None
    json_fields: Sequence[str] | None = None
    columns: Sequence[str] | None = None
    header: bool = False
    raw_csv: bool = False
    color: bool = True
    pager: bool = True
    file: Path | None = None
    chart_file: Path | None = None
    page_file: Path | None = None
    zone: tzinfo = UTC
