"""The charts of every report on the made-up team as it is on one day, at three widths and in ASCII.

`RADAR_WRITE_SNAPSHOTS=1 pytest tests/integration/test_report_charts.py` writes the snapshots anew, and fails.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_cli import reports as catalog
from radar_cli.database import url
from radar_cli.database.session import Database
from radar_cli.domain.chart import Chart
from radar_cli.rendering import terminal_chart
from radar_cli.repositories import projects
from radar_cli.services import demo
from tests.reporting import computed

SNAPSHOTS = Path(__file__).parents[1] / "unit" / "snapshots" / "reports"
# Read before the tests begin, which run without the settings of whoever runs them.
WRITE = os.environ.get("RADAR_WRITE_SNAPSHOTS") == "1"
DAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
OPTIONS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "forecast": ({"items": 20, "seed": 1}, {"by": "+8w", "seed": 1}),
    "cumulative-flow": ({"last": "26w"}, {"last": "26w", "state_at_day_end": True}),
    "throughput": ({"last": "12w", "by": "week"},),
    "arrivals": ({"last": "12w", "by": "week"},),
    "compare": ({"of": "throughput"},),
}
# Nobody on the made-up team was ever blocked; the dashboard has the charts of the others; the summary has none.
LEFT_OUT = {"flow-efficiency", "dashboard", "daily-summary"}
SHAPES = ((48, False), (80, False), (120, False), (80, True))


def drawn(chart: Chart) -> Iterator[str]:
    """A chart in each shape."""
    for width, ascii_only in SHAPES:
        yield f"--- {width} columns{', ASCII' if ascii_only else ''}"
        for line in terminal_chart.lines(chart, width, terminal_chart.HEIGHT, ascii_only=ascii_only):
            yield "".join(span.text for span in line).rstrip()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[Database, int, int]]:
    """A database with the made-up team; the numbers of its visitor and of its project web."""
    path = tmp_path_factory.mktemp("team") / "team.db"
    path.write_bytes(sqlite_template.read_bytes())
    db = Database(url.of_file(path))
    visitor = demo.fill(db, lambda: DAY, "visitor").visitor
    with db.reading():
        (web,) = [one.id for one in projects.visible(db, visitor.id, with_archived=False) if one.name == "web"]
    yield db, visitor.id, web
    db.disconnect()


@pytest.mark.parametrize("name", [name for name in catalog.names() if name not in LEFT_OUT])
def test_the_charts_of_a_report_look_like_their_snapshots(name: str, team: tuple[Database, int, int]) -> None:
    db, visitor, web = team
    charts = [
        chart
        for options in OPTIONS.get(name, ({},))
        for chart in catalog.load(name).charts(
            computed(db, name, [web], DAY, "Europe/Berlin", requester=visitor, **options)
        )
    ]
    text = "".join(f"{line}\n" for chart in charts for line in drawn(chart))
    file = SNAPSHOTS / f"{name}.txt"
    if WRITE:
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"wrote {file.name}: look at it, and run again without RADAR_WRITE_SNAPSHOTS")
    assert text == file.read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_report() -> None:
    assert {file.stem for file in SNAPSHOTS.iterdir()} == set(catalog.names()) - LEFT_OUT
