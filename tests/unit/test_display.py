import json
import os
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput, OperationFailed
from radar_cli.rendering.display import check, display, require_known
from radar_cli.rendering.options import OutputOptions

MOMENT = datetime(2026, 7, 31, 8, 15, tzinfo=UTC)
COLUMNS = [Column("id", "Id"), Column("title", "Title"), Column("created_at", "Created", hidden=True)]
TABLE = Table(COLUMNS, [[1, "one", MOMENT], [2, "two", MOMENT]])
REPORT = Table(
    [Column("todo", "Todo"), Column("n", "n")],
    [[3, 5]],
    single=True,
    document={"status_counts": {"todo": 3}, "n": 5, "project": None},
)


@pytest.fixture
def shown(capsys):
    def show(table=TABLE, **options):
        display(table, OutputOptions(**options), lambda: UTC)
        return capsys.readouterr().out

    return show


def refuse_zone():
    raise AssertionError("nobody sees a zone here")


def test_off_a_terminal_the_default_is_plain(shown) -> None:
    assert shown() == "1\tone\n2\ttwo\n"


def test_on_a_terminal_the_default_is_a_table_with_titles(shown, monkeypatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "Title" in shown()


def test_in_a_file_the_default_is_plain_on_a_terminal_too(shown, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown(file=tmp_path / "tasks")
    assert (tmp_path / "tasks").read_text() == "1\tone\n2\ttwo\n"


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("plain", "1\tone\n"),
        ("csv", "id,title,created_at\n"),
        ("json", "[\n"),
        ("jsonl", '{"id": 1'),
        ("markdown", "| Id | Title |\n"),
        ("github", "|   Id | Title   |\n"),
        ("html", "<table>"),
    ],
)
def test_a_format_is_chosen_by_its_name(shown, name, start) -> None:
    assert shown(format=name).replace(" ", "").startswith(start.replace(" ", ""))


@pytest.mark.parametrize("name", ["plain", "markdown", "github"])
def test_people_and_lines_do_not_see_hidden_columns(shown, name) -> None:
    assert "2026" not in shown(format=name)


@pytest.mark.parametrize("name", ["csv", "json", "jsonl"])
def test_data_for_programs_has_hidden_columns(shown, name) -> None:
    assert "2026-07-31T08:15:00Z" in shown(format=name)


@pytest.mark.parametrize("name", ["plain", "table", "markdown", "csv", "json", "github"])
def test_a_hidden_column_is_shown_where_it_is_asked_for(shown, name) -> None:
    text = shown(format=name, columns=["created_at"])
    assert "2026-07-31" in text
    assert "one" not in text


def test_chosen_columns_come_in_the_order_given(shown) -> None:
    assert shown(format="csv", columns=["title", "id"]) == "title,id\none,1\ntwo,2\n"


def test_chosen_fields_come_as_json_in_the_order_given(shown) -> None:
    assert json.loads(shown(json_fields=["title", "id"])) == [
        {"title": "one", "id": 1},
        {"title": "two", "id": 2},
    ]
    assert shown(json_fields=["title", "id"]).index("title") < shown(json_fields=["title", "id"]).index("id")


def test_chosen_fields_go_with_json_lines(shown) -> None:
    assert shown(format="jsonl", json_fields=["id"]) == '{"id": 1}\n{"id": 2}\n'


@pytest.mark.parametrize("options", [{"json_fields": ["id", "titel"]}, {"columns": ["id", "titel"]}])
def test_an_unknown_field_is_refused_and_the_known_ones_are_named(shown, options) -> None:
    with pytest.raises(BadInput) as refusal:
        shown(**options)
    assert str(refusal.value) == "there is no field 'titel': choose from id, title, created_at"


def test_an_unknown_field_is_written_out_and_cut_short(shown) -> None:
    with pytest.raises(BadInput) as refusal:
        shown(columns=["\x1b[31m" * 100])
    assert refusal.value.what.isprintable()
    assert len(refusal.value.what) < 100


def test_fields_of_a_document_are_chosen_from_the_document(shown) -> None:
    assert json.loads(shown(REPORT, json_fields=["project", "status_counts"])) == {
        "project": None,
        "status_counts": {"todo": 3},
    }


def test_fields_of_a_document_go_with_json_lines(shown) -> None:
    assert shown(REPORT, format="jsonl", json_fields=["n"]) == '{"n": 5}\n'


def test_a_column_that_its_document_lacks_is_no_json_field(shown) -> None:
    with pytest.raises(BadInput, match=r"^there is no field 'todo': choose from status_counts, n, project$"):
        shown(REPORT, json_fields=["todo"])


def test_columns_of_a_document_are_chosen_from_the_table(shown) -> None:
    assert shown(REPORT, format="csv", columns=["todo"]) == "todo\n3\n"


@pytest.mark.parametrize("name", ["plain", "csv", "json", "jsonl"])
def test_formats_for_programs_never_ask_for_the_zone(name, capsys) -> None:
    display(TABLE, OutputOptions(format=name), refuse_zone)
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", ["table", "markdown", "github"])
def test_formats_for_people_show_times_in_the_zone(name, capsys) -> None:
    display(TABLE, OutputOptions(format=name, columns=["created_at"]), lambda: ZoneInfo("Europe/Berlin"))
    assert "2026-07-31 10:15" in capsys.readouterr().out


def test_a_file_gets_the_output_and_stdout_nothing(shown, tmp_path) -> None:
    assert shown(format="csv", columns=["id"], file=tmp_path / "tasks.csv") == ""
    assert (tmp_path / "tasks.csv").read_text() == "id\n1\n2\n"


@pytest.mark.parametrize("options", [{"format": "xml"}, {"columns": ["nothing"]}, {"json_fields": ["nothing"]}])
def test_a_refused_output_leaves_the_file_as_it_was(shown, tmp_path, options) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text("old")
    with pytest.raises(BadInput):
        shown(file=file, **options)
    assert file.read_text() == "old"


def test_a_file_that_cannot_be_written_is_an_error(shown, tmp_path) -> None:
    with pytest.raises(OperationFailed, match=r"cannot be written"):
        shown(file=tmp_path / "nowhere" / "tasks.csv")


def test_an_unknown_format_is_refused_and_the_known_ones_are_named_once() -> None:
    with pytest.raises(BadInput) as refusal:
        check(OutputOptions(format="xml"))
    assert refusal.value.what == "there is no format 'xml'"
    names = refusal.value.mend.removeprefix("use one of ").split(", ")
    assert {"table", "plain", "csv", "json", "jsonl", "markdown", "github"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["", "TABLE", "unsafehtml", "os", "radar_cli.rendering.csv", "\x1b[31m", "x" * 999])
def test_what_is_no_format_is_refused_in_a_short_printable_line(name) -> None:
    with pytest.raises(BadInput) as refusal:
        check(OutputOptions(format=name))
    assert refusal.value.what.isprintable()
    assert len(refusal.value.what) < 100


@pytest.mark.parametrize("name", [None, "table", "plain", "csv", "json", "jsonl", "markdown", "github", "rst"])
def test_a_known_format_is_accepted(name) -> None:
    check(OutputOptions(format=name))


def test_json_fields_and_columns_exclude_each_other() -> None:
    with pytest.raises(BadInput, match=r"^--json and --columns are both given: choose one of them$"):
        check(OutputOptions(json_fields=["id"], columns=["id"]))


@pytest.mark.parametrize("name", ["table", "plain", "csv", "markdown", "github"])
def test_json_fields_exclude_any_format_but_json(name) -> None:
    with pytest.raises(BadInput, match=f"^--json goes with --format json or jsonl, not {name}: "):
        check(OutputOptions(json_fields=["id"], format=name))


@pytest.mark.parametrize("name", [None, "json", "jsonl"])
def test_json_fields_go_with_json(name) -> None:
    check(OutputOptions(json_fields=["id"], format=name))


FIELDS = list(REPORT.document)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"json_fields": ["n", "status_counts"]},
        {"columns": ["todo", "n"]},
        {"columns": ["todo"], "format": "csv"},
        {"columns": ["status_counts"], "format": "json"},
    ],
)
def test_fields_that_a_report_will_have_are_accepted_before_it_is_computed(options) -> None:
    chosen = OutputOptions(**options)
    require_known(chosen, REPORT.columns, FIELDS)
    without_any = pytest.raises(BadInput) if chosen.json_fields or chosen.columns else nullcontext()
    with without_any:
        require_known(chosen, [], [])


@pytest.mark.parametrize(
    ("options", "known"),
    [
        ({"json_fields": ["n", "todo"]}, "status_counts, n, project"),
        ({"columns": ["todo"], "format": "jsonl"}, "status_counts, n, project"),
        ({"columns": ["n", "status_counts"]}, "todo, n"),
        ({"columns": ["status_counts"], "format": "table"}, "todo, n"),
    ],
)
def test_fields_that_a_report_will_not_have_are_refused_before_it_is_computed(options, known) -> None:
    with pytest.raises(BadInput, match=f"choose from {known}$"):
        require_known(OutputOptions(**options), REPORT.columns, FIELDS)


def test_checking_writes_nothing(tmp_path, capsys) -> None:
    check(OutputOptions(file=tmp_path / "tasks.csv"))
    assert "tasks.csv" not in os.listdir(tmp_path)
    assert capsys.readouterr().out == ""
