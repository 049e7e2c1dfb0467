"""The page around reports, as text; tests/cli/test_pages_in_a_browser.py opens it."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.section import Section
from radar_cli.domain.table import Column, Table
from radar_cli.rendering.page import SHORT, page
from tests import sample_charts
from tests.sample_charts import HOSTILE

MOMENT = datetime(2026, 7, 31, 8, 15, tzinfo=UTC)
COLUMNS = [
    Column("id", "Task"),
    Column("title", "Title"),
    Column("done_at", "Done"),
    Column("secret", "Hidden", hidden=True),
    Column("note", "Note", optional=True),
]
TASKS = Table(COLUMNS, [[1, "Fix\nlogin", MOMENT, "not shown", None], [2, "Write docs", None, "not shown", None]])
SUMMARY = Table(COLUMNS[:3], [[1, "Fix login", MOMENT]], single=True)
# What has no end in HTML; elements of SVG end themselves.
VOID = {"meta", "br"}


class Structure(HTMLParser):
    """The elements of a page with their attributes; that each ends where it should is checked on the way."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if not self._open or self._open[-1] != "style":
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def sections() -> list[Section]:
    charts = [chart() for chart in sample_charts.ALL.values()]
    return [Section("Summary", SUMMARY), Section("All", TASKS, charts), Section("Again", TASKS, charts)]


def test_a_page_is_allowed_to_load_nothing():
    text = page("Reports", sections(), footer="radar")
    policies = [meta for meta in Structure(text).named("meta") if meta.get("http-equiv")]
    assert policies == [
        {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    ]
    assert set(re.findall(r"https?://[^\"]*", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|@font-face|url\((?!#)", text)


def test_a_page_has_what_a_browser_needs_to_know():
    structure = Structure(page("Reports", sections(), footer="radar"))
    assert structure.named("html") == [{"lang": "en"}]
    assert {"charset": "utf-8"} in structure.named("meta")
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in structure.named("meta")


def test_no_id_is_there_twice_and_references_are_to_one_of_them():
    structure = Structure(page("Reports", sections(), footer="radar"))
    ids = [attributes["id"] for _, attributes in structure.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = " ".join(
        attributes.get("aria-labelledby") or (attributes.get("href") or "")[1:] for _, attributes in structure.elements
    )
    assert set(wanted.split()) <= set(ids)


def test_several_sections_have_a_table_of_contents():
    links = Structure(page("Reports", sections(), footer="radar")).named("a")
    assert [link["href"] for link in links] == ["#section-1", "#section-2", "#section-3"]


def test_one_section_has_none():
    assert not Structure(page("Report", sections()[:1], footer="radar")).named("nav")


def test_every_chart_is_there_for_wide_and_for_narrow_screens():
    structure = Structure(page("Reports", sections(), footer="radar"))
    assert len(structure.named("figure")) == 2 * len(sample_charts.ALL)
    assert len(structure.named("svg")) == 2 * len(structure.named("figure"))


def test_numbers_are_a_table_with_a_caption_and_headings():
    structure = Structure(page("Report", [Section("Tasks", TASKS)], footer="radar"))
    assert len(structure.named("caption")) == 1
    assert [head.get("scope") for head in structure.named("th")] == ["col"] * 3 + ["row"] * 2


def test_hidden_columns_and_empty_optional_ones_are_left_out():
    text = page("Report", [Section("Tasks", TASKS)], footer="radar")
    assert "not shown" not in text
    assert "Note" not in text


def test_a_single_thing_is_a_list_of_its_fields():
    structure = Structure(page("Report", [Section("Summary", SUMMARY)], footer="radar"))
    assert len(structure.named("dt")) == len(structure.named("dd")) == 3
    assert not structure.named("table")


def test_cells_are_short_as_in_lists():
    columns = [Column("id", "Id", short=4), Column("at", "On", until=" ")]
    text = page("Report", [Section("Tasks", Table(columns, [["0123456789", MOMENT]]))], footer="radar")
    assert '<tr><th scope="row">0123</th><td>2026-07-31</td></tr>' in text


def test_instants_are_shown_in_the_zone():
    text = page("Report", [Section("Tasks", TASKS)], footer="radar", zone=ZoneInfo("Europe/Berlin"))
    assert "2026-07-31 10:15" in text


def test_lines_of_a_cell_stay_lines():
    assert ">Fix\nlogin<" in page("Report", [Section("Tasks", TASKS)], footer="radar")


def test_a_long_table_is_folded_below_its_charts():
    table = Table([Column("id", "Task")], [[number] for number in range(SHORT + 1)])
    charts = [sample_charts.bars()]
    assert Structure(page("Report", [Section("Tasks", table, charts)], footer="radar")).named("details")
    assert not Structure(page("Report", [Section("Tasks", table)], footer="radar")).named("details")


@pytest.mark.parametrize("table", [Table([], []), Table(COLUMNS, []), Table(COLUMNS, [], single=True)])
def test_a_table_may_be_empty(table):
    Structure(page("Report", [Section("Nothing", table)], footer="radar"))


def test_hostile_texts_stay_text():
    columns = [Column("a", HOSTILE), Column("b", HOSTILE)]
    rows = [[HOSTILE, HOSTILE], [HOSTILE, MOMENT]]
    charts = [sample_charts.hostile()]
    given = [
        Section(HOSTILE, Table(columns, rows, title=HOSTILE), charts),
        Section(HOSTILE, Table(columns, rows[:1], single=True), charts),
    ]
    text = page(HOSTILE, given, footer=HOSTILE)
    structure = Structure(text)
    assert not structure.named("script")
    assert not re.search("[\x1b\u202e\ud800\uffff]", text)
    assert not [name for _, attributes in structure.elements for name in attributes if name.startswith("on")]
    assert structure.text.count("<script>alert(1)</script>") >= 14
