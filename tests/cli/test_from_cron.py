"""Lines of a crontab, run as cron runs them: no terminal, hardly any environment, and sometimes two at once."""

import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LINES = [
    line
    for block in re.findall(r"^```crontab\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
(REPORT_LINE,) = [line for line in LINES if "radar report" in line]
(SCHEDULE_LINE,) = [line for line in LINES if "radar schedule run" in line]
FILE = "web-summary.csv"


def started(line: str, home: Path) -> "subprocess.Popen[str]":
    """What cron makes of a line: the command after five fields, \\% as %, in a session without a terminal."""
    command = line.split(maxsplit=5)[5].replace("\\%", "%")
    environment = [
        f"HOME={home}",
        f"LOGNAME={home.name}",
        "SHELL=/bin/sh",
        f"PATH={Path(sys.executable).parent}:/usr/bin:/bin",
    ]
    return subprocess.Popen(
        ["env", "-i", *environment, "/bin/sh", "-c", command],
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finished(line: str, home: Path) -> tuple[int, str, str]:
    process = started(line, home)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def radar(home: Path, *arguments: str) -> str:
    code, out, err = finished(f"* * * * * radar {shlex.join(arguments)}", home)
    assert code == 0, err
    return out


@pytest.fixture(autouse=True)
def _web(home: Path) -> None:
    radar(home, "project", "add", "web")


def reports(home: Path) -> list[str]:
    return radar(home, "report", "list", "--columns", "status").split()


def make_due(home: Path) -> None:
    with sqlite3.connect(home / ".local" / "share" / "radar" / "radar.db") as connection:
        connection.execute("UPDATE schedules SET next_run_at = '2026-01-01 00:00:00.000000'")


def test_the_file_is_there_whole_and_nothing_else_is_said(home: Path) -> None:
    code, out, err = finished(REPORT_LINE, home)
    assert (code, out, err) == (0, "", "")
    assert (home / FILE).read_text().count("\n") == 2
    assert [file.name for file in home.iterdir() if not file.name.startswith(".local")] == [FILE]


def test_where_it_cannot_be_written_the_exit_code_says_so_and_there_is_none(home: Path) -> None:
    line = REPORT_LINE.replace(f"$HOME/{FILE}", f"$HOME/nowhere/{FILE}")
    code, out, err = finished(line, home)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert not (home / "nowhere").exists()


def test_a_report_that_fails_leaves_the_file_of_yesterday(home: Path) -> None:
    (home / FILE).write_text("yesterday\n")
    code, _, err = finished(REPORT_LINE.replace("--project web", "--project gone"), home)
    assert (code, len(err.splitlines())) == (5, 1)
    assert (home / FILE).read_text() == "yesterday\n"


def test_two_at_once_make_one_report_and_both_files_are_whole(home: Path) -> None:
    lines = [REPORT_LINE, REPORT_LINE.replace(FILE, "second.csv"), REPORT_LINE]
    running = [started(line, home) for line in lines]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in running] == [("", 0)] * 3
    assert (home / FILE).read_text() == (home / "second.csv").read_text()
    assert (home / FILE).read_text().count("\n") == 2
    assert reports(home) == ["ready"]


def test_the_line_for_schedules_makes_computes_and_writes(home: Path) -> None:
    file = home / "{report}-{date}.csv"
    radar(
        home, "schedule", "add", "daily-summary", "--project", "web", "--cron", "@yearly", "--output", str(file), "-q"
    )
    assert finished(SCHEDULE_LINE, home) == (0, "", "")
    assert reports(home) == []
    make_due(home)
    running = [started(SCHEDULE_LINE, home) for _ in range(3)]
    assert [(process.communicate(timeout=60), process.returncode) for process in running] == [(("", ""), 0)] * 3
    (written,) = home.glob("*.csv")
    assert re.fullmatch(r"daily-summary-20\d\d-01-01\.csv", written.name)
    assert written.read_text().startswith("web\t0\t0\t0")
    assert reports(home) == ["ready"]


def test_the_line_for_schedules_says_by_its_exit_code_that_something_is_wrong(home: Path) -> None:
    radar(home, "schedule", "add", "daily-summary", "--project", "web", "--cron", "@yearly", "-q")
    radar(home, "project", "delete", "web", "--yes")
    make_due(home)
    code, out, err = finished(SCHEDULE_LINE, home)
    assert (code, out) == (1, "")
    assert "there is no project web that you can see" in err
