"""Command groups whose commands are imported and built when they are called, not before."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info

# One command of a group: its line in the group's help, and how it is made.
Entry = tuple[str, Callable[[], Any]]


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and summary, and makes only the one that is called.

    Called without a command it shows its help.
    """

    def __init__(self, entries: Mapping[str, Entry], **attributes: Any) -> None:
        super().__init__(**attributes)
        self.entries = entries
        self.commands.update({name: TyperCommand(name, help=summary) for name, (summary, _) in entries.items()})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, stand_in, rest = super().resolve_command(ctx, args)
        if name is None or stand_in is None:  # a name that is not there, while a line is being completed
            return name, stand_in, rest
        _, make = self.entries[name]
        command = make()
        command.name = name
        return name, command, rest


def in_modules(table: Mapping[str, tuple[str, str]]) -> Mapping[str, Entry]:
    """The commands of a table: name -> (module that holds it in its `app`, line for the help)."""
    return {name: (summary, partial(loaded, module, name)) for name, (module, summary) in table.items()}


def loaded(module: str, name: str) -> Any:
    """The command of that name that a module makes or has in its `app`, or else the group that the module is.

    A group's commands are those of its table COMMANDS, or where it has none the functions in its `app`.
    """
    found = import_module(module)
    if hasattr(found, "made"):
        return found.made(name)
    app: typer.Typer = found.app
    for info in app.registered_commands:
        if info.name == name:
            return built(info)
    return _group(app, in_modules(found.COMMANDS) if hasattr(found, "COMMANDS") else _in_app(app))


def _in_app(app: typer.Typer) -> Mapping[str, Entry]:
    commands = {str(info.name): (_summary(info), partial(built, info)) for info in app.registered_commands}
    groups = {str(info.name): _nested(info.typer_instance) for info in app.registered_groups if info.typer_instance}
    return commands | groups


def _nested(app: typer.Typer) -> Entry:
    return (str(app.info.help), lambda: _group(app, _in_app(app)))


def _group(app: typer.Typer, entries: Mapping[str, Entry]) -> LazyGroup:
    return LazyGroup(
        entries,
        help=str(app.info.help),
        epilog=str(app.info.epilog),
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def built(info: Any) -> Any:
    """The command that a Typer app has registered."""
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)


def _summary(info: Any) -> str:
    return str(info.help or info.callback.__doc__ or "").strip()
