"""The forecast, on both databases, against pandas and numpy."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from radar_cli.domain.task import Move, TaskStatus
from radar_cli.errors import BadInput
from radar_cli.reports.forecast import charts, table
from tests.histories import History, random_histories, stored
from tests.reporting import computed
from tests.world import World

AS_OF = datetime(2026, 4, 10, 15, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FURTHEST = float(np.sqrt(np.log(2 / 1e-6) / 20_000))  # see tests/unit/test_monte_carlo.py


def web(world: World, histories: Sequence[History]) -> Sequence[int]:
    """The project of those histories."""
    return [stored(world, world.user("Ana"), histories)[0].project_id]


def done_at(*instants: datetime) -> Sequence[History]:
    return [History(instant - DAY, [(instant, Move.DONE)]) for instant in instants]


def daily(histories: Sequence[History], first: str, last: str, zone: str) -> np.ndarray:
    """How many tasks were done for good on each day: by pandas, from the histories alone."""
    ends = [history.steps[-1][0] for history in histories if history.steps and _ends_done(history)]
    days = pd.Series(pd.to_datetime(ends, utc=True)).dt.tz_convert(zone).dt.date
    counted = days.value_counts()
    return np.array([counted.get(day.date(), 0) for day in pd.date_range(first, last)])


def _ends_done(history: History) -> bool:
    moves = [step for _, step in history.steps if isinstance(step, Move)]
    return bool(moves) and moves[-1] is Move.DONE and history.steps[-1][1] is Move.DONE


def exact_within(counts: np.ndarray, days: int) -> np.ndarray:
    one_day = np.bincount(counts) / len(counts)
    reached = np.ones(1)
    for _ in range(days):
        reached = np.convolve(reached, one_day)
    return reached


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_past_is_that_of_pandas_and_the_trials_are_as_likely_as_they_should_be(
    world: World, seed: int, zone: str
) -> None:
    histories = list(random_histories(Random(seed), 150, datetime(2026, 1, 1, tzinfo=UTC), AS_OF))
    projects = web(world, histories)
    result = computed(world.db, "forecast", projects, AS_OF, zone, last="60d", by="2026-04-30", seed="5")
    counts = daily(histories, "2026-02-09", "2026-04-09", zone)
    assert result["past"] == {
        "days": 60,
        "days_without": int((counts == 0).sum()),
        "tasks": int(counts.sum()),
        "today_left_out": True,
        "before_first_task": 0,
    }
    expected = np.cumsum(exact_within(counts, 20))
    trials = pd.DataFrame(result["histogram"]).set_index("items")["trials"]
    assert trials.sum() == 10_000
    seen = trials.reindex(range(len(expected)), fill_value=0).cumsum() / 10_000
    assert np.abs(seen.to_numpy() - expected).max() < FURTHEST


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago"])
def test_confidences_are_nearest_ranks_of_the_trials(world: World, zone: str) -> None:
    histories = list(random_histories(Random(3), 150, datetime(2026, 1, 1, tzinfo=UTC), AS_OF))
    projects = web(world, histories)
    when = computed(world.db, "forecast", projects, AS_OF, zone, items="20")
    ends = np.repeat([date.fromisoformat(bar["by"]).toordinal() for bar in when["histogram"]],
                     [bar["trials"] for bar in when["histogram"]])  # fmt: skip
    expected = [date.fromordinal(int(np.percentile(ends, p, method="inverted_cdf"))).isoformat() for p in (50, 85, 95)]
    assert [row["by"] for row in when["forecast"]] == expected
    many = computed(world.db, "forecast", projects, AS_OF, zone, by="2026-05-31")
    done = np.repeat([bar["items"] for bar in many["histogram"]], [bar["trials"] for bar in many["histogram"]])
    expected = [int(np.percentile(done, p, method="inverted_cdf")) for p in (50, 15, 5)]
    assert [row["items"] for row in many["forecast"]] == expected


def test_what_is_always_done_once_a_day_is_done_by_that_day(world: World) -> None:
    projects = web(world, done_at(*(AS_OF - n * DAY for n in range(1, 31))))
    when = computed(world.db, "forecast", projects, AS_OF, last="30d", items="20")
    assert {row["by"] for row in when["forecast"]} == {"2026-04-30"}  # tomorrow is the first of 20 days
    many = computed(world.db, "forecast", projects, AS_OF, last="30d", by="2026-04-30")
    assert {row["items"] for row in many["forecast"]} == {20}


def test_at_midnight_the_day_that_begins_lies_ahead(world: World) -> None:
    midnight = datetime(2026, 4, 10, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    projects = web(world, done_at(*(midnight - n * DAY + DAY / 2 for n in range(1, 31))))
    result = computed(world.db, "forecast", projects, midnight, "Europe/Berlin", last="30d", items="1")
    assert (result["first_day"], result["past"]["today_left_out"]) == ("2026-04-10", False)
    assert (result["past"]["days"], result["past"]["tasks"]) == (30, 30)


def test_today_is_left_out(world: World) -> None:
    projects = web(world, done_at(AS_OF - timedelta(minutes=1), AS_OF - DAY))
    result = computed(world.db, "forecast", projects, AS_OF, items="1")
    assert result["past"]["tasks"] == 1
    assert result["window"] == {"from": "2026-01-10T00:00:00Z", "to": "2026-04-10T00:00:00Z"}
    since = computed(world.db, "forecast", projects, AS_OF, items="1", since="2026-04-08")
    assert (since["past"]["days"], since["past"]["today_left_out"]) == (2, True)


def test_a_past_window_has_all_its_days(world: World) -> None:
    projects = web(world, done_at(AS_OF - DAY, AS_OF - 10 * DAY))
    result = computed(world.db, "forecast", projects, AS_OF, items="1", last="7d", until="2026-04-01")
    assert result["past"] | {"tasks": 1, "days": 7, "today_left_out": False} == result["past"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "neither of --items and --by is given"),
        ({"items": "2", "by": "2026-05-01"}, "--items and --by are both given"),
        ({"by": "today"}, "--by 2026-04-10 is not ahead"),
        ({"by": "2036-04-08"}, "or too far: give a day from 2026-04-11 to 2036-04-07"),
        ({"by": "2026-05-01T12:00"}, "is no day"),
        ({"by": "soon"}, "is not a date"),
        ({"items": "0"}, "is not a number of things"),
        ({"items": "2", "seed": "-1"}, "is no seed"),
        ({"items": "2", "since": "today"}, "today is not over"),
        ({"items": "2", "where": "tag:nothing"}, "no task was finished in the 90 days up to 2026-04-09"),
    ],
)
def test_what_cannot_be_forecast_is_refused(world: World, options: dict[str, str], message: str) -> None:
    projects = web(world, done_at(AS_OF - DAY))
    requester = world.user_named("ana@example.com").id
    with pytest.raises(BadInput) as refused:
        computed(world.db, "forecast", projects, AS_OF, requester=requester, **options)
    assert message in str(refused.value)


def test_who_does_not_end_in_done_does_not_count(world: World) -> None:
    yesterday, before = AS_OF - DAY, AS_OF - 2 * DAY
    lives = [
        [(before, Move.START)],
        [(before, Move.CANCEL)],
        [(before, Move.DONE), (yesterday, Move.REOPEN)],
        [(before, Move.DONE), (before, Move.REOPEN), (yesterday, Move.DONE)],
    ]
    result = computed(
        world.db, "forecast", web(world, [History(before - DAY, life) for life in lives]), AS_OF, items="1"
    )
    assert result["past"]["tasks"] == 1


def test_a_filter_says_whose_past_counts(world: World) -> None:
    histories = list(random_histories(Random(4), 200, datetime(2026, 1, 1, tzinfo=UTC), AS_OF))
    projects = web(world, histories)
    requester = world.user_named("ana@example.com").id
    result = computed(world.db, "forecast", projects, AS_OF, requester=requester, items="3", where="tag:backend")
    backend = [history for history in histories if "backend" in history.tags]
    assert result["past"]["tasks"] == daily(backend, "2026-01-10", "2026-04-09", "UTC").sum()
    assert result["where"] == "tag:backend"


def test_a_seed_draws_the_same_again_and_without_one_a_retry_does(world: World) -> None:
    projects = web(world, list(random_histories(Random(5), 100, datetime(2026, 1, 1, tzinfo=UTC), AS_OF)))
    first, again = (computed(world.db, "forecast", projects, AS_OF, items="30") for _ in range(2))
    assert first == again
    seeded = computed(world.db, "forecast", projects, AS_OF, items="30", seed=str(first["seed"]))
    assert {**seeded, "seed_from": first["seed_from"]} == first
    later = computed(world.db, "forecast", projects, AS_OF + timedelta(seconds=1), items="30")
    assert later["seed"] != first["seed"]


def test_what_is_not_done_within_ten_years_has_no_date(world: World) -> None:
    result = computed(world.db, "forecast", web(world, done_at(AS_OF - DAY)), AS_OF, items="1000")
    assert [row["by"] for row in result["forecast"]] == [None, None, None]
    assert result["later_than_horizon"] == 10_000
    assert "100 % of the trials take more than 10 years" in table(result).title
    (chart,) = charts(result)
    assert chart.layers == []
    assert "no day in sight with 50 % confidence" in chart.description


def test_the_days_before_the_first_task_are_counted_and_told(world: World) -> None:
    projects = web(world, done_at(AS_OF - 4 * DAY, AS_OF - 3 * DAY))
    result = computed(world.db, "forecast", projects, AS_OF, last="30d", items="1")
    assert result["past"]["before_first_task"] == 25  # the first was created on April 5
    assert "--since 2026-04-05 leaves them out" in table(result).title
    since = computed(world.db, "forecast", projects, AS_OF, since="2026-04-05", items="1")
    assert since["past"]["before_first_task"] == 0


def test_the_picture_shows_all_trials_and_the_three_answers(world: World) -> None:
    projects = web(world, list(random_histories(Random(6), 100, datetime(2026, 1, 1, tzinfo=UTC), AS_OF)))
    for question in ({"items": "3"}, {"items": "300"}, {"by": "2026-04-20"}, {"by": "2028-04-20"}):
        (chart,) = charts(computed(world.db, "forecast", projects, AS_OF, **question))
        bars, *lines = chart.layers
        assert sum(bars.y) == pytest.approx(100)
        assert len(bars.x) <= 61
        assert len(lines) == 3
        assert all(line.name.split(": ")[1] in chart.description for line in lines)


def test_tasks_that_nobody_knows_the_end_of_are_in_no_day(world: World) -> None:
    projects = web(world, done_at(AS_OF - DAY, AS_OF - 2 * DAY))
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE id = (SELECT min(id) FROM tasks)")
    assert world.scalar("SELECT count(*) FROM tasks WHERE status = $status", status=TaskStatus.DONE.value) == 2
    assert computed(world.db, "forecast", projects, AS_OF, items="1")["past"]["tasks"] == 1
