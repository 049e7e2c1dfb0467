import csv
import io
import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.table import Column, Table
from radar_cli.rendering import csv as csv_format
from radar_cli.rendering import json as json_format
from radar_cli.rendering import jsonl, markdown, plain, tabulated
from radar_cli.rendering import table as table_format
from radar_cli.rendering.options import OutputOptions

MOMENT = datetime(2026, 7, 31, 8, 15, 59, 120_000, UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))}
BIDI = {chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
SEPARATORS = {"\u2028", "\u2029"}
DANGEROUS = CONTROLS | BIDI | SEPARATORS
ATTACKS = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear screen": "\x1b[2J\x1b[H",
    "window title": "\x1b]0;owned\a",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJm\a",
    "clipboard in C1": "\x9d52;c;cm0gLXJm\x9c",
    "colour in C1": "\x9b31mred",
    "device control": "\x1bP$q\x1b\\\x90$q\x9c",
    "overwritten line": "harmless\r\x1b[Kforged",
    "backspaces": "no\b\bok",
    "reordered": "\u202egnp.exe\u2066x\u2069",
    "every character": "".join(sorted(DANGEROUS)),
}


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    for variable in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")


def tabulated_as(name):
    return lambda table, out, options: tabulated.write_as(name, table, out, options)


FOR_PEOPLE = {
    "table": table_format.write,
    "markdown": markdown.write,
    **{f"tabulate {name}": tabulated_as(name) for name in tabulated.NAMES},
}
LAYOUT = {"plain": "\n\t", "csv": "\n\t", "tabulate tsv": "\n\t"}
TEXT_FORMATS = {"plain": plain.write, "csv": csv_format.write, **FOR_PEOPLE}


def listed(*values) -> Table:
    return Table([Column("id", "Id"), Column("title", "Title")], [[n, value] for n, value in enumerate(values, 1)])


def rendered(write, table: Table, **options) -> str:
    out = io.StringIO(newline="")
    write(table, out, OutputOptions(**options))
    return out.getvalue()


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_no_control_or_bidi_character_comes_out_of_a_text_format(name, attack) -> None:
    text = rendered(TEXT_FORMATS[name], listed(f"before {ATTACKS[attack]} after"))
    assert set(text) & DANGEROUS <= set(LAYOUT.get(name, "\n"))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["table", "markdown"])
def test_nor_out_of_the_fields_of_a_single_thing(name, attack) -> None:
    table = Table([Column("title", "Title")], [[ATTACKS[attack]]], single=True)
    assert set(rendered(TEXT_FORMATS[name], table)) & DANGEROUS <= {"\n"}


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_an_escape_sequence_is_shown_rather_than_dropped(name) -> None:
    shown = rendered(TEXT_FORMATS[name], listed("\x1b]0;owned"))
    assert "x1b" in shown
    assert "0;owned" in shown


@pytest.mark.parametrize("name", ["plain", "csv"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_cell_stays_one_cell_for_programs_whatever_it_holds(name, attack) -> None:
    text = rendered(TEXT_FORMATS[name], listed(ATTACKS[attack], "next"), header=True)
    rows = cells(text) if name == "csv" else [line.split("\t") for line in text.split("\n")[:-1]]
    assert [row[0] for row in rows] == ["id", "1", "2"]
    assert {len(row) for row in rows} == {2}


class TestPlain:
    def test_is_one_tab_separated_line_for_each_row(self) -> None:
        assert rendered(plain.write, listed("one", "two")) == "1\tone\n2\ttwo\n"

    def test_begins_with_the_names_of_its_columns_on_request(self) -> None:
        assert rendered(plain.write, listed("one"), header=True) == "id\ttitle\n1\tone\n"

    def test_is_nothing_at_all_for_an_empty_list(self) -> None:
        assert rendered(plain.write, listed()) == ""

    def test_cuts_nothing_off(self) -> None:
        table = Table([Column("id", "Id", short=4)], [["x" * 10_240]])
        assert rendered(plain.write, table) == "x" * 10_240 + "\n"

    def test_has_exact_values_in_utc(self) -> None:
        table = Table([Column(name, name) for name in "abcd"], [[0.1 + 0.2, 2**63 - 1, MOMENT, None]])
        text = rendered(plain.write, table, zone=BERLIN)
        assert text == "0.30000000000000004\t9223372036854775807\t2026-07-31T08:15:59.120000Z\t\n"

    def test_writes_newlines_and_tabs_inside_a_cell_out(self) -> None:
        assert rendered(plain.write, listed("a\nb\tc\r")) == "1\ta\\nb\\tc\\r\n"


class TestCsv:
    def test_begins_with_the_names_of_its_columns(self) -> None:
        assert rendered(csv_format.write, listed("one")) == "id,title\n1,one\n"

    def test_has_its_header_for_an_empty_list_too(self) -> None:
        assert rendered(csv_format.write, listed()) == "id,title\n"

    @pytest.mark.parametrize(
        "value", ["a,b", 'a "quoted" b', "a\nb", "a\tb", "", "trailing ", "'", '"', "\u65e5\u672c"]
    )
    def test_reads_back_what_was_written(self, value) -> None:
        assert cells(rendered(csv_format.write, listed(value)))[1] == ["1", value]

    def test_has_exact_values_in_utc(self) -> None:
        table = Table([Column(name, name) for name in "abcd"], [[0.1 + 0.2, 2**63 - 1, MOMENT, None]])
        (_, row) = cells(rendered(csv_format.write, table, zone=BERLIN))
        assert row == ["0.30000000000000004", "9223372036854775807", "2026-07-31T08:15:59.120000Z", ""]

    @pytest.mark.parametrize(
        ("value", "guarded"),
        [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\\r=1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ('=HYPERLINK("https://evil.example","x")', '\'=HYPERLINK("https://evil.example","x")'),
        ],
    )
    def test_guards_a_text_that_a_spreadsheet_would_run(self, value, guarded) -> None:
        assert cells(rendered(csv_format.write, listed(value)))[1] == ["1", guarded]

    @pytest.mark.parametrize("value", ["1=1", "a+b", "ana@example.com", "'=1", " =1", "(-1)"])
    def test_leaves_a_text_alone_that_only_holds_such_a_character(self, value) -> None:
        assert cells(rendered(csv_format.write, listed(value)))[1] == ["1", value]

    @pytest.mark.parametrize("number", [-5, -0.5])
    def test_does_not_take_a_negative_number_for_a_formula(self, number) -> None:
        assert cells(rendered(csv_format.write, listed(number)))[1] == ["1", str(number)]

    @pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1", "a\nb", "\x1b[31m", "\u202ex"])
    def test_leaves_cells_as_they_are_when_it_is_raw(self, value) -> None:
        assert cells(rendered(csv_format.write, listed(value), raw_csv=True))[1] == ["1", value]


HARD_VALUES = [
    *ATTACKS.values(),
    "=1+1",
    'a "quoted" b',
    "back\\slash",
    "\u65e5\u672c\U0001f600",
    "",
    "</script>",
]


class TestJson:
    def test_is_an_array_for_a_list(self) -> None:
        text = rendered(json_format.write, listed("one", None))
        assert json.loads(text) == [{"id": 1, "title": "one"}, {"id": 2, "title": None}]

    def test_is_an_array_for_a_list_of_one_and_of_none(self) -> None:
        assert json.loads(rendered(json_format.write, listed("one"))) == [{"id": 1, "title": "one"}]
        assert json.loads(rendered(json_format.write, listed())) == []

    def test_is_an_object_for_a_single_thing(self) -> None:
        table = Table([Column("id", "Id")], [[1]], single=True)
        assert json.loads(rendered(json_format.write, table)) == {"id": 1}

    def test_is_the_tables_own_document_where_it_has_one(self) -> None:
        document = {"counts": {"todo": 1}, "n": None}
        table = Table([Column("todo", "Todo")], [[1]], single=True, document=document)
        assert json.loads(rendered(json_format.write, table)) == document

    @pytest.mark.parametrize("value", HARD_VALUES)
    def test_has_texts_exactly_as_they_are(self, value) -> None:
        assert json.loads(rendered(json_format.write, listed(value)))[0]["title"] == value

    @pytest.mark.parametrize("value", [0, -1, 2**63 - 1, 0.1 + 0.2, 1e-300, None])
    def test_has_numbers_exactly_as_they_are(self, value) -> None:
        assert json.loads(rendered(json_format.write, listed(value)))[0]["title"] == value

    def test_has_instants_in_utc_whatever_the_zone(self) -> None:
        (row,) = json.loads(rendered(json_format.write, listed(MOMENT), zone=BERLIN))
        assert row["title"] == "2026-07-31T08:15:59.120000Z"

    def test_keeps_fields_in_the_order_of_the_columns(self) -> None:
        table = Table([Column(name, name) for name in "cab"], [[1, 2, 3]])
        assert list(json.loads(rendered(json_format.write, table))[0]) == ["c", "a", "b"]

    def test_is_readable_text_that_ends_its_line(self) -> None:
        text = rendered(json_format.write, listed("\u65e5\u672c"))
        assert text == '[\n  {\n    "id": 1,\n    "title": "\u65e5\u672c"\n  }\n]\n'

    def test_has_no_raw_escape_character(self) -> None:
        assert "\x1b" not in rendered(json_format.write, listed("\x1b[31m"))


class TestJsonLines:
    def test_has_one_object_a_line(self) -> None:
        assert rendered(jsonl.write, listed("one", "two")) == '{"id": 1, "title": "one"}\n{"id": 2, "title": "two"}\n'

    def test_is_nothing_at_all_for_an_empty_list(self) -> None:
        assert rendered(jsonl.write, listed()) == ""

    def test_is_one_line_for_a_single_thing(self) -> None:
        table = Table([Column("id", "Id")], [[1]], single=True, document={"n": 1})
        assert rendered(jsonl.write, table) == '{"n": 1}\n'

    @pytest.mark.parametrize("value", HARD_VALUES)
    def test_keeps_any_text_exactly_and_on_its_line(self, value) -> None:
        lines = rendered(jsonl.write, listed(value, "next")).split("\n")
        assert [json.loads(line)["title"] for line in lines[:-1]] == [value, "next"]


class TestMarkdown:
    def test_is_a_table_with_titles(self) -> None:
        assert rendered(markdown.write, listed("one")) == "| Id | Title |\n| --- | --- |\n| 1 | one |\n"

    def test_shows_a_single_thing_as_its_fields(self) -> None:
        table = Table([Column("id", "Id"), Column("title", "Title")], [[1, "one"]], single=True)
        assert rendered(markdown.write, table) == ("| Field | Value |\n| --- | --- |\n| Id | 1 |\n| Title | one |\n")

    def test_has_its_header_for_an_empty_list_too(self) -> None:
        assert rendered(markdown.write, listed()) == "| Id | Title |\n| --- | --- |\n"

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("a | b", r"a \| b"),
            ("a\nb", "a<br>b"),
            ("<script>", r"\<script\>"),
            ("[x](https://evil.example)", r"\[x\](https://evil.example)"),
            ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
            ("back\\|slash", r"back\\\|slash"),
            ("# 1", r"\# 1"),
        ],
    )
    def test_takes_markup_in_a_cell_literally(self, value, shown) -> None:
        assert rendered(markdown.write, listed(value)).splitlines()[2] == f"| 1 | {shown} |"


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_people_see_instants_in_their_zone_to_the_minute(name) -> None:
    shown = rendered(FOR_PEOPLE[name], listed(MOMENT), zone=BERLIN)
    assert "2026-07-31 10:15" in shown
    assert "10:15:59" not in shown


@pytest.mark.parametrize("name", ["table", "markdown", "tabulate simple"])
@pytest.mark.parametrize(
    ("value", "shown"), [(2 / 3, "0.67"), (5.0, "5.00"), (1234567, "1234567"), (None, "-"), ("", "")]
)
def test_people_see_values_short(name, value, shown) -> None:
    last_line = rendered(FOR_PEOPLE[name], listed(value)).strip("\n ").splitlines()[-1]
    assert last_line.replace("|", " ").split()[1:] == shown.split()


class TestTable:
    def test_shows_titles_and_rows(self) -> None:
        lines = [line.split() for line in rendered(table_format.write, listed("one", "two")).splitlines()]
        assert ["Id", "Title"] in lines
        assert ["1", "one"] in lines
        assert ["2", "two"] in lines

    def test_shows_its_own_title(self) -> None:
        table = Table([Column("id", "Id")], [[1]], title="Web")
        assert rendered(table_format.write, table).split()[0] == "Web"

    def test_shows_a_single_thing_as_fields_below_each_other(self) -> None:
        table = Table([Column("id", "Id"), Column("title", "Title")], [[1, "one"]], single=True)
        lines = [line.split() for line in rendered(table_format.write, table).splitlines() if line.strip()]
        assert lines == [["Id", "1"], ["Title", "one"]]

    def test_folds_a_long_text_rather_than_cutting_it_off(self) -> None:
        text = rendered(table_format.write, listed("x" * 500))
        assert text.count("x") == 500
        assert max(map(len, text.splitlines())) <= 80

    def test_folds_a_long_text_of_a_single_thing_too_but_not_the_name_of_its_field(self) -> None:
        table = Table([Column("text", "Long name of field")], [["x" * 500]], single=True)
        text = rendered(table_format.write, table)
        assert text.count("x") == 500
        assert "Long name of field" in text

    def test_puts_numbers_to_the_right_and_texts_to_the_left(self) -> None:
        table = Table([Column("n", "Number"), Column("title", "Title")], [[7, "one"], [1234, "three"]])
        lines = rendered(table_format.write, table).splitlines()
        (seven,) = [line for line in lines if "one" in line]
        (thousand,) = [line for line in lines if "three" in line]
        assert seven.index("7") == thousand.index("4")
        assert seven.index("one") == thousand.index("three")

    def test_is_as_wide_as_its_terminal(self, monkeypatch) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        assert "x" * 150 in rendered(table_format.write, listed("x" * 150))

    @pytest.mark.parametrize("width", range(40, 100))
    @pytest.mark.parametrize("title", ["Fix login", "Fix login " * 12])
    def test_never_cuts_a_number_or_a_day(self, monkeypatch, width, title) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        columns = [
            Column("id", "Id"),
            Column("title", "Title"),
            Column("priority", "Priority", spare=2),
            Column("created_at", "Created", short=10, spare=1),
            Column("due_at", "Due", short=10),
            Column("tags", "Tags", spare=3),
        ]
        row = [23_065, title, "medium", MOMENT, MOMENT, ["backend", "shop"]]
        words = rendered(table_format.write, Table(columns, [row])).split()
        assert "23065" in words
        assert words.count("2026-07-31") == (2 if "Created" in words else 1)
        assert max(map(len, rendered(table_format.write, Table(columns, [row])).splitlines())) <= width

    @pytest.mark.parametrize("text", ["[bold]x[/bold]", "[red]", "[link=https://evil.example]x[/link]", ":smile:"])
    def test_takes_markup_in_a_cell_literally(self, text) -> None:
        assert text in rendered(table_format.write, listed(text))

    def test_shows_the_beginning_of_a_long_id_in_a_list(self) -> None:
        table = Table([Column("id", "Id", short=8)], [["12345678-1234-5678"]])
        assert rendered(table_format.write, table).split()[-1] == "12345678"

    def test_shows_a_long_id_whole_in_a_single_thing(self) -> None:
        table = Table([Column("id", "Id", short=8)], [["12345678-1234-5678"]], single=True)
        assert rendered(table_format.write, table).split()[-1] == "12345678-1234-5678"

    def test_has_no_escape_sequences_off_a_terminal(self) -> None:
        assert "\x1b" not in rendered(table_format.write, Table([Column("status", "Status")], [["done"]]))

    def test_has_colours_where_they_are_forced(self, monkeypatch) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert re.search(
            r"\x1b\[[0-9;]*3[0-9]m", rendered(table_format.write, Table([Column("status", "Status")], [["done"]]))
        )

    @pytest.mark.parametrize(
        "word",
        [
            "todo",
            "in_progress",
            "done",
            "cancelled",
            "urgent",
            "high",
            "low",
            "running",
            "pending",
            "ready",
            "ok",
            "failed",
        ],
    )
    def test_sets_off_states_and_priorities_and_no_other_text(self, word, monkeypatch) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        table = Table([Column("status", "Status"), Column("title", "Title")], [[word, word]])
        text = rendered(table_format.write, table)
        assert len(re.findall(rf"\x1b\[[0-9;]+m{word} *\x1b\[0m", text)) == 1

    def test_has_no_colours_when_the_user_wants_none(self, monkeypatch) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        states = Table([Column("status", "Status")], [["done"]])
        assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", rendered(table_format.write, states, color=False))

    def test_is_drawn_in_ascii_where_the_encoding_has_no_more(self) -> None:
        out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        table_format.write(listed("one"), out, OutputOptions())
        out.seek(0)
        assert "one" in out.read()


class TestTabulated:
    def test_has_no_format_that_writes_html_as_it_is(self) -> None:
        assert "unsafehtml" not in tabulated.NAMES
        assert {"github", "rst", "html", "latex", "simple"} <= set(tabulated.NAMES)

    def test_escapes_html(self) -> None:
        text = rendered(tabulated_as("html"), listed("<script>alert(1)</script>&amp;"))
        assert "<script" not in text
        assert "&lt;script&gt;" in text

    def test_escapes_latex(self) -> None:
        assert r"\input{" not in rendered(tabulated_as("latex"), listed(r"\input{/etc/passwd}"))

    @pytest.mark.parametrize("text", ["1e5", "007", "1.50", "nan", "-inf", "1_000"])
    def test_leaves_a_text_alone_that_looks_like_a_number(self, text) -> None:
        assert rendered(tabulated_as("simple"), listed(text)).split()[-1] == text

    def test_shows_the_titles_of_an_empty_list(self) -> None:
        assert rendered(tabulated_as("github"), listed()).split("\n")[0].split() == [
            "|",
            "Id",
            "|",
            "Title",
            "|",
        ]


def test_a_title_above_a_table_cannot_drive_the_terminal() -> None:
    out = io.StringIO()
    hostile = Table([Column("a", "A")], [["x"]], title="t\x1b]52;c;aGk=\x07\u202e")
    table_format.write(hostile, out, OutputOptions())
    assert not set(out.getvalue()) & set("\x1b\x07\u202e")


@pytest.mark.parametrize("name", ["tsv", "mediawiki", "github", "asciidoc"])
def test_a_cell_of_several_lines_makes_no_further_row(name: str) -> None:
    rows = {}
    for cell in ("one", "one\ntwo"):
        out = io.StringIO()
        tabulated.write_as(name, Table([Column("a", "A")], [[cell]]), out, OutputOptions())
        rows[cell] = out.getvalue().count("\n")
    assert rows["one"] == rows["one\ntwo"]
