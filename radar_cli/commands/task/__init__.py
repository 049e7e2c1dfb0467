"""radar task: one module per command, or for a few that are alike; only the one that is called is imported."""

from collections.abc import Mapping

import typer

# Name -> (module that holds the command in its `app`, line for the help: the first of the command's docstring).
COMMANDS: Mapping[str, tuple[str, str]] = {
    "add": ("radar_cli.commands.task.add", "Add a task and print its number."),
    "list": (
        "radar_cli.commands.task.list",
        "List tasks, the open ones unless --status says otherwise, the newest first.",
    ),
    "next": (
        "radar_cli.commands.task.next",
        "List what can be started, the most urgent first; docs/filters.md has the formula.",
    ),
    "show": ("radar_cli.commands.task.show", "Show everything about a task."),
    "edit": ("radar_cli.commands.task.edit", "Change fields of tasks, of all of them or of none."),
    "start": ("radar_cli.commands.task.moves", "Move tasks from todo to in progress."),
    "done": ("radar_cli.commands.task.moves", "Finish tasks."),
    "reopen": ("radar_cli.commands.task.moves", "Take tasks that are done or cancelled back to todo."),
    "cancel": ("radar_cli.commands.task.moves", "Give tasks up."),
    "block": ("radar_cli.commands.task.blocking", "Mark open tasks as blocked, and say by what."),
    "unblock": ("radar_cli.commands.task.blocking", "Let blocked tasks go on."),
    "comment": ("radar_cli.commands.task.comment", "Say something about a task."),
    "depend": (
        "radar_cli.commands.task.depend",
        "Let a task wait for others, or no longer; --on and --off may be repeated.",
    ),
    "delete": ("radar_cli.commands.task.delete", "Delete tasks; what happened to them stays in the log."),
    "log": ("radar_cli.commands.task.log", "Show who changed what of a task, and when."),
}

app = typer.Typer(
    help="Add, list, change and finish tasks.", epilog='Example: radar task add "Fix login" --project web'
)
