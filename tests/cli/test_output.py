"""What goes to stdout and what to stderr, and in which shape."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Radar

pytestmark = pytest.mark.usefixtures("web")


def test_plain_is_the_default_away_from_a_terminal(radar: Radar) -> None:
    radar("task", "add", "Fix login", "--priority", "high")
    cells = radar("task", "list").lines[0].split("\t")
    assert cells[:6] == ["1", "web", "Fix login", "todo", "high", ""]


def test_plain_has_a_header_on_request(radar: Radar) -> None:
    result = radar("task", "list", "--header")
    assert result.lines == ["id\tproject\ttitle\tstatus\tpriority\tassignee\tcreated_at\tdue_at\ttags"]


def test_json_is_one_array_of_objects_with_stable_names(radar: Radar) -> None:
    radar("task", "add", "Fix login")
    (task,) = json.loads(radar("task", "list", "--format", "json").out)
    assert list(task) == [
        "id", "project", "title", "status", "priority", "assignee", "created_at", "due_at", "tags", "started_at",
        "done_at", "cancelled_at", "reopen_count", "blocked_at", "blocked_reason", "depends_on", "external_ref",
        "description", "version",
    ]  # fmt: skip
    assert (task["id"], task["assignee"], task["reopen_count"]) == (1, None, 0)
    assert task["created_at"].endswith("Z")


def test_an_empty_list_is_an_empty_array_and_no_error(radar: Radar) -> None:
    result = radar("task", "list", "--format", "json")
    assert (result.code, json.loads(result.out)) == (0, [])


def test_a_single_thing_is_an_object(radar: Radar) -> None:
    radar("task", "add", "Fix login")
    assert json.loads(radar("task", "show", "1", "--format", "json").out)["title"] == "Fix login"


def test_json_fields_come_in_the_order_asked_for(radar: Radar) -> None:
    radar("task", "add", "Fix login")
    (task,) = json.loads(radar("task", "list", "--json", "title,id").out)
    assert list(task.items()) == [("title", "Fix login"), ("id", 1)]


def test_jsonl_is_one_object_a_line(radar: Radar) -> None:
    radar("task", "add", "-", stdin="one\ntwo\n")
    lines = radar("task", "list", "--format", "jsonl").lines
    assert [json.loads(line)["title"] for line in lines] == ["two", "one"]


def test_csv_has_every_column_and_can_be_narrowed(radar: Radar) -> None:
    radar("task", "add", 'Say "hi", twice')
    rows = list(csv.reader(io.StringIO(radar("task", "list", "--format", "csv", "--columns", "title,id").out)))
    assert rows == [["title", "id"], ['Say "hi", twice', "1"]]


def test_a_formula_is_disarmed_in_csv_unless_asked_otherwise(radar: Radar) -> None:
    radar("task", "add", "=1+1")
    arguments = ("task", "list", "--format", "csv", "--columns", "title")
    assert radar(*arguments).lines == ["title", "'=1+1"]
    assert radar(*arguments, "--raw-csv").lines == ["title", "=1+1"]


@pytest.mark.parametrize("name", ["markdown", "github", "rst", "html", "latex", "table", "tsv", "simple"])
def test_other_formats_are_known_by_name(radar: Radar, name: str) -> None:
    radar("task", "add", "Fix login")
    result = radar("task", "list", "--format", name)
    assert result.code == 0
    assert "Fix login" in result.out


@pytest.mark.parametrize("name", ["table", "plain", "csv", "markdown", "github", "html", "latex", "rst"])
def test_text_cannot_drive_the_terminal(radar: Radar, name: str) -> None:
    radar("task", "add", "a\x1b[31mred\x07\u202egnp.exe\x9b0m")
    out = radar("task", "list", "--format", name, "--columns", "title").out
    assert not set(out) & set("\x1b\x07\u202e\x9b")
    assert "x1b" in out


def test_json_keeps_text_exactly(radar: Radar) -> None:
    radar("task", "add", "a\x1b[31m\u202eä")
    assert json.loads(radar("task", "list", "--json", "title").out)[0]["title"] == "a\x1b[31m\u202eä"


def test_output_goes_whole_into_a_file(radar: Radar, tmp_path: Path) -> None:
    radar("task", "add", "Fix login")
    file = tmp_path / "tasks.csv"
    result = radar("task", "list", "--format", "csv", "--columns", "id", "--output", str(file))
    assert (result.code, result.out, file.read_text()) == (0, "", "id\n1\n")
    assert stat.S_IMODE(file.stat().st_mode) & 0o600 == 0o600
    assert list(tmp_path.glob(".tasks*")) == []


def test_a_file_is_left_alone_when_the_command_fails(radar: Radar, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("yesterday")
    result = radar("report", "daily-summary", "--project", "nope", "--format", "csv", "--output", str(file))
    assert (result.code, file.read_text()) == (5, "yesterday")


def test_creating_prints_the_new_number_alone(radar: Radar) -> None:
    result = radar("task", "add", "Fix login")
    assert (result.out, result.err) == ("1\n", "added task 1 to web: Fix login\n")


def test_quiet_says_nothing_but_errors(radar: Radar) -> None:
    assert radar("task", "add", "Fix login", "-q").err == ""
    assert radar("task", "done", "99", "-q").err.startswith("radar: there is no task 99")


def test_titles_come_from_stdin_one_a_line(radar: Radar) -> None:
    result = radar("task", "add", "-", stdin="one\n\n  two  \n")
    assert (result.out, result.err) == ("1\n2\n", "added 2 tasks to web\n")


def test_numbers_come_from_stdin_one_a_line(radar: Radar) -> None:
    radar("task", "add", "-", stdin="one\ntwo\nthree\n")
    assert radar("task", "done", "-", stdin="1\n3\n").err == "finished 2 tasks\n"
    assert radar("task", "list", "--columns", "id").lines == ["2"]


def test_a_cut_list_says_how_to_go_on(radar: Radar) -> None:
    radar("task", "add", "-", stdin="\n".join("abcdef"))
    first = radar("task", "list", "--limit", "4", "--columns", "id")
    assert first.lines == ["6", "5", "4", "3"]
    assert first.err == "2 more: go on with --after 3, or raise --limit\n"
    assert radar("task", "list", "--after", "3", "--columns", "id").lines == ["2", "1"]


def test_times_are_shown_to_people_in_their_zone_and_to_scripts_in_utc(
    radar: Radar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADAR_TIMEZONE", "Asia/Kathmandu")
    radar("task", "add", "Fix login")
    (task,) = json.loads(radar("task", "list", "--json", "created_at").out)
    minute = int(task["created_at"][14:16])
    shown = radar("task", "show", "1", "--format", "markdown", "--columns", "created_at").out
    assert f":{(minute + 45) % 60:02} |" in shown


def test_the_daily_summary_in_json_has_the_promised_names(radar: Radar) -> None:
    radar("task", "add", "Fix login")
    report = json.loads(radar("report", "daily-summary", "--project", "web", "--format", "json").out)
    assert report["status_counts"] == {"todo": 1, "in_progress": 0, "done": 0}
    assert report["avg_lead_time_days_last_30_days"] is None
    assert {"n", "window", "time_zone", "as_of"} < set(report)


def test_the_daily_summary_in_csv_is_one_row(radar: Radar) -> None:
    report = radar("report", "daily-summary", "--project", "web", "--format", "csv")
    assert len(report.lines) == 2
    assert report.lines[0].startswith("project,todo,in_progress,done,cancelled,avg_lead_time_days_last_30_days,n,")


def test_a_report_can_be_looked_at_again(radar: Radar) -> None:
    report_id = radar("report", "daily-summary", "--project", "web", "--no-wait").out.strip()
    assert radar("report", "list", "--columns", "id,status").lines == [f"{report_id}\tready"]
    shown = radar("report", "show", report_id[:8], "--format", "json")
    assert json.loads(shown.out)["project"] == "web"
    assert radar("report", "wait", report_id, "--format", "json").out == shown.out
