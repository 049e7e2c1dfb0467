"""radar export on the command line."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from radar_cli.commands.task.columns import COLUMNS
from tests.cli.conftest import Radar

RADAR = str(Path(sys.executable).with_name("radar"))

pytestmark = pytest.mark.usefixtures("web")


@pytest.fixture
def tasks(radar: Radar, web: None) -> None:
    """A task that is done, and one with a title for a spreadsheet to run."""
    radar("task", "add", "Fix login", "--project", "web", "--tag", "backend")
    radar("task", "done", "1")
    radar("task", "add", "=1+1, or so", "--project", "web")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.usefixtures("tasks")
class TestTasks:
    def test_are_csv_with_the_columns_of_a_list(self, radar: Radar) -> None:
        result = radar("export", "tasks")
        assert (result.code, result.err) == (0, "")
        assert result.lines[0] == ",".join(column.name for column in COLUMNS)
        assert [(row["title"], row["status"]) for row in rows(result.out)] == [
            ("Fix login", "done"),
            ("'=1+1, or so", "todo"),
        ]

    def test_are_the_same_csv_as_a_list_has(self, radar: Radar) -> None:
        listed = radar("task", "list", "--status", "all", "--sort", "+id", "--format", "csv")
        assert radar("export", "tasks").out == listed.out

    def test_raw_csv_leaves_cells_as_they_are(self, radar: Radar) -> None:
        assert rows(radar("export", "tasks", "--raw-csv").out)[1]["title"] == "=1+1, or so"

    def test_can_be_a_json_array_of_what_a_list_has(self, radar: Radar) -> None:
        listed = radar("task", "list", "--status", "all", "--sort", "+id", "--format", "json")
        exported = radar("export", "tasks", "--format", "json")
        assert json.loads(exported.out) == json.loads(listed.out)

    def test_can_be_an_object_a_line(self, radar: Radar) -> None:
        lines = radar("export", "tasks", "--format", "jsonl").lines
        assert [json.loads(line)["title"] for line in lines] == ["Fix login", "=1+1, or so"]

    @pytest.mark.parametrize(("format_name", "nothing"), [("json", "[]\n"), ("jsonl", "")])
    def test_none_are_an_empty_list(self, radar: Radar, format_name: str, nothing: str) -> None:
        result = radar("export", "tasks", "id:99", "--format", format_name)
        assert (result.code, result.out) == (0, nothing)

    def test_none_are_a_header_in_csv(self, radar: Radar) -> None:
        assert len(radar("export", "tasks", "id:99").lines) == 1

    def test_are_those_of_a_filter(self, radar: Radar) -> None:
        assert [row["id"] for row in rows(radar("export", "tasks", "status:done tag:backend").out)] == ["1"]

    def test_are_of_the_project_in_use_unless_all_are_asked_for(self, radar: Radar) -> None:
        radar("project", "add", "api")
        radar("task", "add", "Version it", "--project", "api")
        radar("project", "use", "api")
        assert [row["id"] for row in rows(radar("export", "tasks").out)] == ["3"]
        assert [row["id"] for row in rows(radar("export", "tasks", "--project", "web").out)] == ["1", "2"]
        assert [row["id"] for row in rows(radar("export", "tasks", "project:web").out)] == ["1", "2"]
        assert len(rows(radar("export", "tasks", "--all-projects").out)) == 3


@pytest.mark.usefixtures("tasks")
class TestFiles:
    @pytest.mark.parametrize(
        ("name", "start"), [("a.csv", "id,"), ("a.json", "[\n{"), ("a.JSONL", '{"id"'), ("a", "id,")]
    )
    def test_a_file_s_name_says_its_format(self, radar: Radar, tmp_path: Path, name: str, start: str) -> None:
        result = radar("export", "tasks", "--output", str(tmp_path / name))
        assert (result.code, result.out, result.err) == (0, "", "")
        assert (tmp_path / name).read_text("utf-8").startswith(start)

    def test_a_format_that_is_asked_for_beats_the_name(self, radar: Radar, tmp_path: Path) -> None:
        radar("export", "tasks", "--format", "jsonl", "--output", str(tmp_path / "a.csv"))
        assert (tmp_path / "a.csv").read_text("utf-8").startswith('{"id"')

    def test_a_file_is_left_as_it_is_where_nothing_can_be_exported(self, radar: Radar, tmp_path: Path) -> None:
        file = tmp_path / "tasks.csv"
        file.write_text("old")
        assert radar("export", "tasks", "--project", "nope", "--output", str(file)).code == 5
        assert file.read_text() == "old"
        assert os.listdir(tmp_path / "home") == [".local"]

    def test_a_file_that_cannot_be_written_is_said_in_a_line(self, radar: Radar, tmp_path: Path) -> None:
        result = radar("export", "all", "--output", str(tmp_path / "nowhere" / "all.jsonl"))
        assert result.code == 1
        assert result.err.count("\n") == 1
        assert "cannot be written" in result.err

    @pytest.mark.parametrize("what", ["tasks", "events", "all"])
    def test_a_reader_that_has_seen_enough_ends_it_quietly(self, radar: Radar, what: str) -> None:
        radar("task", "add", "-", "--project", "web", stdin="Fix login\n" * 3_000)
        piped = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"{RADAR} export {what} | head -1"],
            capture_output=True,
            check=False,
        )
        assert (piped.returncode, piped.stderr) == (0, b"")
        assert piped.stdout.count(b"\n") == 1


@pytest.mark.usefixtures("tasks")
class TestEvents:
    def test_tell_each_change_field_by_field(self, radar: Radar) -> None:
        events = json.loads(radar("export", "events", "--format", "json").out)
        assert [event["type"] for event in events] == ["created", "moved", "created"]
        moved = events[1]
        assert moved["changes"]["status"] == {"before": "todo", "after": "done"}
        assert (moved["task"], moved["project"], moved["from_status"], moved["to_status"]) == (1, "web", "todo", "done")

    def test_have_their_changes_as_json_in_csv(self, radar: Radar) -> None:
        changes = [json.loads(row["changes"]) for row in rows(radar("export", "events").out)]
        assert changes[2]["title"] == {"before": None, "after": "=1+1, or so"}

    def test_have_json_in_csv_whatever_a_title_holds(self, radar: Radar) -> None:
        radar("task", "add", "turned \u202e round, caf\u00e9", "--project", "web")
        text = radar("export", "events").out
        assert "\u202e" not in text
        assert json.loads(rows(text)[3]["changes"])["title"]["after"] == "turned \u202e round, caf\u00e9"

    def test_of_an_undo_say_what_they_undo(self, radar: Radar) -> None:
        radar("undo")
        *_, before, last = json.loads(radar("export", "events", "--format", "json").out)
        assert last["undoes"] == before["batch"]


class TestReports:
    def test_come_with_their_results(self, radar: Radar) -> None:
        radar("report", "daily-summary", "--project", "web")
        (report,) = json.loads(radar("export", "reports", "--format", "json").out)
        assert (report["type"], report["project"], report["status"]) == ("daily-summary", "web", "ready")
        assert report["result"]["status_counts"]["todo"] == 0
        (row,) = rows(radar("export", "reports").out)
        assert json.loads(row["result"]) == report["result"]


@pytest.mark.usefixtures("tasks")
class TestAll:
    def test_is_an_object_a_line_with_history(self, radar: Radar) -> None:
        first, second = [json.loads(line) for line in radar("export", "all").lines]
        assert [change["status"] for change in first["history"]] == ["done"]
        assert (first["project"], first["tags"], "history" in second) == ("web", ["backend"], False)

    def test_can_be_imported_as_it_is(self, radar: Radar) -> None:
        exported = radar("export", "all").out
        result = radar("import", "jsonl", "-", "--dry-run", stdin=exported)
        added = f"added {len(exported.splitlines())}, changed 0, unchanged 0; nothing was kept (--dry-run)\n"
        assert (result.code, result.err[-len(added) :]) == (0, added)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("tasks", "--format", "xml"), "there is no format 'xml' of exports: use csv, json, jsonl"),
        (("tasks", "--project", "web", "--all-projects"), "--project and --all-projects are both given"),
        (("tasks", "colour:red"), "there is no field 'colour'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(radar: Radar, arguments: tuple[str, ...], complaint: str) -> None:
    result = radar("export", *arguments)
    assert (result.code, result.out) == (2, "")
    assert complaint in result.err
    assert result.err.count("\n") == 1
