"""How the report of a schedule is written to a file, kept as JSON with the schedule."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from radar_cli.domain.schedule import check_file_name
from radar_cli.errors import BadInput
from radar_cli.rendering.display import check, require_known
from radar_cli.rendering.options import OutputOptions
from radar_cli.reports import ReportType

FILES = {"file": "--output", "chart_file": "--chart", "page_file": "--html"}
KEPT = ("format", "json_fields", "columns", "header", "raw_csv")


def asked_for(options: OutputOptions, report_type: ReportType, host: str) -> Mapping[str, Any] | None:
    """What is kept of the options of a command line; None where no file is named.

    Raises:
        BadInput: they cannot work.
    """
    check(options)
    require_known(options, report_type.columns, report_type.fields)
    chosen = {name: getattr(options, name) for name in KEPT if getattr(options, name)}
    if chosen and options.file is None:
        raise BadInput("how it is written is said, but not where to", "give --output FILE, like web-{date}.csv")
    files = {name: getattr(options, name) for name in FILES if getattr(options, name) is not None}
    if not files:
        return None
    return {"files": {name: _absolute(file, FILES[name]) for name, file in files.items()}, "host": host, **chosen}


def options_of(output: Mapping[str, Any], files: Mapping[str, Path]) -> OutputOptions:
    """What was kept, as options that write to files."""
    kept: dict[str, Any] = {name: output[name] for name in KEPT if name in output}
    kept.update({name: file for name, file in files.items() if name in FILES})
    return OutputOptions(**kept)


def _absolute(file: Path, flag: str) -> str:
    check_file_name(str(file), flag)
    absolute = Path(os.path.abspath(file))
    if not absolute.parent.is_dir():
        raise BadInput(f"there is no folder {absolute.parent}", "make it first")
    return str(absolute)
