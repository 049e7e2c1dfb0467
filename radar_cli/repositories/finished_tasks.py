"""Queries on finished tasks by when they were finished."""

import json
from collections.abc import Sequence

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.periods import Period
from radar_cli.repositories.task_filters import TaskCondition

PERIODS = {"place": Kind.NUMBER, "starts_at": Kind.INSTANT, "ends_at": Kind.INSTANT}
# Each period is a range of an index.
COUNTED = """
    SELECT (SELECT count(*) FROM tasks t
             WHERE {in_scope} AND t.status = 'done' AND t.done_at >= r.starts_at AND t.done_at < r.ends_at) AS tasks
      FROM {periods}
     ORDER BY r.place
"""


def counts(db: Database, tasks: TaskCondition, periods: Sequence[Period]) -> Sequence[int]:
    """How many of some tasks were finished in each period; a reopened one counts with its last completion.

    Those that are finished nobody knows when are in none.
    """
    cell = db.dialect.cell
    table = [
        {"place": place, "starts_at": cell(period.starts_at), "ends_at": cell(period.ends_at)}
        for place, period in enumerate(periods)
    ]
    sql = COUNTED.format(in_scope=tasks.sql, periods=db.dialect.table("$periods", PERIODS))
    return [int(row["tasks"]) for row in db.rows(sql, **tasks.parameters, periods=json.dumps(table))]
