"""Reports as one HTML page that needs nothing else, and is not allowed to load anything."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from html import escape

from radar_cli.domain.chart import Chart
from radar_cli.domain.section import Section
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.rendering import svg
from radar_cli.rendering.cells import readable
from radar_cli.rendering.page_style import page_css
from radar_cli.rendering.svg_frame import ON_NARROW_PAGE, ON_WIDE_PAGE
from radar_cli.rendering.svg_text import plain

# What may be loaded from anywhere: nothing, and styles from the page itself alone.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# A table of more rows is folded below its charts.
SHORT = 15


def page(title: str, sections: Sequence[Section], *, footer: str, zone: tzinfo = UTC) -> str:
    """A whole document. Instants are shown in the zone; whatever comes from the data is text in it."""
    several = len(sections) > 1
    written = [_section(section, f"section-{number}", zone) for number, section in enumerate(sections, start=1)]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{page_css()}</style>",
            "</head>",
            "<body>",
            f"<header>\n<h1>{_text(title)}</h1>\n{_contents(sections) if several else ''}</header>",
            f'<main class="{"several" if several else "one"}">',
            *written,
            "</main>",
            f"<footer>{_text(footer)}</footer>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _contents(sections: Sequence[Section]) -> str:
    links = [
        f'<li><a href="#section-{number}">{_text(section.heading)}</a></li>'
        for number, section in enumerate(sections, start=1)
    ]
    return "\n".join(['<nav aria-label="Contents">', "<ul>", *links, "</ul>", "</nav>", ""])


def _section(section: Section, name: str, zone: tzinfo) -> str:
    figures = [
        _figure(chart, f"{name}-{number}", section.heading) for number, chart in enumerate(section.charts, start=1)
    ]
    whole = ' class="whole"'
    return "\n".join(
        [
            f'<section id="{name}"{"" if section.charts else whole} aria-labelledby="{name}-heading">',
            f'<h2 id="{name}-heading">{_text(section.heading)}</h2>',
            *figures,
            _numbers(section, name, zone),
            "</section>",
        ]
    )


def _figure(chart: Chart, name: str, heading: str) -> str:
    """The chart twice: for wide screens and paper, and for narrow screens; only one of them is ever there to see."""
    title = "" if chart.title == heading else f"<strong>{_text(chart.title)}</strong>"
    prefix = f"{name}-{svg.prefix_of(chart.name)}"
    return "\n".join(
        [
            '<figure class="chart">',
            f"<figcaption>{title}",
            # The drawing has it as its description already.
            f'<span aria-hidden="true">{_text(chart.description)}</span></figcaption>',
            f'<div class="wide">{svg.fragment(chart, prefix, ON_WIDE_PAGE)}</div>',
            f'<div class="narrow">{svg.fragment(chart, f"{prefix}-narrow", ON_NARROW_PAGE)}</div>',
            "</figure>",
        ]
    )


def _numbers(section: Section, name: str, zone: tzinfo) -> str:
    table = section.table
    if table.single:
        return _fields(table, zone)
    written = _table(table, section.heading, f"{name}-caption", zone)
    if not section.charts or len(table.rows) <= SHORT:
        return written
    return f"<details>\n<summary>The numbers, in {len(table.rows):,} rows</summary>\n{written}\n</details>"


def _fields(table: Table, zone: tzinfo) -> str:
    pairs = zip(table.columns, table.rows[0], strict=True) if table.rows else ()
    fields = [
        f"<div><dt>{_text(column.title)}</dt><dd>{_text(readable(cell, zone), keep=True)}</dd></div>"
        for column, cell in pairs
        if not column.hidden
    ]
    return "\n".join(["<dl>", *fields, "</dl>"])


def _table(table: Table, heading: str, name: str, zone: tzinfo) -> str:
    """The table in a box of its own, which can be scrolled by the keyboard where it is wider than the page."""
    shown = [position for position in range(len(table.columns)) if _is_shown(table, position)]
    numeric = {position for position in shown if _holds_numbers(table, position)}
    heads = [
        f'<th scope="col"{_kind(position in numeric)}>{_text(table.columns[position].title)}</th>' for position in shown
    ]
    rows = [_row(row, table.columns, shown, numeric, zone) for row in table.rows]
    return "\n".join(
        [
            f'<div class="scrolled" role="region" aria-labelledby="{name}" tabindex="0">',
            "<table>",
            f'<caption id="{name}">{_text(table.title or f"{heading} in numbers")}</caption>',
            f"<thead><tr>{''.join(heads)}</tr></thead>",
            "<tbody>",
            *(rows or [f'<tr><td colspan="{max(len(shown), 1)}">{svg.NOTHING}</td></tr>']),
            "</tbody>",
            "</table>",
            "</div>",
        ]
    )


def _row(row: Sequence[Cell], columns: Sequence[Column], shown: Sequence[int], numeric: set[int], zone: tzinfo) -> str:
    cells = []
    for position in shown:
        text = _text(_short(columns[position], readable(row[position], zone)), keep=True)
        if position == shown[0]:
            cells.append(f'<th scope="row"{_kind(position in numeric)}>{text}</th>')
        else:
            cells.append(f"<td{_kind(position in numeric)}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _short(column: Column, text: str) -> str:
    text = text[: column.short]
    return text if column.until is None else text.partition(column.until)[0]


def _is_shown(table: Table, position: int) -> bool:
    column = table.columns[position]
    return not column.hidden and not (
        column.optional and all(row[position] in (None, (), "", []) for row in table.rows)
    )


def _holds_numbers(table: Table, position: int) -> bool:
    return any(isinstance(row[position], (int, float)) for row in table.rows)


def _kind(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def _text(text: str, *, keep: bool = False) -> str:
    """A text as HTML; with `keep` its lines stay lines."""
    return "\n".join(escape(plain(line)) for line in text.split("\n")) if keep else escape(plain(text))
