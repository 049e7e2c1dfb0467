"""Command groups that are imported when they are called, not before."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info


class HelpfulGroup(TyperGroup):
    """A group that shows its help when it is called without a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)


class LazyGroup(HelpfulGroup):
    """The root: its commands are the modules of a table, and only the one that is called is imported."""

    entries: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands.update({name: TyperCommand(name, help=summary) for name, (_, summary) in self.entries.items()})

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        return name, loaded(self.entries[str(name)][0], str(name)), rest


def loaded(module: str, name: str) -> Any:
    """The group, or the single command, that a module holds as `app`."""
    app: typer.Typer = import_module(module).app
    if app.registered_callback is None and len(app.registered_commands) == 1 and not app.registered_groups:
        command = get_command_from_info(
            app.registered_commands[0], pretty_exceptions_short=False, rich_markup_mode=None
        )
    else:
        command = SparseGroup(app)
    command.name = name
    return command


class SparseGroup(HelpfulGroup):
    """A noun's group: of its commands only the one that is called is built from its signature."""

    def __init__(self, app: typer.Typer) -> None:
        super().__init__(
            help=str(app.info.help),
            epilog=str(app.info.epilog),
            rich_markup_mode=None,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        self.infos = {str(info.name): info for info in app.registered_commands}
        self.groups = {str(info.name): info for info in app.registered_groups}
        self.commands.update({name: TyperCommand(name, help=_summary(info)) for name, info in self.infos.items()})
        self.commands.update(
            {
                name: TyperCommand(name, help=str(info.typer_instance.info.help))
                for name, info in self.groups.items()
                if info.typer_instance
            }
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        key = str(name)
        if key in self.infos:
            command: Any = get_command_from_info(self.infos[key], pretty_exceptions_short=False, rich_markup_mode=None)
        else:
            nested = self.groups[key].typer_instance
            assert nested is not None
            command = SparseGroup(nested)
            command.name = key
        return name, command, rest


def _summary(info: Any) -> str:
    return str(info.help or info.callback.__doc__ or "").strip()
