"""A cell that holds several values, such as a task's tags."""

import csv as csv_reader
import io
import json

import pytest

from radar_cli.domain.table import Cell, Column, Table
from radar_cli.rendering import csv, jsonl, markdown, plain, tabulated
from radar_cli.rendering import json as json_format
from radar_cli.rendering import table as table_format
from radar_cli.rendering.options import OutputOptions


def rendered(write, *cells: Cell) -> str:
    out = io.StringIO()
    write(Table([Column(f"c{n}", f"C{n}") for n in range(len(cells))], [cells]), out, OutputOptions())
    return out.getvalue()


def github(table: Table, out: io.StringIO, options: OutputOptions) -> None:
    tabulated.write_as("github", table, out, options)


@pytest.mark.parametrize("write", [json_format.write, jsonl.write])
def test_json_has_real_arrays(write) -> None:
    found = json.loads(rendered(write, ("a", "b"), (3, 4), ()))
    assert (found[0] if isinstance(found, list) else found) == {"c0": ["a", "b"], "c1": [3, 4], "c2": []}


def test_plain_text_sets_them_apart_by_commas() -> None:
    assert rendered(plain.write, ("a", "b"), (3, 4), ()) == "a, b\t3, 4\t\n"


def test_csv_has_them_in_one_cell() -> None:
    (_, row) = csv_reader.reader(io.StringIO(rendered(csv.write, ("a", "b"), (3, 4), ())))
    assert row == ["a, b", "3, 4", ""]


@pytest.mark.parametrize("write", [table_format.write, markdown.write, github])
def test_people_see_commas_and_a_dash_for_none(write) -> None:
    shown = rendered(write, ("a", "b"), (3, 4), ())
    assert "a, b" in shown
    assert "3, 4" in shown
    assert " - " in shown.splitlines()[-1] or " - " in shown.splitlines()[-2]


@pytest.mark.parametrize("write", [plain.write, csv.write, table_format.write, markdown.write, github])
def test_none_of_them_can_drive_the_terminal(write) -> None:
    assert "\x1b" not in rendered(write, ("fine", "\x1b[2J"))


def test_a_list_of_what_a_spreadsheet_would_run_is_guarded_in_csv() -> None:
    assert rendered(csv.write, ("=1+1", "b")).splitlines()[1] == '"\'=1+1, b"'
