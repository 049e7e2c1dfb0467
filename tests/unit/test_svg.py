"""Drawings of charts. `RADAR_WRITE_SNAPSHOTS=1 pytest tests/unit/test_svg.py` writes the snapshots anew, and fails."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_cli.domain.chart import Areas, Axis, Band, Bars, Chart, Level, Line, Points, Role
from radar_cli.rendering import chart_frame, palette, svg, svg_axes
from radar_cli.rendering.svg_frame import NARROW, ON_NARROW_PAGE, ON_WIDE_PAGE, WIDE, x_range
from radar_cli.rendering.svg_text import shortened, width
from tests import sample_charts
from tests.random_charts import random_charts

SNAPSHOTS = Path(__file__).parent / "snapshots" / "svg"
# Read before the tests begin, which run without the settings of whoever runs them.
WRITE = os.environ.get("RADAR_WRITE_SNAPSHOTS") == "1"
SVG = "{http://www.w3.org/2000/svg}"
EVERY_SIZE = pytest.mark.parametrize(
    "size", [WIDE, NARROW, ON_WIDE_PAGE, ON_NARROW_PAGE], ids=["wide", "narrow", "wide page", "narrow page"]
)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
EVERY_KIND = pytest.mark.parametrize("kind", sample_charts.ALL)
STATUSES = (Role.DONE, Role.IN_PROGRESS, Role.TODO)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def texts(root: ElementTree.Element) -> list[str]:
    """What can be read in a drawing, without tooltips."""
    return [
        (element.text or "") + "".join(child.tail or "" for child in element) for element in root.iter(f"{SVG}text")
    ]


def coordinates(root: ElementTree.Element) -> Iterator[tuple[float, float]]:
    """Every place that is named in a drawing, but those of patterns."""
    patterns = {id(inner) for pattern in root.iter(f"{SVG}pattern") for inner in pattern.iter()}
    for element in root.iter():
        if id(element) in patterns or element is root:
            continue
        for across, up in (("x", "y"), ("cx", "cy")):
            if across in element.attrib:
                yield float(element.attrib[across]), float(element.attrib[up])
        if "width" in element.attrib and "x" in element.attrib:
            x, y, wide, high = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            yield x + wide, y + high
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", element.get("d", "")):
            yield float(x), float(y)


def numbers_are_finite(text: str) -> bool:
    return not re.search(r'="(nan|-?inf)|[MLHV ](nan|-?inf)', text)


@SIZES
@EVERY_KIND
def test_a_drawing_is_an_image_with_a_title_and_a_description(kind, size):
    chart = sample_charts.ALL[kind]()
    root = parsed(svg.svg(chart, size))
    names = {element.get("id"): element for element in root if element.get("id")}
    title, description = (names[name] for name in root.attrib["aria-labelledby"].split())
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    if kind != "hostile":
        assert (title.text, description.text) == (chart.title, chart.description)


@SIZES
@EVERY_KIND
def test_a_drawing_is_as_in_its_snapshot(kind, size):
    file = SNAPSHOTS / f"{kind}{'' if size is WIDE else '-narrow'}.svg"
    drawn = svg.svg(sample_charts.ALL[kind](), size)
    if WRITE:
        file.write_text(drawn, encoding="utf-8")
        pytest.fail(f"{file.name} was written: look at it, then run without RADAR_WRITE_SNAPSHOTS", pytrace=False)
    assert drawn == file.read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_chart():
    kinds = {f"{kind}{end}.svg" for kind in sample_charts.ALL for end in ("", "-narrow")}
    assert {file.name for file in SNAPSHOTS.iterdir()} == kinds


@EVERY_KIND
def test_nothing_in_a_drawing_is_from_elsewhere(kind):
    text = svg.svg(sample_charts.ALL[kind]())
    root = parsed(text)
    for element in root.iter():
        assert element.tag not in {f"{SVG}{name}" for name in ("script", "image", "use", "a", "foreignObject")}
        assert not [name for name in element.attrib if "href" in name or name.startswith("on")]
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"@import|@font-face|url\((?!#)", text)


@EVERY_KIND
def test_what_a_drawing_refers_to_is_in_it(kind):
    text = svg.svg(sample_charts.ALL[kind]())
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= {element.get("id") for element in parsed(text).iter()}


def test_hostile_names_stay_text():
    text = svg.svg(sample_charts.hostile())
    root = parsed(text)
    assert "<script" not in text
    assert not re.search("[\x1b\u202e\ud800\uffff]", text)
    assert texts(root)[0].startswith("</svg><script>alert(1)</script>\\u202e")


@EVERY_SIZE
@EVERY_KIND
def test_a_drawing_stays_within_its_edges(kind, size):
    root = parsed(svg.svg(sample_charts.ALL[kind](), size))
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    assert wide == size.width
    for x, y in coordinates(root):
        assert 0 <= x <= wide
        assert 0 <= y <= high


@EVERY_SIZE
@EVERY_KIND
def test_texts_stay_within_the_edges(kind, size):
    root = parsed(svg.svg(sample_charts.ALL[kind](), size))
    for element, text in zip(root.iter(f"{SVG}text"), texts(root), strict=True):
        if "transform" in element.attrib:
            continue
        left = float(element.attrib["x"]) - width(text) * {"middle": 0.5, "end": 1}.get(element.get("text-anchor"), 0)
        assert left >= 0, text
        assert left + width(text) <= size.width + 0.01, text


@EVERY_SIZE
@EVERY_KIND
def test_texts_do_not_overlap(kind, size):
    root = parsed(svg.svg(sample_charts.ALL[kind](), size))
    boxes = []
    for element, text in zip(root.iter(f"{SVG}text"), texts(root), strict=True):
        if "transform" not in element.attrib and text.strip():
            taken = width(text)
            left = float(element.attrib["x"]) - taken * {"middle": 0.5, "end": 1}.get(element.get("text-anchor"), 0)
            boxes.append((left, left + taken, float(element.attrib["y"]), text))
    for at, (left, right, y, text) in enumerate(boxes):
        for other_left, other_right, other_y, other in boxes[at + 1 :]:
            assert right <= other_left or other_right <= left or abs(y - other_y) >= 12, (text, other)


@pytest.mark.parametrize("kind", ["empty", "without-points"])
def test_a_chart_without_data_says_so(kind):
    assert texts(parsed(svg.svg(sample_charts.ALL[kind]())))[-1] == "Nothing to show"


def test_two_charts_in_one_page_share_no_ids():
    drawn = svg.fragment(sample_charts.bars(), "one", ON_WIDE_PAGE) + svg.fragment(
        sample_charts.bars(), "two", ON_NARROW_PAGE
    )
    ids = re.findall(r'\sid="([^"]+)"', drawn)
    assert ids
    assert len(ids) == len(set(ids))


def test_ids_begin_with_the_name_of_the_chart():
    root = parsed(svg.svg(sample_charts.bars()))
    assert {element.attrib["id"] for element in root.iter() if "id" in element.attrib} == {
        "chart-arrivals-title",
        "chart-arrivals-desc",
        "chart-arrivals-hatch-second",
    }


def test_a_line_is_interrupted_where_it_has_no_value():
    (shape, *_) = [
        element for element in parsed(svg.svg(sample_charts.lines())).iter() if element.get("class") == "line first"
    ][-1:]
    assert shape.attrib["d"].count("M") == 3


def test_a_value_between_two_gaps_is_a_dot():
    root = parsed(svg.svg(sample_charts.lines()))
    assert [element for element in root.iter(f"{SVG}circle") if element.get("class") == "point first"]


def test_points_say_what_they_are():
    root = parsed(svg.svg(sample_charts.scatter()))
    tooltips = [circle.findtext(f"{SVG}title") for circle in root.iter(f"{SVG}circle")]
    assert [tooltip for tooltip in tooltips if tooltip] == [f"task {at + 1}" for at in range(100)]


def test_labels_stay_with_their_points_where_a_point_cannot_be_drawn():
    points = Points("Tasks", Role.FIRST, [1, 2, 3], [1, float("nan"), 3], ["one", "two", "three"])
    chart = replace(sample_charts.histogram(), layers=[points])
    tooltips = [circle.findtext(f"{SVG}title") for circle in parsed(svg.svg(chart)).iter(f"{SVG}circle")]
    assert [tooltip for tooltip in tooltips if tooltip] == ["one", "three"]


def test_negative_bars_hang_from_the_zero_line():
    chart = Chart("net", "Net", "", Axis("Week"), Axis("Tasks"), [Bars("Net", Role.FIRST, [0, 1], [2, -2])])
    up, down = (
        [float(y) for y in re.findall(r"[V ](-?[\d.]+)", element.attrib["d"])]
        for element in parsed(svg.svg(chart)).iter(f"{SVG}path")
        if "bar" in element.get("class", "").split()
    )
    assert max(up) == min(down)
    assert max(up) - min(up) == pytest.approx(max(down) - min(down))


def test_bars_of_several_layers_stand_beside_each_other():
    layers = [Bars(name, Role.FIRST, [0, 1], [2, 3]) for name in ("a", "b")]
    chart = Chart("pairs", "Pairs", "", Axis("Week"), Axis("Tasks"), layers)
    starts = [
        float(re.match(r"M([\d.]+)", element.attrib["d"])[1])
        for element in parsed(svg.svg(chart)).iter(f"{SVG}path")
        if "bar" in element.get("class", "").split()
    ]
    assert len(set(starts)) == 4
    assert starts[0] < starts[2] < starts[1] < starts[3]


@pytest.mark.parametrize(
    ("places", "ends"),
    [([0.0005, 0.0015, 0.0025], (0, 0.003)), (range(400, 450), (399.5, 449.5)), ([0, 1, 2], (-0.5, 2.5))],
)
def test_bars_fill_the_axis_at_the_bottom_as_on_a_terminal(places, ends):
    layers = [Bars("Tasks", Role.FIRST, places, [3] * len(places))]
    chart = Chart("histogram", "Histogram", "", Axis("x"), Axis("y"), layers)
    on_terminal = chart_frame.across(chart, 80)
    assert x_range(chart) == pytest.approx(ends)
    assert (on_terminal.low, on_terminal.high) == pytest.approx(ends)


@EVERY_SIZE
def test_names_of_levels_are_shortened_only_where_they_are_long(size):
    shown = texts(parsed(svg.svg(sample_charts.scatter(), size)))
    assert {"p50 4", "p85 8", "p95 8.4"} <= set(shown)


def test_small_values_are_no_zeros():
    minutes = 6 / 1440
    layers = [Bars("Tasks", Role.FIRST, [minutes], [3]), Level("50 % within", minutes)]
    drawn = svg.svg(Chart("lead-times", "Lead times", "", Axis("Days"), Axis("Tasks"), layers))
    assert "50 % within 0.0042" in texts(parsed(drawn))
    assert "<title>0.0042: 3 Tasks</title>" in drawn


@given(st.lists(st.floats(0, 300), max_size=20))
def test_spread_places_are_a_line_apart_and_inside(places):
    spread = svg_axes.spread(sorted(places), 0, 300)
    assert len(spread) == len(places)
    assert all(after - before >= svg_axes.LINE - 1e-6 for before, after in pairwise(spread))
    assert all(-1e-6 <= place <= 300 for place in spread)


def test_places_that_are_apart_stay_where_they_are():
    assert svg_axes.spread([10, 100, 200], 0, 300) == [10, 100, 200]


@given(st.text(), st.floats(20, 300))
def test_a_shortened_text_has_room(text, room):
    assert width(shortened(text, room)) <= room


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_can_be_told_from_the_background(dark):
    surface, ink, soft = (
        palette.SHADES[name].dark if dark else palette.SHADES[name].light for name in ("surface", "ink", "soft")
    )
    for role in Role:
        look = palette.LOOKS[role]
        assert contrast(look.dark if dark else look.light, surface) >= 3, role
    assert contrast(ink, surface) >= 7
    assert contrast(soft, surface) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_areas_on_each_other_differ_in_lightness(dark):
    colours = [palette.LOOKS[role].dark if dark else palette.LOOKS[role].light for role in STATUSES]
    for lower, upper in pairwise(colours):
        assert contrast(lower, upper) >= 1.4, (lower, upper)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_charts(), st.sampled_from([WIDE, NARROW, ON_WIDE_PAGE, ON_NARROW_PAGE]))
def test_any_chart_can_be_drawn(chart, size):
    text = svg.svg(chart, size)
    root = parsed(text)
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    assert numbers_are_finite(text)
    assert all(-0.01 <= x <= wide + 0.01 and -0.01 <= y <= high + 0.01 for x, y in coordinates(root))


INFINITE, NO_NUMBER = float("inf"), float("nan")


@pytest.mark.parametrize(
    "layer",
    [
        Areas([1, 2, 3], ["Done"], [Role.DONE], [[1, INFINITE, 2]]),
        Areas([1, 2, NO_NUMBER], ["Done"], [Role.DONE], [[1, NO_NUMBER, 2]]),
        Level("p50", INFINITE),
        Level("p50", NO_NUMBER),
        Band("Usual", Role.CALM, 0, INFINITE),
        Band("Usual", Role.CALM, NO_NUMBER, None),
        Line("Line", Role.SECOND, [1, INFINITE, 3], [1, 2, NO_NUMBER]),
    ],
)
def test_numbers_that_are_none_are_left_out(layer):
    drawn = svg.svg(Chart("chart", "A chart", "", Axis("x"), Axis("y"), [layer, Points("p", Role.FIRST, [1], [7])]))
    assert numbers_are_finite(drawn)
    assert texts(parsed(drawn)).count("8") == 1


def test_several_charts_stand_below_each_other_in_one_drawing() -> None:
    charts = [replace(make(), name=f"chart-{number}") for number, make in enumerate(sample_charts.ALL.values())]
    root = parsed(svg.stacked(charts))
    groups = root.findall(f"{SVG}g[@role='img']")
    assert len(groups) == len(charts)
    tops = [float(re.findall(r"translate\(0 ([\d.]+)\)", group.attrib["transform"])[0]) for group in groups]
    assert tops == sorted(set(tops))
    assert float(root.attrib["viewBox"].split()[3]) > tops[-1]
    ids = re.findall(r' id="([^"]+)"', svg.stacked(charts))
    assert len(ids) == len(set(ids))


def test_one_chart_alone_is_drawn_as_ever() -> None:
    chart = sample_charts.stacked()
    assert svg.stacked([chart]) == svg.svg(chart)
