"""Exporting a large project as CSV from PostgreSQL: its time against psql's \\copy of the same columns, its memory."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.benchmarks import timing
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import POSTGRESQL, Site, Sites, why_no_postgresql
from tests.benchmarks.startup import RADAR
from tests.benchmarks.task_list import MANY

RUNS = 5
AT_MOST = 2.0
MEGABYTES_AT_MOST = 100
FORMATS = ("csv", "json", "jsonl")

SAME_COLUMNS = """
    SELECT t.id, p.name AS project, t.title, t.status, t.priority, a.email AS assignee, t.created_at, t.due_at, t.tags,
           t.started_at, t.done_at, t.cancelled_at, t.reopen_count, t.blocked_at, t.blocked_reason,
           ARRAY(SELECT d.depends_on_id FROM task_dependencies d WHERE d.task_id = t.id ORDER BY 1) AS depends_on,
           t.external_ref, t.description, t.version
      FROM tasks t JOIN projects p ON p.id = t.project_id LEFT JOIN users a ON a.id = t.assignee_id
     ORDER BY t.id
"""


def measured(sites: Sites) -> Section:
    """The whole command into a file, and for information the highest memory of each format."""
    title = f"radar export tasks, {MANY:,} tasks, into a file: whole processes, median of {RUNS}"
    reason = why_no_postgresql() or ("" if shutil.which("psql") else "psql is not there to compare with")
    if reason:
        return Section(title, [], [Note(reason)])
    site = sites.of(POSTGRESQL, MANY)
    return Section(title, [_timed(site)], [_memory(site, name) for name in FORMATS])


def _timed(site: Site) -> Timed:
    copy = f"\\copy ({' '.join(SAME_COLUMNS.split())}) TO '{_file(site, 'psql')}' CSV HEADER"
    times = timing.in_turn(
        timing.process(_command(site, "csv"), site.environment),
        timing.process(["psql", site.url.dsn, "--no-psqlrc", "-c", copy], site.environment),
        RUNS,
    )
    return Timed(f"{site.kind}: CSV", times.first_ms, "psql \\copy", times.second_ms, AT_MOST)


def _memory(site: Site, format_name: str) -> Note:
    process = subprocess.Popen(_command(site, format_name), env=site.environment, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"radar export tasks --format {format_name}: exit {process.returncode}")
    megabytes = usage.ru_maxrss / 1024
    asked = f"at most {megabytes:.0f} MB of memory as {format_name}; asked: {MEGABYTES_AT_MOST}"
    return Note(asked, missed=megabytes > MEGABYTES_AT_MOST)


def _command(site: Site, format_name: str) -> list[str]:
    return [RADAR, "export", "tasks", "--format", format_name, "--output", str(_file(site, format_name))]


def _file(site: Site, name: str) -> Path:
    return Path(site.environment["HOME"]) / f"tasks.{name}"
