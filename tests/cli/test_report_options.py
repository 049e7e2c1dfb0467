"""Reports as a user asks for them: options, files with pictures, refusals."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from radar_cli import reports as catalog
from tests.cli.conftest import Radar


@pytest.fixture(autouse=True)
def _web(radar: Radar) -> None:
    radar("project", "add", "web")
    radar("project", "add", "api")
    radar("task", "add", "Fix login", "--project", "web", "--priority", "high")
    radar("task", "add", "Write the manual", "--project", "api")
    radar("task", "start", "1")
    radar("task", "done", "1")


def test_a_report_is_of_each_project_that_is_named_or_of_all(radar: Radar) -> None:
    def counts(*options: str) -> dict[str, int]:
        report = radar("report", "daily-summary", *options, "--json", "project,status_counts")
        return json.loads(report.out)

    assert counts("--project", "api")["status_counts"] == {"todo": 1, "in_progress": 0, "done": 0}
    both = counts("--project", "web", "--project", "api")
    assert both == {"project": "web, api", "status_counts": {"todo": 1, "in_progress": 0, "done": 1}}
    assert counts("--all-projects")["status_counts"] == both["status_counts"]


def test_a_filter_chooses_among_the_tasks(radar: Radar) -> None:
    report = radar("report", "lead-time", "--where", "priority:high", "--json", "n,where")
    assert json.loads(report.out) == {"n": 1, "where": "priority:high"}
    assert json.loads(radar("report", "lead-time", "--where", "priority:low", "--json", "n").out) == {"n": 0}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--last", "0d"), "'0d' is no length of time"),
        (("--last", "30d", "--since", "2026-01-01"), "--last and --since are both given"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "there is no time from 2026-02-01 to 2026-01-01"),
        (("--since", "someday"), "'someday' is not a date"),
        (("--count", "roughly"), "--count cannot be 'roughly'"),
        (("--reopen", "never"), "--reopen cannot be 'never'"),
        (("--where", "priority:huge"), "priority"),
        (("--tz", "Mars/Base"), "there is no time zone 'Mars/Base'"),
        (("--project", "web", "--all-projects"), "--project and --all-projects are both given"),
        (("--chart", "picture.png"), "--chart writes SVG, not 'picture.png'"),
        (("--tz", "localtime"), "there is no time zone 'localtime'"),
        (("--chart", "a.svg", "--output", "./a.svg"), "two outputs are to be written to one file"),
        (("--no-wait", "--html", "a.html"), "--no-wait has no result to draw"),
        (("--html", "page.txt"), "--html writes HTML, not 'page.txt'"),
    ],
)
def test_what_cannot_be_is_refused_before_a_report_is_made(radar: Radar, options: tuple[str, ...], said: str) -> None:
    refused = radar("report", "lead-time", *options)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("radar: ")
    assert refused.err.count("\n") == 1
    assert said in refused.err
    assert json.loads(radar("report", "list", "--format", "json").out) == []


def test_a_report_that_cannot_be_made_says_why_and_not_to_try_again(radar: Radar) -> None:
    refused = radar("report", "flow-efficiency")
    assert refused.code == 1
    assert "was ever blocked" in refused.err
    assert "retry" not in refused.err


def test_times_are_shown_in_the_zone_of_the_report(radar: Radar) -> None:
    report = radar("report", "lead-time", "--tz", "Pacific/Kiritimati", "--format", "markdown")
    (line,) = [line for line in report.lines if line.startswith("| Window from")]
    assert line.rstrip(" |").endswith("00:00")


def test_pictures_and_pages_are_written_beside_the_numbers(radar: Radar, tmp_path: Path) -> None:
    drawing, page = tmp_path / "lead.svg", tmp_path / "lead.html"
    report = radar("report", "lead-time", "--json", "n", "--chart", str(drawing), "--html", str(page))
    assert json.loads(report.out) == {"n": 1}
    assert ElementTree.parse(drawing).getroot().tag.endswith("svg")
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_picture_that_cannot_be_written_is_said_and_leaves_nothing(radar: Radar, tmp_path: Path) -> None:
    refused = radar("report", "lead-time", "--chart", str(tmp_path / "nowhere" / "lead.svg"))
    assert refused.code == 1
    assert "lead.svg" in refused.err
    assert not list(tmp_path.glob("*.svg"))


def test_a_report_without_pictures_offers_none(radar: Radar) -> None:
    assert "--chart" not in radar("report", "daily-summary", "--help").out
    assert "--chart" in radar("report", "throughput", "--help").out


def test_the_dashboard_is_a_page_of_all_reports(radar: Radar, tmp_path: Path) -> None:
    page = tmp_path / "all.html"
    assert radar("report", "dashboard", "--all-projects", "--html", str(page)).code == 0
    written = page.read_text("utf-8")
    for name in ("Lead time", "Cycle time", "Throughput", "Cumulative flow", "Forecast", "Work in progress"):
        assert name in written, name


def test_every_report_is_computed_on_a_project_without_a_task(radar: Radar) -> None:
    radar("project", "add", "empty")
    needed = {"forecast": ("--items", "5"), "compare": ("--of", "lead-time")}
    for name in catalog.names():
        done = radar("report", name, "--project", "empty", "--format", "json", *needed.get(name, ()))
        assert done.code in (0, 1), name
        assert "Traceback" not in done.err
        assert "internal" not in done.err
