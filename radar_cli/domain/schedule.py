"""Schedules: reports that are made at times of day, and the files that they go to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from radar_cli.domain.quoted import quoted
from radar_cli.domain.report import Report, ReportStatus
from radar_cli.errors import BadInput

PLACEHOLDERS = ("date", "time", "project", "report")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A report that is made at times of day, in the name of whoever made the schedule.

    Args:
        id: its number.
        owner_id: the number of whoever made it.
        report: the report's name.
        params: what is asked of it: `projects` (names, when it was made), `project_ids` (none for all of theirs),
            `zone` (of the times, and of the report's days) and `options`.
        cron: the times.
        output: how, and into which `files` on which `host`, `radar schedule run` writes it; None where it does not.
        paused_at: since when (UTC) no report is made; None where they are.
        next_run_at: when the next report is made (UTC).
        last_slot_at: for which of its times (UTC) a report was made last, or could not be made.
        last_report: that report.
        last_status: where that report stands, if it is there yet.
        error: why there is none, or why it is not where it should be.
    """

    id: int
    owner_id: int
    report: str
    params: Mapping[str, Any]
    cron: str
    output: Mapping[str, Any] | None
    paused_at: datetime | None
    next_run_at: datetime
    last_slot_at: datetime | None = None
    last_report: UUID | None = None
    last_status: ReportStatus | None = None
    error: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.params["zone"])


@dataclass(frozen=True, slots=True)
class Delivery:
    """A report of a schedule's, for one of its times (UTC), that is to be written to a file."""

    schedule: Schedule
    slot_at: datetime
    report_id: UUID


def check_file_name(written: str, flag: str) -> None:
    """Refuse a file whose name could not be filled in.

    Raises:
        BadInput: it has a placeholder that there is not, or one in its folder.
    """
    path = Path(written)
    known = " and ".join((", ".join(f"{{{name}}}" for name in PLACEHOLDERS[:-1]), f"{{{PLACEHOLDERS[-1]}}}"))
    for name in re.findall(r"\{[^{}]*\}|[{}]", written):
        if name[1:-1] not in PLACEHOLDERS:
            raise BadInput(f"{flag} has a placeholder {quoted(name)} that there is not", f"use {known}")
    if not path.name or written.endswith("/"):
        raise BadInput(f"{flag} {quoted(written)} names no file", "give one, like web-{date}.csv")
    if "{" in str(path.parent):
        raise BadInput(f"{flag} has a placeholder in its folder", "put it into the name of the file")


def filled(file: Path, delivery: Delivery, report: Report) -> Path:
    """A file with its placeholders filled in: the day and the time are those of the slot, in the schedule's zone.

    Whatever a project is called, it stays one in the same folder.
    """
    time = delivery.slot_at.astimezone(delivery.schedule.zone)
    values = {
        "date": f"{time:%Y-%m-%d}",
        "time": f"{time:%H%M}",
        "project": _harmless(report.project or "all"),
        "report": report.type,
    }
    return file.with_name(re.sub(r"\{(\w+)\}", lambda match: values[match[1]], file.name))


def _harmless(name: str) -> str:
    """A name as a part of a file's: letters, digits, and what does no harm among them; no dot at its start."""
    return re.sub(r"[^\w .+@-]|^\.", "_", name.replace(", ", "+"))
