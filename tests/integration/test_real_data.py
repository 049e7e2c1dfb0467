"""Lead times of real tasks, on both databases, against those that another program computed for them."""

import json
from datetime import datetime
from pathlib import Path

from radar_cli.database.session import Database

ISSUES = "jira-changelog.jsonl"


def issues(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / ISSUES).read_text("utf-8").splitlines()]


def minutes(db: Database, created_at: datetime, done_at: datetime) -> int:
    lead_time = db.dialect.microseconds_between("t.created_at", "t.done_at")
    if db.url.dialect == "postgresql":
        row = "SELECT $created_at::timestamptz AS created_at, $done_at::timestamptz AS done_at"
    else:
        row = "SELECT $created_at AS created_at, $done_at AS done_at"
    with db.reading():
        microseconds = db.value(
            f"SELECT {lead_time} FROM ({row}) AS t",
            created_at=db.dialect.instant(created_at),
            done_at=db.dialect.instant(done_at),
        )
    return int(microseconds) // 60_000_000


def test_lead_times_are_those_that_apache_devlake_computes(db: Database, real_data: Path) -> None:
    compared = 0
    for issue in issues(real_data):
        fields = issue["fields"]
        expected = issue["expected"]["lead_time_minutes"]
        if expected is None:
            continue
        created_at = datetime.fromisoformat(fields["created"])
        done_at = datetime.fromisoformat(fields["resolutiondate"])
        assert minutes(db, created_at, done_at) == expected, issue["key"]
        compared += 1
    assert compared == 30
