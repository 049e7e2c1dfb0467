"""Turning what was typed for lists of tasks into the domain's values."""

import sys

from radar_cli.commands.arguments import task_id
from radar_cli.context import Context
from radar_cli.domain.filters.expression import Expression, mentions_project, mentions_status
from radar_cli.domain.quoted import quoted
from radar_cli.domain.task import STATUSES, TaskStatus
from radar_cli.domain.task_list import Page, Sort
from radar_cli.errors import BadInput

LIMIT_ON_TERMINAL = 50


def statuses(written: str) -> tuple[TaskStatus, ...] | None:
    """The statuses of a comma-separated list, in the words of filters; None where these are all.

    Raises:
        BadInput: there is no such status.
    """
    names = written.split(",")
    for name in names:
        if name not in STATUSES:
            raise BadInput(f"there is no status {quoted(name)}", f"use {', '.join(STATUSES)}")
    found = dict.fromkeys(status for name in names for status in STATUSES[name])
    return None if len(found) == len(TaskStatus) else tuple(found)


def scope(
    radar: Context, project: str | None, *, all_projects: bool = False, filter_: Expression | None = None
) -> str | None:
    """The project that a list is of, None for all: the one given, or in use unless a filter names projects itself.

    Raises:
        BadInput: one project and all of them are asked for.
    """
    if all_projects and project is not None:
        raise BadInput("--project and --all-projects are both given", "choose one of them")
    names_projects = filter_ is not None and mentions_project(filter_)
    return project if all_projects or names_projects else radar.project(project)


def none_found(scope: str | None, *, only_open: bool) -> str:
    """What to say of a list without a task: where was looked, and what looks further."""
    sentence = "there are no such open tasks" if only_open else "there are no such tasks"
    where = "" if scope is None else f" in {scope}"
    further = [*(["--status all"] if only_open else []), *(["--all-projects"] if scope is not None else [])]
    return f"{sentence}{where}; see also {' and '.join(further)}" if further else f"{sentence}{where}"


def default_status(sort: str, filter_: Expression | None) -> str:
    """What a list is of when --status is left out: what its filter says of statuses stands, whatever that is."""
    if filter_ is not None and mentions_status(filter_):
        return "all"
    return "done" if sort.removeprefix("+").removeprefix("-") == Sort.DONE else "open"


def page(sort: str, limit: int | None, after: str | None) -> Page:
    """The stretch of a list that --sort, --limit and --after ask for; on a terminal it ends at 50.

    A list descends, as -field says, too; +field ascends.

    Raises:
        BadInput: there is no such order, or `after` is no task number.
    """
    field = sort[1:] if sort.startswith(("+", "-")) else sort
    if field not in tuple(Sort):
        raise BadInput(f"tasks cannot be sorted by {quoted(sort)}", f"use {', '.join(Sort)}")
    most = LIMIT_ON_TERMINAL if limit is None and sys.stdout.isatty() else limit
    return Page(Sort(field), not sort.startswith("+"), None if after is None else task_id(after), most)
