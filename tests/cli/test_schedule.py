"""radar schedule, on the embedded database, where radar schedule run does what workers do elsewhere."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Radar

ADD = ("schedule", "add", "daily-summary", "--project", "web", "--cron")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    monkeypatch.chdir(folder)


class Due:
    """Makes schedules due since some time."""

    def __init__(self, database: Path) -> None:
        self.database = database

    def __call__(self) -> None:
        with sqlite3.connect(self.database) as connection:
            connection.execute("UPDATE schedules SET next_run_at = '2026-01-01 07:00:00.000000'")


@pytest.fixture
def due(embedded: Path) -> Due:
    return Due(embedded)


def listed(radar: Radar) -> list[dict[str, object]]:
    return json.loads(radar("schedule", "list", "--format", "json").out)


def test_adding_prints_the_id_alone_and_says_the_next_run(radar: Radar, web: None) -> None:
    done = radar(*ADD, "0 8 * * 1-5", "--tz", "Europe/Berlin")
    assert (done.code, done.out) == (0, "1\n")
    assert re.search(r"^added schedule 1: daily-summary next at 20\d\d-\d\d-\d\d 0[67]:00 \(UTC\)$", done.err, re.M)
    assert "radar schedule run makes it" in done.err
    assert radar(*ADD, "@daily", "--quiet").err == ""


def test_the_next_run_is_shown_in_the_users_zone(radar: Radar, web: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_TIMEZONE", "Asia/Tokyo")
    radar(*ADD, "0 8 * * *", "--tz", "Asia/Kolkata")
    assert " 11:30" in radar("schedule", "list", "--format", "markdown").out
    (schedule,) = listed(radar)
    assert (schedule["cron"], schedule["time_zone"], schedule["status"]) == ("0 8 * * *", "Asia/Kolkata", "active")
    assert str(schedule["next_run_at"]).endswith("T02:30:00Z")


def test_run_makes_and_computes_what_is_due_and_no_other_command_does(radar: Radar, web: None, due: Due) -> None:
    radar(*ADD, "@daily", "--where", "priority>=high")
    due()
    assert radar("report", "list").out == ""
    done = radar("schedule", "run")
    assert (done.code, done.out) == (0, "")
    assert " is ready" in done.err
    (line,) = radar("report", "list").lines
    assert line.split("\t")[1:4] == ["daily-summary", "web", "ready"]
    assert listed(radar)[0]["last_status"] == "ready"
    assert radar("schedule", "run").err == ""
    assert len(radar("report", "list").lines) == 1


def test_the_file_is_written_by_run_under_the_day_of_its_slot(radar: Radar, web: None, due: Due) -> None:
    radar(*ADD, "0 8 1 1 *", "--tz", "Europe/Berlin", "--format", "csv", "--output", "{project}-{date}-{time}.csv")
    due()
    done = radar("schedule", "run")
    assert done.code == 0
    (file,) = Path().iterdir()
    assert re.fullmatch(r"web-20\d\d-01-01-0800\.csv", file.name)
    assert file.read_text().startswith("project,todo,in_progress,done")
    assert done.err == f"wrote {file.absolute()}\n"
    assert radar("schedule", "run").err == ""


def test_a_page_and_a_picture_are_written_as_well(radar: Radar, web: None, due: Due) -> None:
    arguments = ("--project", "web", "--cron", "@yearly", "--html", "web-{date}.html", "--chart", "web.svg")
    assert radar("schedule", "add", "dashboard", *arguments).code == 0
    due()
    done = radar("schedule", "run")
    assert (done.code, done.out) == (0, ""), done.err
    page, drawing = sorted(Path().iterdir())
    assert "<svg" in page.read_text()
    assert drawing.read_text().startswith(("<?xml", "<svg"))
    assert listed(radar)[0]["files"] == [str(Path("web-{date}.html").absolute()), str(drawing.absolute())][::-1]


def test_a_file_that_cannot_be_written_is_listed_and_tried_again(radar: Radar, web: None, due: Due) -> None:
    folder = Path("there")
    folder.mkdir()
    radar(*ADD, "@yearly", "--format", "json", "--json", "project,n", "--output", "there/web.json")
    folder.rmdir()
    due()
    done = radar("schedule", "run", "--quiet")
    assert done.code == 1
    assert done.err.splitlines() == [
        f"radar: {folder.absolute()}/web.json cannot be written (No such file or directory): choose another file",
        "radar: 1 of the reports are not as they should be: see radar schedule list",
    ]
    assert "cannot be written" in str(listed(radar)[0]["error"])
    folder.mkdir()
    assert radar("schedule", "run").code == 0
    assert json.loads((folder / "web.json").read_text()) == {"project": "web", "n": 0}
    assert listed(radar)[0]["error"] is None


def test_a_file_that_was_added_on_another_machine_is_left_to_it(
    radar: Radar, web: None, due: Due, monkeypatch: pytest.MonkeyPatch, embedded: Path, tmp_path: Path
) -> None:
    radar(*ADD, "@yearly", "--output", "web.txt")
    due()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("RADAR_DATABASE_URL", f"sqlite:///{embedded}")
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        assert radar("schedule", "run").code == 0
    assert not Path("web.txt").exists()
    assert radar("schedule", "run").code == 0
    assert Path("web.txt").exists()


def test_whoever_writes_to_the_database_cannot_choose_the_file(radar: Radar, web: None, due: Due) -> None:
    radar(*ADD, "@yearly", "--output", "web.txt")
    due()
    with sqlite3.connect(due.database) as connection:
        connection.execute("UPDATE schedules SET output = replace(output, 'web.txt', 'profile')")
    radar("schedule", "run")
    assert [file.name for file in Path().iterdir()] == ["web.txt"]


def test_a_schedule_that_makes_no_report_makes_run_fail(radar: Radar, web: None, due: Due) -> None:
    radar(*ADD, "@yearly")
    radar("project", "delete", "web", "--yes")
    due()
    done = radar("schedule", "run")
    assert done.code == 1
    assert "schedule 1 made no report: there is no project web that you can see" in done.err


def test_a_cancelled_report_gives_no_file_once(
    radar: Radar, web: None, due: Due, monkeypatch: pytest.MonkeyPatch
) -> None:
    radar(*ADD, "@yearly", "--output", "web.txt")
    due()
    with monkeypatch.context() as patched:
        patched.setattr("radar_cli.services.report_jobs.run", lambda *_: None)
        assert radar("schedule", "run", "--timeout", "0").code == 75
    report_id = str(listed(radar)[0]["last_report"])
    radar("report", "cancel", report_id)
    done = radar("schedule", "run")
    assert (done.code, f"report {report_id} is cancelled" in done.err) == (1, True)
    assert listed(radar)[0]["error"] == "the report is cancelled"
    assert radar("schedule", "run").code == 0
    assert list(Path().iterdir()) == []


def test_pausing_resuming_and_removing(radar: Radar, web: None) -> None:
    radar(*ADD, "@yearly", "--output", "web.txt")
    assert radar("schedule", "pause", "1").err == "paused schedule 1: daily-summary\n"
    assert (listed(radar)[0]["status"], listed(radar)[0]["next_run_at"]) == ("paused", None)
    assert radar("schedule", "resume", "1").err.startswith("resumed schedule 1: daily-summary next at 20")
    assert radar("schedule", "remove", "1").err == "removed schedule 1\n"
    assert listed(radar) == []
    assert "radar schedule add" in radar("schedule", "list").err


def test_a_schedule_whose_file_cannot_be_noted_is_not_there(radar: Radar, web: None, home: Path) -> None:
    (home / ".local" / "share" / "radar" / "schedules").write_text("in the way")
    done = radar(*ADD, "@daily", "--output", "web.txt")
    assert (done.code, done.out) == (1, "")
    assert listed(radar) == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["add", "nonsense", "--cron", "@daily"], 2, "no such command 'nonsense'"),
        (["add", "daily-summary"], 2, "missing option '--cron'"),
        (["add", "daily-summary", "--cron", "0 25 * * *"], 2, "the hour '25' is not understood: use 0 to 23"),
        (["add", "daily-summary", "--cron", "0 0 31 2 *"], 2, "has a day 31"),
        (["add", "daily-summary", "--cron", "@daily", "--tz", "Mars"], 2, "there is no time zone 'Mars'"),
        (["add", "daily-summary", "--cron", "@daily", "--project", "nope"], 5, "there is no project 'nope'"),
        (["add", "daily-summary", "--cron", "@daily", "--where", "foo:"], 2, "a value is missing after 'foo:'"),
        (["add", "daily-summary", "--cron", "@daily", "--items", "3"], 2, "no such option: --items"),
        (["add", "compare", "--cron", "@daily"], 2, "--of is missing"),
        (["add", "daily-summary", "--cron", "@daily", "--format", "csv"], 2, "give --output FILE"),
        (
            ["add", "daily-summary", "--cron", "@daily", "--output", "x", "--format", "xml"],
            2,
            "there is no format 'xml'",
        ),
        (["add", "daily-summary", "--cron", "@daily", "--output", "x", "--columns", "y"], 2, "there is no field 'y'"),
        (["add", "daily-summary", "--cron", "@daily", "--output", "{day}.csv"], 2, "a placeholder '{day}'"),
        (["add", "daily-summary", "--cron", "@daily", "--output", "nope/x.csv"], 2, "there is no folder"),
        (["pause", "7"], 5, "you have no schedule 7"),
        (["resume", "7"], 5, "you have no schedule 7"),
        (["remove", "7"], 5, "you have no schedule 7"),
        (["remove", "x"], 2, "'x' is not a schedule number"),
        (["run", "--timeout", "x"], 2, "is not a time in seconds"),
    ],
)
def test_a_wrong_value_is_one_line_and_changes_nothing(
    radar: Radar, web: None, arguments: list[str], code: int, said: str
) -> None:
    done = radar("schedule", *arguments)
    assert (done.code, done.out, len(done.err.splitlines())) == (code, "", 1)
    assert said in done.err
    assert listed(radar) == []
