"""The dashboard, on both databases: what the reports say by themselves, all in one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from radar_cli import reports as catalog
from radar_cli.domain.durations import Count, DurationRule
from radar_cli.domain.periods import Window
from radar_cli.domain.report_options import Reopen
from radar_cli.domain.task import Move
from radar_cli.reports import Scope, dashboard
from radar_cli.repositories.task_filters import TaskCondition
from tests.histories import BLOCK, UNBLOCK, History, random_histories, stored
from tests.reporting import computed
from tests.world import World

AS_OF = datetime(2026, 4, 10, 15, 30, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = "Europe/Berlin"
NAMES = sorted(catalog.names(), key=lambda name: (name != "daily-summary", name))
EXPECTED = [(name, options) for name in NAMES for options in catalog.load(name).on_dashboard]

Ask = Callable[..., dict[str, Any]]


def web(world: World, histories: Sequence[History]) -> Ask:
    project = stored(world, world.user("Ana"), histories)[0].project_id
    requester = world.user_named("ana@example.com").id
    return lambda name, **options: computed(world.db, name, [project], AS_OF, BERLIN, requester=requester, **options)


def test_each_report_is_there_as_it_is_by_itself(world: World) -> None:
    ask = web(world, list(random_histories(Random(1), 250, START, AS_OF)))
    result = ask("dashboard")
    assert [one["report"] for one in result["reports"]] == [name for name, _ in EXPECTED]
    assert {"daily-summary", "forecast"} <= {name for name, _ in EXPECTED}
    for one, (name, options) in zip(result["reports"], EXPECTED, strict=True):
        assert one["refused"] is None, one
        assert one["result"] == ask(name, **options), name
    assert result["window"] is None


def test_a_window_and_a_filter_are_for_all_of_them(world: World) -> None:
    ask = web(world, list(random_histories(Random(2), 250, START, AS_OF)))
    asked = {"since": "2026-03-01", "until": "2026-03-31", "where": "tag:backend", "reopen": "reset"}
    result = ask("dashboard", **asked)
    assert result["window"] == {"from": "2026-02-28T23:00:00Z", "to": "2026-03-31T22:00:00Z"}
    for one, (name, options) in zip(result["reports"], EXPECTED, strict=True):
        taken = {option.name for option in catalog.load(name).options}
        if name == "compare":
            taken &= {option.name for option in catalog.load(options["of"]).options}
        given = {key: value for key, value in asked.items() if key in taken}
        assert {"where": asked["where"], **one["options"]}.items() >= {**given, **options}.items()
        if one["refused"] is None:
            assert one["result"] == ask(name, **{**given, **options}), name
    forecast = next(one for one in result["reports"] if one["report"] == "forecast")
    assert forecast["result"]["past"]["days"] == 31


def test_durations_are_counted_in_one_way_on_one_page(world: World) -> None:
    begin = AS_OF - timedelta(days=5)
    steps = [(begin, Move.START), (begin + timedelta(hours=2), BLOCK), (begin + timedelta(hours=3), UNBLOCK)]
    result = web(world, [History(begin, [*steps, (begin + timedelta(hours=12), Move.DONE)])])("dashboard")
    assert not {"count", "working_days"} & {option.name for option in catalog.load("dashboard").options}
    found = {one["report"]: one["result"] for one in result["reports"]}
    assert found["flow-efficiency"]["ratio_of_sums"] == 11 / 12
    assert found["time-in-status"]["statuses"][1]["total"] == 0.5
    assert found["lead-time"]["mean"] == 0.5


@pytest.mark.parametrize("option", ["count", "working_days", "reopen"])
@pytest.mark.parametrize("name", ["lead-time", "time-in-status", "flow-efficiency", "throughput", "stale"])
def test_a_report_in_another_counts_as_it_can_be_asked_to(name: str, option: str) -> None:
    """Every way of counting, on its own, in the scope of a report that takes all of them."""
    values = {"count": Count.INCLUSIVE, "working_days": True, "reopen": Reopen.RESET}
    given = {option: values[option], **({"holidays": ["2026-04-06"]} if option == "working_days" else {})}
    scope = asked(given).of(catalog.load(name), Window(START, AS_OF), given)
    taken = any(one.name == option for one in catalog.load(name).options)
    alone = asked(given if taken else {})
    assert (scope.durations, scope.reopen, scope.options) == (alone.durations, alone.reopen, alone.options)


def asked(options: Mapping[str, Any]) -> Scope:
    """The scope of a report that takes all of these options."""
    zone = ZoneInfo(BERLIN)
    holidays = frozenset(map(date.fromisoformat, options.get("holidays", ()))) if "working_days" in options else None
    rule = DurationRule(options.get("count", Count.ELAPSED), zone, holidays)
    window = Window(START, AS_OF)
    reopen = options.get("reopen", Reopen.LAST)
    return Scope([1], "web", AS_OF, BERLIN, window, TaskCondition("1 = 1", "1 = 1", {}), rule, reopen, options)


def test_a_report_that_refuses_is_there_with_its_reason(world: World) -> None:
    result = web(world, [History(AS_OF - timedelta(days=2), [(AS_OF - timedelta(days=1), Move.START)])])("dashboard")
    forecast = next(one for one in result["reports"] if one["report"] == "forecast")
    assert forecast["result"] is None
    assert "no task was finished in the 90 days up to 2026-04-09" in forecast["refused"]
    table = dashboard.table(result)
    row = next(row for row in table.rows if row[0] == "forecast")
    assert row == ("forecast", forecast["refused"], None, None)
    section = next(section for section in dashboard.sections(result) if section.heading == "Forecast")
    assert section.table.rows == [("forecast", forecast["refused"])]
    assert section.charts == ()


def test_an_empty_project_has_a_dashboard(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    project_id = int(str(world.scalar("SELECT id FROM projects")))
    result = computed(world.db, "dashboard", [project_id], AS_OF, BERLIN)
    assert len(dashboard.table(result).rows) == len(EXPECTED)
    assert len(dashboard.sections(result)) > len(EXPECTED)
    assert all(chart.description for chart in dashboard.charts(result))


def test_the_page_has_an_overview_and_everything_that_each_report_shows(world: World) -> None:
    result = web(world, list(random_histories(Random(3), 250, START, AS_OF)))("dashboard")
    overview, *sections = dashboard.sections(result)
    assert overview.heading == "Dashboard: web"
    assert [row[0] for row in overview.table.rows] == [name for name, _ in EXPECTED]
    assert all(row[1] not in ("", "no number") for row in overview.table.rows)
    expected = [part for one in result["reports"] for part in catalog.load(one["report"]).parts(one["result"])]
    assert sections == expected
    assert [chart for section in sections for chart in section.charts] == dashboard.charts(result)
