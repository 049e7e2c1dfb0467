"""How dates of tables are read."""

from datetime import UTC, datetime

import pytest

from radar_cli.errors import BadInput
from radar_cli.importers.fields import Malformed
from radar_cli.importers.options import Options
from radar_cli.importers.written_dates import WrittenDates
from tests.unit.importers.reading import NOW


def instant(written: str, date_format: str | None = None) -> datetime | None:
    return WrittenDates(Options(NOW, zone=UTC, date_format=date_format)).instant(written, "created_at", 2)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-12 15:04",
        "2026-03-12T15:04:00Z",
        "2026-03-12 15:04:00 UTC",
        "2026-03-12 16:04:00 +0100",
        "2026/03/12 15:04",
        "12/Mar/26 3:04 PM",
        "12/Mar/2026 15:04",
        "12 March 2026 15:04",
        "12.03.2026 15:04",
        "12.3.2026, 15:04",
        "03/13/2026 15:04",
        "13/03/2026 15:04",
    ],
)
def test_a_date_of_one_meaning_needs_no_format(written: str) -> None:
    moment = instant(written)
    assert moment is not None
    assert moment.replace(day=12) == datetime(2026, 3, 12, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize("written", ["03/04/2026", "03-04-2026", "3/4/26", "31/12/26", "01.02.03"])
def test_a_date_of_several_meanings_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match=rf"^'{written}' may mean several days \(line 2, created_at\): "):
        instant(written)


def test_a_date_that_is_the_same_either_way_has_one_meaning() -> None:
    assert instant("03/03/2026") == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["soon", "2026-13-01", "32/Mar/26", "13:00 PM", "12/Mar/26 13:04 PM", "99/99/2026", "5", "1/2/3"]
)
def test_what_is_no_date_is_malformed(written: str) -> None:
    with pytest.raises(Malformed, match=r"^created_at is not a date: '"):
        instant(written)


def test_the_users_format_comes_first_and_what_does_not_follow_it_is_malformed() -> None:
    assert instant("03/04/2026", "%m/%d/%Y") == datetime(2026, 3, 4, tzinfo=UTC)
    assert instant("2026-03-04", "%m/%d/%Y") == datetime(2026, 3, 4, tzinfo=UTC)
    with pytest.raises(Malformed, match=r"^created_at is not a date as '%m/%d/%Y' writes it: '13/13/2026'$"):
        instant("13/13/2026", "%m/%d/%Y")


@pytest.mark.parametrize("date_format", ["%Q", "%", "%d %d", "\ud800"])
def test_a_format_that_is_none_is_refused_at_once(date_format: str) -> None:
    with pytest.raises(BadInput, match=r"is not a date format: write it like '%d/%m/%Y %H:%M'$"):
        instant("x", date_format)
