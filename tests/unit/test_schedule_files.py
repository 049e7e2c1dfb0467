"""The files that schedules write: their names, and where they are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from radar_cli.domain.report import Report, ReportStatus
from radar_cli.domain.schedule import Delivery, Schedule, check_file_name, filled
from radar_cli.errors import BadInput
from radar_cli.schedule_files import ScheduleFiles

AT = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)


def of(project: str | None) -> tuple[Delivery, Report]:
    params = {"project_ids": [1], "projects": ["web"], "zone": "Europe/Berlin", "options": {}}
    schedule = Schedule(3, 1, "daily-summary", params, "5 0 * * *", {}, None, AT + timedelta(days=1))
    report_id: UUID = uuid4()
    report = Report(
        report_id,
        "daily-summary",
        project,
        params,
        ReportStatus.READY,
        {},
        "ana@example.com",
        AT,
        AT,
        1,
        3,
        AT,
        None,
        None,
    )
    return Delivery(schedule, AT, report_id), report


def test_the_day_and_the_time_are_those_of_the_slot_in_its_zone() -> None:
    name = filled(Path("/srv/{x}/{report}-{project}-{date}T{time}.csv"), *of("web"))
    assert name == Path("/srv/{x}/daily-summary-web-2026-11-25T0005.csv")


@pytest.mark.parametrize(
    ("project", "name"),
    [
        (None, "all.csv"),
        ("web, api", "web+api.csv"),
        ("../../etc/passwd", "_._.._etc_passwd.csv"),
        ("/etc/passwd", "_etc_passwd.csv"),
        ("..", "_..csv"),
        (".bashrc", "_bashrc.csv"),
        ("a\x00b\x1b[31m", "a_b__31m.csv"),
        ("{date}", "_date_.csv"),
        ("Größe 7", "Größe 7.csv"),
    ],
)
def test_a_projects_name_never_leads_elsewhere(project: str | None, name: str) -> None:
    file = filled(Path("/srv/reports/{project}.csv"), *of(project))
    assert file == Path("/srv/reports") / name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{day}.csv", "a placeholder '{day}' that there is not: use {date}, {time}, {project} and {report}"),
        ("{}.csv", "'{}'"),
        ("web-{date.csv", "'{'"),
        ("web}.csv", "'}'"),
        ("{date!r}.csv", "'{date!r}'"),
        ("{project}/web.csv", "a placeholder in its folder"),
        ("reports/", "names no file"),
        ("", "names no file"),
    ],
)
def test_a_name_that_cannot_be_filled_in_is_refused(written: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_file_name(written, "--output")
    assert said in str(refused.value)


def test_a_file_is_known_for_its_database_and_its_schedule_alone(tmp_path: Path) -> None:
    files = ScheduleFiles(tmp_path, "sqlite:///one")
    files.write(3, {"file": "/srv/web-{date}.csv"})
    assert files.read(3) == {"file": Path("/srv/web-{date}.csv")}
    assert files.read(4) == {}
    assert ScheduleFiles(tmp_path, "sqlite:///two").read(3) == {}
    assert next(files.folder.iterdir()).stat().st_mode & 0o077 == 0
    files.delete(3)
    files.delete(3)
    assert files.read(3) == {}
