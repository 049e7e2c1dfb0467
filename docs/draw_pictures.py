"""Draw the pictures of README from the made-up team, as it would have been on one day.

python docs/draw_pictures.py            writes docs/pictures/*.svg
python docs/draw_pictures.py --check    exits 1 if they are not what would be drawn
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from radar_cli import reports as catalog
from radar_cli.database import url
from radar_cli.database.session import Database
from radar_cli.domain.chart import Chart
from radar_cli.rendering.svg import svg
from radar_cli.repositories import projects
from radar_cli.services import demo, report_scopes, schema

FOLDER = Path(__file__).with_name("pictures")
DAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
PROJECT = "web"
# File name -> report, its options, and which of its charts.
PICTURES: Mapping[str, tuple[str, Mapping[str, Any], int]] = {
    "cumulative-flow": ("cumulative-flow", {"last": "26w"}, 0),
    "lead-time": ("lead-time", {"last": "90d"}, 0),
    "forecast": ("forecast", {"items": 20, "seed": 1}, 0),
}


def main(arguments: Sequence[str]) -> int:
    """Draw, or with --check compare; gives the exit code."""
    drawn = dict(pictures())
    if arguments == ["--check"]:
        stale = [name for name, text in drawn.items() if not _is(FOLDER / f"{name}.svg", text)]
        sys.stderr.writelines(f"pictures/{name}.svg is out of date: run make docs\n" for name in stale)
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawn.items():
        (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")
    return 0


def pictures() -> Iterator[tuple[str, str]]:
    """The name of each picture, and the picture."""
    with TemporaryDirectory() as folder:
        location = url.of_file(Path(folder) / "team.db")
        schema.prepare_embedded(location)
        schema.migrate(location)
        db = Database(location)
        team = demo.fill(db, lambda: DAY, "visitor")
        for name, (report, options, number) in PICTURES.items():
            yield name, svg(_charts(db, team.visitor.id, report, options)[number])
        db.disconnect()


def _charts(db: Database, visitor: int, report: str, options: Mapping[str, Any]) -> Sequence[Chart]:
    report_type = catalog.load(report)
    with db.snapshot():
        (project,) = [one for one in projects.visible(db, visitor, with_archived=False) if one.name == PROJECT]
        params = {"zone": "Europe/Berlin", "options": options}
        scope = report_scopes.scope(db, report_type, visitor, [project.id], PROJECT, DAY, params)
        return report_type.charts(report_type.compute(db, scope))


def _is(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
