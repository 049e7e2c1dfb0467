"""What is said of tasks to the person at the terminal."""

from collections.abc import Sequence

from radar_cli.commands.command import answer
from radar_cli.context import Context
from radar_cli.domain.task import Task


def changed(verb: str, tasks: Sequence[Task], where: str = "") -> str:
    """What has happened to the tasks: "added task 3 to web: Fix login", "added 5 tasks to web"."""
    if len(tasks) == 1:
        return f"{verb} task {tasks[0].id}{where}: {tasks[0].title}"
    return f"{verb} {len(tasks)} tasks{where}"


def tell(radar: Context, verb: str, tasks: Sequence[Task], *, dry_run: bool) -> None:
    """Say on stderr what has happened to the tasks; of a dry run, on stdout what would have, a line for each."""
    if not dry_run:
        radar.say(changed(verb, tasks))
        return
    for task in tasks:
        answer(f"would be {verb}: task {task.id}: {task.title}")


def named(tasks: Sequence[Task]) -> str:
    """The one task with its title, or how many they are."""
    return f"task {tasks[0].id} ({tasks[0].title})" if len(tasks) == 1 else f"{len(tasks)} tasks"
