"""Drawings and pages as a real browser shows them: to who prefers light or dark, on wide and narrow screens."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from radar_cli.domain.chart import Role
from radar_cli.domain.section import Section
from radar_cli.domain.table import Column, Table
from radar_cli.rendering import palette, svg
from radar_cli.rendering.page import page
from radar_cli.rendering.svg_frame import NARROW, ON_NARROW_PAGE, ON_WIDE_PAGE, WIDE
from tests import sample_charts
from tests.browser import Browser, browser
from tests.pixels import pixels

SCHEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
TABLE = Table([Column("day", "Day"), Column("done", "Done")], [["2026-03-02", 3], ["2026-03-03", 5]])
SUMMARY = Table([Column("done", "Done")], [[65]], single=True)

# Texts that reach out of their drawing or cover another one, as this browser's own fonts have them.
MEASURING = """<script>
const found = [];
for (const drawing of document.querySelectorAll("svg")) {
  const edges = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text:not([transform])")].map(text => {
    const words = [...text.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join("");
    return {box: text.getBoundingClientRect(), words};
  }).filter(text => text.words.trim());
  for (const text of drawing.querySelectorAll("text")) {
    const box = text.getBoundingClientRect();
    if (box.left < edges.left || box.right > edges.right || box.top < edges.top || box.bottom > edges.bottom)
      found.push(text.textContent + " reaches out");
  }
  for (const [at, one] of texts.entries())
    for (const other of texts.slice(at + 1))
      if (one.box.left < other.box.right && other.box.left < one.box.right &&
          one.box.top + 3 < other.box.bottom && other.box.top + 3 < one.box.bottom)
        found.push(one.words + " covers " + other.words);
}
const result = document.createElement("pre");
result.id = "found";
result.textContent = found.join("\\n");
document.body.append(result);
</script>"""


class Counted(HTMLParser):
    """How many elements of each kind a document has, and its texts by kind."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.count: Counter[str] = Counter()
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(document)

    def handle_starttag(self, tag, attributes):
        self.count[tag] += 1
        self._open = tag

    def handle_data(self, data):
        self.texts.setdefault(self._open, []).append(data)


@pytest.fixture(scope="module")
def chromium() -> Browser:
    return browser()


@pytest.fixture
def dashboard(tmp_path: Path) -> Path:
    """A page of all sample charts, the hostile one among them."""
    charts = [chart() for chart in sample_charts.ALL.values()]
    sections = [
        Section("Summary", SUMMARY),
        Section("Flow", TABLE, charts[:6]),
        Section(sample_charts.HOSTILE, TABLE, charts[6:]),
    ]
    return written(tmp_path / "dashboard.html", page("Reports", sections, footer="radar"))


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def colour(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def test_every_section_and_chart_is_in_the_document(chromium, dashboard):
    document = Counted(chromium.dom(dashboard))
    assert document.count["section"] == 3
    assert document.count["figure"] == len(sample_charts.ALL)
    assert document.count["svg"] == 2 * len(sample_charts.ALL)
    assert document.count["table"] == 2
    assert document.count["script"] == 0
    assert [text for text in document.texts["h2"] if text.strip()][:2] == ["Summary", "Flow"]


@SCHEMES
@pytest.mark.parametrize("kind", ["stacked", "bars"])
def test_a_drawing_is_in_the_colours_of_the_scheme(chromium, tmp_path, kind, dark):
    file = written(tmp_path / "chart.svg", svg.svg(sample_charts.ALL[kind]()))
    chromium.screenshot(file, tmp_path / "chart.png", width=720, height=440, dark=dark)
    seen = Counter(pixel for row in pixels(tmp_path / "chart.png") for pixel in row)
    surface = palette.SHADES["surface"]
    assert seen.most_common(1)[0][0] == colour(surface.dark if dark else surface.light)
    for role in (Role.DONE, Role.IN_PROGRESS, Role.TODO) if kind == "stacked" else (Role.FIRST, Role.SECOND):
        look = palette.LOOKS[role]
        assert seen[colour(look.dark if dark else look.light)] > 500, role


@SCHEMES
@pytest.mark.parametrize("width", [360, 1000])
def test_a_page_is_not_blank(chromium, tmp_path, dark, width):
    sections = [Section("Flow", TABLE, [sample_charts.stacked()])]
    file = written(tmp_path / "page.html", page("Report", sections, footer="radar"))
    # No window is narrower than 500, so that the page is shown in a frame.
    style = f"border:0;width:{width}px;height:600px"
    frame = f'<body style="margin:0"><iframe src="{file.name}" style="{style}"></iframe>'
    head = '<!DOCTYPE html><meta name="color-scheme" content="light dark">'
    outer = written(tmp_path / "frame.html", head + frame)
    chromium.screenshot(outer, tmp_path / "page.png", width=max(width, 500), height=600, dark=dark)
    seen = Counter(pixel for row in pixels(tmp_path / "page.png") for pixel in row[:width])
    look = palette.LOOKS[Role.DONE]
    assert seen[colour(look.dark if dark else look.light)] > 500
    assert len(seen) > 20
    assert (sum(seen.most_common(1)[0][0]) < 384) == dark


def test_texts_neither_cover_each_other_nor_reach_out(chromium, tmp_path):
    charts = [chart() for chart in sample_charts.ALL.values()]
    boxes = "".join(
        f'<div style="width:{size.width}px">{svg.svg(chart, size)}</div>'
        for chart in charts
        for size in (WIDE, NARROW, ON_WIDE_PAGE, ON_NARROW_PAGE)
    )
    file = written(tmp_path / "all.html", f'<!DOCTYPE html><meta charset="utf-8"><body>{boxes}{MEASURING}')
    document = chromium.dom(file)
    assert re.search(r'<pre id="found">(.*?)</pre>', document, re.DOTALL)[1] == ""


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("guarded", [True, False], ids=["as it is", "without its policy"])
def test_a_page_loads_nothing_even_if_something_in_it_asks(chromium, tmp_path, guarded):
    text = page("Report", [Section("Flow", TABLE, [sample_charts.stacked()])], footer="radar")
    if not guarded:
        text = re.sub(r"<meta http-equiv[^>]*>", "", text)
    with listening() as (port, asked):
        smuggled = f'<img src="http://127.0.0.1:{port}/img"><script src="http://127.0.0.1:{port}/js"></script></main>'
        chromium.dom(written(tmp_path / "page.html", text.replace("</main>", smuggled)))
    assert sorted(asked) == ([] if guarded else ["/img", "/js"])
