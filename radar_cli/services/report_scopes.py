"""What a report is about, from what was asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain import zones
from radar_cli.domain.durations import Count, DurationRule
from radar_cli.domain.filters import syntax
from radar_cli.domain.periods import window
from radar_cli.domain.report import Request
from radar_cli.domain.report_options import HOLIDAYS, Reopen
from radar_cli.reports import ReportType, Scope, load
from radar_cli.repositories import users
from radar_cli.repositories.task_filters import TaskCondition, TaskConditions
from radar_cli.services.task_lists import selection

# With so many, the pairs of them and of the projects that somebody sees are sooner tried than rows are left out: with
# 200 of 200, a report of counts by day took 1.6 s instead of 0.08.
FEW_PROJECTS = 4


def scope(
    db: Database,
    report_type: ReportType,
    requester_id: int,
    project_ids: Sequence[int],
    project: str | None,
    as_of: datetime,
    params: Mapping[str, Any],
) -> Scope:
    """The scope of a report, inside the transaction of the caller.

    Args:
        report_type: what is computed.
        requester_id: who is "me" in a filter, and whose projects it may name.
        project_ids: the projects whose tasks count.
        project: how people call these projects; None for all of theirs.
        as_of: the instant the report was asked for, from which its options count.
        params: what was asked for: `zone`, and `options` by name.

    Raises:
        BadInput: a filter or a day is not understood, or the window has nothing in it.
        NotFound: a filter names a project or a person that is not there.
    """
    zone = zones.zone(params["zone"])
    options: Mapping[str, Any] = params.get("options", {})
    last = options.get("last") or (None if "since" in options else report_type.last)
    return Scope(
        project_ids=project_ids,
        project=project,
        as_of=as_of,
        zone=params["zone"],
        window=window(last, options.get("since"), options.get("until"), as_of, zone),
        tasks=_condition(db, requester_id, project_ids, options.get("where"), as_of, params["zone"]),
        durations=DurationRule(Count(options.get("count", Count.ELAPSED)), zone, _holidays(options)),
        reopen=Reopen(options.get("reopen", Reopen.LAST)),
        options=options,
    )


def checked_params(db: Database, requester_id: int, request: Request, project_ids: Sequence[int]) -> Mapping[str, Any]:
    """What is kept of a request, on those projects, which makes sense now; inside the transaction of the caller.

    Raises:
        BadInput, NotFound: it does not; see `scope`. Or this installation has no such report.
    """
    report_type, params = load(request.type), request.params(project_ids)
    report_type.check(scope(db, report_type, requester_id, project_ids, None, db.now(), params))
    return params


def _holidays(options: Mapping[str, Any]) -> frozenset[date] | None:
    if not options.get("working_days"):
        return None
    return frozenset(date.fromisoformat(day) for day in options.get(HOLIDAYS, ()))


def _condition(
    db: Database, requester_id: int, project_ids: Sequence[int], where: str | None, as_of: datetime, zone: str
) -> TaskCondition:
    among_projects = _among_projects(db, project_ids)
    in_projects = among_projects.format(column="t.project_id")
    parameters = {"projects": db.dialect.numbers(project_ids)}
    if where is None:
        return TaskCondition(in_projects, among_projects, parameters)
    expression = syntax.parse(where, lambda: as_of, lambda: zones.zone(zone))
    requester = users.by_id(db, requester_id)
    named = selection(db, requester, None, expression)
    conditions = TaskConditions(db.dialect, named.users, named.projects)
    filtered = conditions.of(expression)
    return TaskCondition(
        f"{in_projects} AND {filtered}", among_projects, {**parameters, **conditions.parameters}, filtered=True
    )


def _among_projects(db: Database, project_ids: Sequence[int]) -> str:
    # To a person's login PostgreSQL adds the condition that they see the project, which an index is asked for. Asked
    # for this one too, it would look for every pair out of the two lists.
    by_index = len(project_ids) <= FEW_PROJECTS or not db.is_isolated or users.of_login(db) is None
    return db.dialect.among("{column}" if by_index else db.dialect.unindexed("{column}"), "$projects")
