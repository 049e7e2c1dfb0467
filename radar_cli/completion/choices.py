"""What can stand where: the values of options and arguments, by their names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from radar_cli import config, profiles
from radar_cli.completion.scripts import SCRIPTS
from radar_cli.context import Context
from radar_cli.domain.project import Role
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.domain.task_list import Sort
from radar_cli.rendering import display
from radar_cli.services import completion


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, and what it is."""

    value: str
    description: str = ""


Chooser = Callable[[Context, str], Iterable[Choice]]


def projects(radar: Context, _: str) -> Iterable[Choice]:
    return [Choice(name) for name in completion.projects(radar.ready_database, radar.current_user)]


def people(radar: Context, _: str) -> Iterable[Choice]:
    found = completion.people(radar.ready_database, radar.current_user)
    return [Choice("me", "yourself"), Choice("none", "nobody"), *(Choice(email, name) for email, name in found)]


def members(radar: Context, _: str) -> Iterable[Choice]:
    return [Choice(*found) for found in completion.people(radar.ready_database, radar.current_user)]


def open_tasks(radar: Context, begun: str) -> Iterable[Choice]:
    return _tasks(radar, begun, are_open=True)


def closed_tasks(radar: Context, begun: str) -> Iterable[Choice]:
    return _tasks(radar, begun, are_open=False)


def views(radar: Context, _: str) -> Iterable[Choice]:
    return [Choice(*found) for found in completion.views(radar.ready_database, radar.current_user)]


def statuses(_: Context, begun: str) -> Iterable[Choice]:
    before = begun.rpartition(",")[0]
    if before:
        return [Choice(f"{before},{status}") for status in TaskStatus if status not in before.split(",")]
    return [*map(Choice, TaskStatus), Choice("open", "todo and in progress"), Choice("all")]


def sort_fields(_: Context, begun: str) -> Iterable[Choice]:
    sign = "+" if begun.startswith("+") else ""
    return [Choice(sign + field) for field in Sort]


def known_profiles(radar: Context, _: str) -> Iterable[Choice]:
    return map(Choice, profiles.names(radar.environment))


def settings(_: Context, __: str) -> Iterable[Choice]:
    return [Choice(setting.key, setting.help) for setting in config.SETTINGS.values()]


def formats(_: Context, __: str) -> Iterable[Choice]:
    return map(Choice, display.format_names())


def _any_of(values: Iterable[str]) -> Chooser:
    choices = [Choice(value) for value in values]
    return lambda _radar, _begun: choices


def _tasks(radar: Context, begun: str, *, are_open: bool) -> Iterable[Choice]:
    found = completion.tasks(radar.ready_database, radar.current_user, begun, are_open=are_open)
    return [Choice(str(number), title) for number, title in found]


# An option by its long name, an argument by its metavar; a command's own, named in full, come first.
CHOOSERS: Mapping[str, Chooser] = {
    "--project": projects,
    "--assignee": people,
    "--status": statuses,
    "--priority": _any_of(priority.label for priority in Priority),
    "--sort": sort_fields,
    "--view": views,
    "--format": formats,
    "--profile": known_profiles,
    "--role": _any_of(Role),
    "--loglevel": _any_of(config.LOG_LEVELS),
    "task ID": open_tasks,
    "task ID...": open_tasks,
    "task reopen ID...": closed_tasks,
    "--on": open_tasks,
    "project NAME": projects,
    "members EMAIL": members,
    "view NAME": views,
    "config KEY": settings,
    "SHELL": _any_of(SCRIPTS),
}
OF_FILES = ("FILE", "PATH", "FOLDER")


def chooser(command: str, parameter: str) -> Chooser | None:
    """What gives the values of a parameter; None where nothing is known of them.

    `command` is what comes after "radar" ("task done"), `parameter` an option's name or an argument's metavar.
    """
    noun = command.rpartition(" ")[0].rpartition(" ")[2]
    for name in (f"{command} {parameter}", f"{noun} {parameter}", parameter):
        if name in CHOOSERS:
            return CHOOSERS[name]
    return None
