"""Two windows compared, on both databases: any report that names its measures, against numbers of pandas."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pandas as pd
import pytest

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.domain.durations import MICROSECONDS_A_DAY
from radar_cli.domain.report_options import DURATIONS, WHERE, WINDOW
from radar_cli.domain.statistics import mean
from radar_cli.domain.table import Table
from radar_cli.domain.task import Move
from radar_cli.domain.two_samples import p_of_counts, p_of_durations
from radar_cli.errors import BadInput
from radar_cli.reports import Measure, ReportType, Result, Scope, compare
from tests.histories import History, random_histories, stored
from tests.reporting import computed
from tests.world import World

AS_OF = datetime(2026, 4, 10, 15, 30, tzinfo=UTC)
DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"


def sample(db: Database, scope: Scope) -> Sequence[int]:
    """Lead times, in units, of what was done in the window."""
    done = f"SELECT t.created_at, t.done_at FROM tasks t WHERE {scope.tasks.sql} AND t.status = 'done'"
    read = db.dialect.read_instant
    rows = [(read(row["created_at"]), read(row["done_at"])) for row in db.rows(done, **scope.tasks.parameters)]
    window = scope.window
    return [scope.durations.between(*row) for row in rows if window.starts_at <= row[1] < window.ends_at]


def compute(db: Database, scope: Scope) -> Result:
    values = sample(db, scope)
    return {**scope.stated(), "total": len(values), "mean": mean(values, scope.durations.unit)}


STAND_IN = ReportType(
    (),
    (),
    compute,
    lambda result: Table((), ()),
    (*WINDOW, WHERE, *DURATIONS),
    measures=(
        Measure("total", "Tasks done", "tasks", lambda result: result["total"], events=True),
        Measure("mean", "Average", "days", lambda result: result["mean"], sample=sample),
        Measure("ratio", "Half of them", "tasks", lambda result: result["total"] / 2),
    ),
)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that says of itself what is compared, and one that does not."""
    types = {"stand-in": STAND_IN, "silent": ReportType((), (), compute, lambda result: Table((), ()))}
    monkeypatch.setattr(compare, "names", lambda: ["compare", *types])
    monkeypatch.setattr(compare, "load", lambda name: types.get(name) or catalog.load(name))


Compared = Callable[..., dict[str, Any]]


def web(world: World, histories: Sequence[History]) -> Compared:
    project = stored(world, world.user("Ana"), histories)[0].project_id
    requester = world.user_named("ana@example.com").id
    return lambda **options: computed(
        world.db, "compare", [project], AS_OF, BERLIN, requester=requester, **{"of": "stand-in", **options}
    )


def lead_times(histories: Sequence[History], starts_at: datetime, ends_at: datetime) -> pd.Series:
    """In microseconds, of what was done for good between two instants."""
    frame = pd.DataFrame(
        [(history.created_at, *history.steps[-1]) for history in histories if history.steps],
        columns=["created_at", "at", "step"],
    )
    done = frame[(frame["step"] == Move.DONE) & (frame["at"] >= starts_at) & (frame["at"] < ends_at)]
    return (done["at"] - done["created_at"]) // pd.Timedelta(microseconds=1)


def berlin(day: date, clock: str = "00:00") -> datetime:
    return pd.Timestamp(f"{day} {clock}", tz=BERLIN).to_pydatetime()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_windows_are_those_of_pandas(world: World, seed: int) -> None:
    histories = list(random_histories(Random(seed), 250, datetime(2026, 1, 1, tzinfo=UTC), AS_OF))
    result = web(world, histories)(last="28d")
    # Summer time begins on March 29, which is within the later window.
    before = lead_times(histories, berlin(date(2026, 2, 14)), berlin(date(2026, 3, 13), "17:30"))
    after = lead_times(histories, berlin(date(2026, 3, 14)), AS_OF)
    total, average, half = result["measures"]
    assert (total["before"], total["after"], total["n_before"], total["n_after"]) == 2 * (len(before), len(after))
    assert total["difference"] == len(after) - len(before)
    assert total["percent"] == pytest.approx(100 * (len(after) - len(before)) / len(before), abs=1e-9)
    assert total["p_value"] == p_of_counts(len(before), len(after), 0.5)
    assert average["after"] == pytest.approx(after.mean() / MICROSECONDS_A_DAY, abs=1e-9)
    assert average["difference"] == pytest.approx((after.mean() - before.mean()) / MICROSECONDS_A_DAY, abs=1e-9)
    assert average["p_value"] == p_of_durations(list(before), list(after))
    assert (half["verdict"], half["p_value"], half["n_before"]) == ("no test for this number", None, None)


def test_it_says_what_it_compares_and_how(world: World) -> None:
    result = web(world, [History(AS_OF - DAY)])(last="7d", where="tag:x", working_days=True, holidays=["2026-04-06"])
    assert result["window"] == {"from": "2026-04-03T22:00:00Z", "to": "2026-04-10T15:30:00Z"}
    assert result["window_before"] == {"from": "2026-03-27T23:00:00Z", "to": "2026-04-03T15:30:00Z"}
    assert (result["of"], result["where"]) == ("stand-in", "tag:x")
    assert result["options"] == {"working_days": True, "holidays": ["2026-04-06"]}
    assert "Przyborowski" in result["rule"]


def finished(count: int, day: datetime) -> Sequence[History]:
    return [History(day - 2 * DAY, [(day + n * timedelta(minutes=1), Move.DONE)]) for n in range(count)]


def test_twice_as_many_in_twice_the_time_are_not_more(world: World) -> None:
    histories = [*finished(40, AS_OF - 3 * DAY), *finished(20, AS_OF - 30 * DAY)]
    result = web(world, histories)(since="2026-03-31", until="2026-04-09", against_since="2026-03-10",
                                   against_until="2026-03-14")  # fmt: skip
    total = result["measures"][0]
    assert (total["difference"], total["percent"], total["verdict"]) == (20, 0, "no clear difference")
    assert total["p_value"] == 1


def test_a_difference_of_chance_is_told_from_a_clear_one_and_of_few_durations_nothing_is_said(world: World) -> None:
    histories = [
        *finished(60, AS_OF - 3 * DAY),
        *finished(30, AS_OF - 10 * DAY),
        *finished(31, AS_OF - 17 * DAY),
        *finished(9, AS_OF - 24 * DAY),
    ]
    ask = web(world, histories)
    told = [
        [row["verdict"] for row in ask(last="7d", until=until)["measures"][:2]]
        for until in ("2026-04-09", "2026-04-02", "2026-03-26")
    ]
    assert [events for events, _ in told] == ["clear difference", "no clear difference", "clear difference"]
    assert told[2][1] == "too few to tell"


def test_none_against_many_is_a_clear_difference(world: World) -> None:
    total, average, _ = web(world, finished(40, AS_OF - 3 * DAY))(last="7d")["measures"]
    assert (total["n_before"], total["n_after"], total["verdict"]) == (0, 40, "clear difference")
    assert total["p_value"] < 1e-6
    assert (average["verdict"], average["p_value"]) == ("too few to tell", None)


def test_its_headline_says_what_may_be_said_where_nothing_differs_clearly(world: World) -> None:
    histories = [*finished(30, AS_OF - 10 * DAY), *finished(31, AS_OF - 17 * DAY), *finished(2, AS_OF - 40 * DAY)]
    ask = web(world, histories)
    same = compare.REPORT.in_short(ask(last="7d", until="2026-04-02"))
    assert same == "stand-in against the window before: no clear difference; no test for this number"
    empty = ask(last="7d", until="2026-02-20", against_since="2026-01-05")
    empty = {**empty, "measures": [row for row in empty["measures"] if row["name"] != "total"]}
    few = "stand-in against 2026-01-05 to 2026-01-11: too few to tell; no test for this number"
    assert compare.REPORT.in_short(empty) == few
    untested = {**empty, "measures": [row for row in empty["measures"] if row["name"] == "ratio"]}
    assert "difference" not in compare.REPORT.in_short(untested)


def test_without_a_number_there_is_no_difference(world: World) -> None:
    ask = web(world, finished(12, AS_OF - 3 * DAY))
    total, average, _ = ask(last="7d")["measures"]
    assert (total["before"], total["difference"], total["percent"]) == (0, 12, None)
    assert (average["before"], average["difference"], average["percent"]) == (None, None, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "silent"}, "--of cannot be 'silent': use stand-in"),
        ({"of": "compare"}, "--of cannot be 'compare': use stand-in"),
        ({"against_until": "2026-01-01"}, "--against-until is given without --against-since"),
        ({"against_since": "2026-04-01"}, "the two windows overlap"),
    ],
)
def test_what_cannot_be_compared_is_refused(world: World, options: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        web(world, finished(1, AS_OF - DAY))(**options)


@pytest.mark.parametrize("name", ["lead-time", "cycle-time", "throughput", "arrivals", "wip"])
def test_real_reports_are_compared_by_the_numbers_that_they_show(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "load", catalog.load)
    monkeypatch.setattr(compare, "names", catalog.names)
    histories = list(random_histories(Random(7), 250, datetime(2026, 1, 1, tzinfo=UTC), AS_OF))
    result = web(world, histories)(of=name, since="2026-03-01", until="2026-03-31")
    project = int(str(world.scalar("SELECT id FROM projects")))
    for window, days in (("after", ("2026-03-01", "2026-03-31")), ("before", ("2026-01-29", "2026-02-28"))):
        alone = computed(world.db, name, [project], AS_OF, BERLIN, since=days[0], until=days[1])
        shown = {measure.name: measure.read(alone) for measure in catalog.load(name).measures}
        assert {row["name"]: row[window] for row in result["measures"]} == shown


def test_an_option_that_the_other_report_does_not_take_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ReportType((), (), compute, lambda result: Table((), ()), WINDOW, measures=STAND_IN.measures)
    monkeypatch.setattr(compare, "load", lambda name: plain)
    with pytest.raises(BadInput, match="stand-in takes no --working-days"):
        web(world, finished(1, AS_OF - DAY))(working_days=True)


def test_people_see_a_row_for_each_number_and_a_picture_for_each_unit(world: World) -> None:
    result = web(world, [*finished(30, AS_OF - 3 * DAY), *finished(12, AS_OF - 10 * DAY)])(last="7d")
    table = compare.table(result)
    assert table.title == "Compare stand-in: web, 2026-03-28 to 2026-04-03 with 2026-04-04 to 2026-04-10"
    assert [row[0] for row in table.rows] == ["Tasks done", "Average", "Half of them"]
    assert table.rows[0][2:5] == (12, 30, 18)
    tasks, days = compare.charts(result)
    assert tasks.x.names == ["Tasks done", "Half of them"]
    assert [bars.y for bars in tasks.layers] == [[12, 6], [30, 15]]
    assert "Tasks done from 12 to 30 (clear difference)" in tasks.description
    assert days.name == "compare-days"
