"""That every report says what it is about: its window, its time zone, as_of, and the method of its percentiles."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from radar_cli import reports as catalog
from radar_cli.domain.instants import rfc3339
from tests.histories import random_histories, stored
from tests.reporting import computed
from tests.world import World

AS_OF = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)
# What there has to be said with it.
OPTIONS = {"forecast": {"items": 20}, "compare": {"of": "throughput"}}
OWN_WINDOWS = {
    "forecast": "2026-02-28 to 2026-03-19",
    "stale": "2026-03-06 to 2026-03-20",
}


@pytest.mark.parametrize("name", catalog.names())
def test_people_see_it_of_every_report(world: World, name: str) -> None:
    histories = list(random_histories(Random(3), 120, AS_OF - timedelta(days=60), AS_OF))
    project_id = stored(world, world.user("Ana"), histories)[0].project_id
    report_type = catalog.load(name)
    options = dict(OPTIONS.get(name, {}))
    if any(option.name == "last" for option in report_type.options):
        options["last"] = "20d"
    result = computed(world.db, name, [project_id], AS_OF, "Europe/Berlin", **options)
    shown = report_type.shown(result)
    columns = {column.name for column in shown.columns}
    if not shown.single:
        days = OWN_WINDOWS.get(name, "2026-03-01 to 2026-03-20")
        assert f"; {days}, Europe/Berlin, as of 2026-03-20 13:30" in shown.title
    else:
        assert {"n", "window_from", "window_to", "time_zone", "as_of"} <= columns
        assert "as of" not in shown.title
    assert ("percentiles: " in shown.title) == ("method" in result)
    assert shown.title.startswith(report_type.table(result).title)
    assert report_type.parts(result)[0].table == shown


def test_percentiles_say_their_method() -> None:
    said = catalog.about(
        {
            "window": {"from": "2026-02-28T23:00:00Z", "to": rfc3339(AS_OF)},
            "time_zone": "Europe/Berlin",
            "as_of": rfc3339(AS_OF),
            "method": "linear interpolation between the nearest ranks (percentile_cont)",
        }
    )
    assert said == (
        "2026-03-01 to 2026-03-20, Europe/Berlin, as of 2026-03-20 13:30;"
        " percentiles: linear interpolation between the nearest ranks"
    )


def test_a_window_that_is_each_reports_own_is_not_said() -> None:
    result = {"window": None, "time_zone": "UTC", "as_of": rfc3339(AS_OF)}
    assert catalog.about(result) == "UTC, as of 2026-03-20 12:30"
