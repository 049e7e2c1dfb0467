"""Durations and counts of real issues, on both databases, against what pandas made of the same files.

The numbers were computed once, by this, from the files as they are. What Jira calls won't fix and the like is cancelled
in radar, and five finished issues without a resolution are in progress there (docs of radar import jira):

    issues = pd.json_normalize(pd.read_json("jira-issues.jsonl", lines=True).to_dict("records"))
    created = pd.to_datetime(issues["fields.created"], utc=True)
    resolved = pd.to_datetime(issues["fields.resolutiondate"], utc=True)
    given_up = issues["fields.resolution.name"].isin(
        ["Won't Fix", "Won't Do", "Duplicate", "Cannot Reproduce", "Invalid"])
    ended = (issues["fields.status.statusCategory.key"] == "done") & resolved.notna()
    inside = (resolved >= pd.Timestamp(since, tz="UTC")) & (
        resolved < pd.Timestamp(until, tz="UTC") + pd.Timedelta(days=1))
    inside &= issues["fields.project.name"] == project  # where it is about one
    took = ((resolved - created) / pd.Timedelta(days=1))[ended & inside & ~given_up]
    len(took), took.mean(), took.quantile([0.5, 0.85, 0.95]), (ended & inside & given_up).sum()
    resolved[ended & ~given_up].dt.year.value_counts()
    ((pd.Timestamp("2022-01-01", tz="UTC") - created[~ended]) / pd.Timedelta(days=1)).quantile([0.5, 0.85])

and from the changelogs, where a status that means the same as the one before is no change:

    log = pd.read_json("jira-changelog.jsonl", lines=True)
    steps = pd.DataFrame([
        (issue["key"], history["created"], item["toString"])
        for issue in log.to_dict("records")
        for history in issue["changelog"]["histories"]
        for item in history["items"] if item["field"] == "status"
    ], columns=["key", "at", "name"])
    steps["at"] = pd.to_datetime(steps["at"], utc=True)
    steps = steps.sort_values(["key", "at"], kind="stable")
    means = {"Resolved": "done", "Closed": "done", "已完成": "done", "In Progress": "in_progress"}
    steps["status"] = steps["name"].map(means).fillna("todo")
    before = steps.groupby("key")["status"].shift().fillna("todo")
    steps = steps[steps["status"] != before].assign(before=before)
    done = steps[steps["status"] == "done"].groupby("key")["at"].max()
    started = steps[steps["status"] == "in_progress"].groupby("key")["at"].min()
    reopened = steps[steps["before"] == "done"].groupby("key")["at"].max()
    created = pd.Series(pd.to_datetime([issue["created"] for issue in log["fields"]], utc=True), index=log["key"])
    again = steps[steps["status"] == "in_progress"].join(reopened.rename("reopened"), on="key")
    again = again[again["reopened"].isna() | (again["at"] >= again["reopened"])].groupby("key")["at"].min()
    done - created, done - started  # --reopen last; then len(), mean() and quantile() as above
    done - reopened.reindex(done.index).fillna(created), done - again  # --reopen reset
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from radar_cli.domain.imported import Notes
from radar_cli.domain.user import User
from radar_cli.importers import formats
from radar_cli.importers.options import Options
from radar_cli.services import imports, projects
from tests.duration_frames import instant
from tests.reporting import computed
from tests.world import World

NOW = instant("2022-01-01")
EVER = {"since": "2011-01-01"}
NUMBERS = ("n", "mean", "p50", "p85", "p95")

# Project, window, the numbers of the lead times, and how many were cancelled.
LEAD_TIMES: Sequence[tuple[str | None, str, str, Sequence[float], int]] = [
    (
        None,
        "2011-01-01",
        "2019-12-31",
        (1368, 91.90441447706844, 14.48802662037037, 157.95364120370374, 482.94125636574046),
        327,
    ),
    (
        None,
        "2013-01-01",
        "2013-12-31",
        (242, 37.584216023875115, 4.150688657407407, 90.58052488425925, 163.88034143518513),
        78,
    ),
    (
        None,
        "2014-05-01",
        "2014-07-31",
        (74, 121.74063391516518, 20.94767361111111, 324.7251556712962, 545.0279230324072),
        23,
    ),
    (
        None,
        "2016-01-01",
        "2016-12-31",
        (103, 108.26191758809777, 23.46699074074074, 161.68302314814818, 566.7821793981465),
        22,
    ),
    (
        "Appcelerator Modules",
        "2016-01-01",
        "2016-12-31",
        (51, 117.91350785221495, 51.845555555555556, 239.783130787037, 460.61591435185187),
        9,
    ),
    (
        "Alloy",
        "2013-01-01",
        "2013-12-31",
        (242, 37.584216023875115, 4.150688657407407, 90.58052488425925, 163.88034143518513),
        78,
    ),
    (
        "Appcelerator Daemon",
        "2011-01-01",
        "2019-12-31",
        (223, 60.48539061202459, 3.9265393518518517, 74.98853819444439, 373.89109374999947),
        24,
    ),
]
DONE_IN_YEAR = {
    2011: 0,
    2012: 312,
    2013: 242,
    2014: 232,
    2015: 61,
    2016: 103,
    2017: 209,
    2018: 123,
    2019: 86,
    2020: 88,
    2021: 37,
}

# Of the changelogs, by report and --reopen.
CHANGELOG: Mapping[tuple[str, str], Sequence[float | None]] = {
    ("lead-time", "last"): (30, 9.126980942129629, 6.139910711805555, 11.420544055555556, 26.703331471064818),
    ("lead-time", "reset"): (30, 9.03704296875, 6.137638692129629, 11.420544055555556, 26.703331471064818),
    ("cycle-time", "last"): (9, 5.307916500771605, 6.283152337962963, 7.264535585648148, None),
    ("cycle-time", "reset"): (3, 4.342291905864197, 5.871484571759259, 6.745370356481481, None),
}


@pytest.fixture
def ana(world: World) -> User:
    return world.user("Ana")


@pytest.fixture
def issues(world: World, ana: User, real_data: Path) -> Mapping[str, int]:
    """The projects of the issues without a history, by name."""
    return taken_in(world, ana, real_data / "jira-issues.jsonl")


@pytest.fixture
def changelog(world: World, ana: User, real_data: Path) -> Mapping[str, int]:
    """The project of the issues with their history, by name."""
    return taken_in(world, ana, real_data / "jira-changelog.jsonl")


def taken_in(world: World, ana: User, path: Path) -> Mapping[str, int]:
    notes = Notes()
    options = Options(now=world.clock())
    records = formats.reader("jira")(io.BytesIO(path.read_bytes()), options, notes)
    made = imports.take_in(world.db, world.clock, ana, "jira", records, notes).projects
    return {name: projects.find(world.db, ana, name).id for name in made}


def numbers(result: Mapping[str, Any]) -> Sequence[float | None]:
    return [result[name] for name in NUMBERS]


def test_lead_times_are_those_of_pandas(world: World, issues: Mapping[str, int]) -> None:
    for project, since, until, expected, cancelled in LEAD_TIMES:
        ids = list(issues.values()) if project is None else [issues[project]]
        result = computed(world.db, "lead-time", ids, NOW, since=since, until=until)
        assert numbers(result) == pytest.approx(expected, abs=1e-9), (project, since)
        assert result["cancelled"] == cancelled
        assert result["excluded"] == {"unknown_end": 0}


def test_as_many_are_done_in_each_year_as_pandas_counts(world: World, issues: Mapping[str, int]) -> None:
    for year, done in DONE_IN_YEAR.items():
        result = computed(
            world.db, "lead-time", list(issues.values()), NOW, since=f"{year}-01-01", until=f"{year}-12-31"
        )
        assert result["n"] == done, year


def test_open_issues_are_as_old_as_pandas_says(world: World, issues: Mapping[str, int]) -> None:
    found = computed(world.db, "lead-time", list(issues.values()), NOW, **EVER)["open"]
    assert found == pytest.approx({"n": 341, "p50": 2093.6394212962964, "p85": 3000.6769791666666}, abs=1e-9)


def test_issues_without_a_history_have_no_cycle_time(world: World, issues: Mapping[str, int]) -> None:
    result = computed(world.db, "cycle-time", list(issues.values()), NOW, **EVER)
    assert numbers(result) == [0, None, None, None, None]
    assert result["excluded"]["never_started"] == sum(DONE_IN_YEAR.values())


@pytest.mark.parametrize(("report", "reopen"), CHANGELOG)
def test_times_from_changelogs_are_those_of_pandas(
    world: World, changelog: Mapping[str, int], report: str, reopen: str
) -> None:
    result = computed(world.db, report, list(changelog.values()), NOW, reopen=reopen, **EVER)
    expected = CHANGELOG[report, reopen]
    assert numbers(result) == [None if one is None else pytest.approx(one, abs=1e-9) for one in expected]
    if report == "lead-time":
        assert result["reopened"] == 15


def test_a_window_takes_those_that_were_done_in_it(world: World, changelog: Mapping[str, int]) -> None:
    for month, done in (("2020-06", 26), ("2020-07", 4), ("2020-08", 0)):
        last = "30" if month == "2020-06" else "31"
        window = {"since": f"{month}-01", "until": f"{month}-{last}"}
        assert computed(world.db, "lead-time", list(changelog.values()), NOW, **window)["n"] == done
