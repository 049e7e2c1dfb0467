"""What every command has: its common options, and those of a command that shows data."""

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperOption

from radar_cli import logs
from radar_cli.context import Context
from radar_cli.errors import BadInput
from radar_cli.output_files import named
from radar_cli.rendering.safe_text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from radar_cli.domain.section import Section
    from radar_cli.domain.table import Table


class RadarCommand(TyperCommand):
    """A command with --quiet, --debug, --profile and -h."""

    def __init__(self, name: str | None, *, params: list[Any] | None = None, **attributes: Any) -> None:
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        attributes["context_settings"] = {**settings, **(attributes.get("context_settings") or {})}
        super().__init__(name, params=[*(params or []), *self.extra_options()], **attributes)

    def invoke(self, ctx: Any) -> Any:
        if ctx.obj.debug:
            logs.configure("debug", "text")
        else:
            logs.silence()
        return super().invoke(ctx)

    def extra_options(self) -> list[TyperOption]:
        return [
            _flag(["-q", "--quiet"], _set_quiet, "Say nothing on stderr but errors."),
            _flag(["--debug"], _set_debug, "Show the traceback of an error."),
            _option("--profile", _set_profile, "NAME", "The profile to take settings from; see radar config profiles."),
        ]


class DataCommand(RadarCommand):
    """A command that shows data, with the options of its output."""

    def extra_options(self) -> list[TyperOption]:
        return [
            *written_options(),
            _flag(["--no-color"], _set_no_color, "Use no colour."),
            _flag(["--no-pager"], _set_no_pager, "Show a long table at once, not in RADAR_PAGER, PAGER or less."),
            *super().extra_options(),
        ]

    def invoke(self, ctx: Any) -> Any:
        _display().check(ctx.obj.output)
        return super().invoke(ctx)


def written_options() -> list[TyperOption]:
    """The options that say how data is written, and where to."""
    return [
        _option(
            "--format",
            _set_format,
            "NAME",
            "table, plain, csv, json, jsonl, markdown, or one of tabulate's.",
        ),
        _option("--json", _set_json, "FIELDS", "JSON with these fields, comma-separated, in this order."),
        _option("--columns", _set_columns, "FIELDS", "Only these columns, comma-separated, in this order."),
        _option("--output", _set_file, "FILE", "Write to a file, whole or not at all."),
        _flag(["--header"], _set_header, "Begin plain output with a header line."),
        _flag(
            ["--raw-csv"],
            _set_raw_csv,
            "Leave CSV cells as they are, even those a spreadsheet would run.",
        ),
    ]


def radar_of(context: typer.Context) -> Context:
    """The composition root of this run."""
    radar = context.obj
    assert isinstance(radar, Context)
    return radar


def answer(line: object) -> None:
    """A line on stdout that is no table: a new number for a script, what a dry run would do."""
    typer.echo(escaped(str(line)))


def show(
    radar: Context, table: "Table", sections: "Sequence[Section]" = (), zone: "Callable[[], tzinfo] | None" = None
) -> None:
    """Display a table, and the charts of its sections, as the options say; times are in the user's zone or that."""
    _display().display(table, radar.output, zone or (lambda: radar.zone), sections)


def _display() -> Any:
    """What shows tables, loaded by the commands that do."""
    return import_module("radar_cli.rendering.display")


def _flag(names: list[str], callback: Any, text: str) -> TyperOption:
    return TyperOption(param_decls=names, is_flag=True, default=False, callback=callback, expose_value=False, help=text)


def _option(name: str, callback: Any, metavar: str, text: str) -> TyperOption:
    return TyperOption(param_decls=[name], type=str, callback=callback, expose_value=False, metavar=metavar, help=text)


def _set_quiet(ctx: Any, _: Any, value: bool) -> None:
    ctx.obj.quiet = ctx.obj.quiet or value


def _set_debug(ctx: Any, _: Any, value: bool) -> None:
    ctx.obj.debug = ctx.obj.debug or value


def _set_profile(ctx: Any, _: Any, value: str | None) -> None:
    if value is not None:
        ctx.obj.profile = value


def _update(ctx: Any, **changes: Any) -> None:
    ctx.obj.output = replace(ctx.obj.output, **changes)


def _set_format(ctx: Any, _: Any, value: str | None) -> None:
    _update(ctx, format=value)


def _set_json(ctx: Any, _: Any, value: str | None) -> None:
    _update(ctx, json_fields=_names(value, "--json"))


def _set_columns(ctx: Any, _: Any, value: str | None) -> None:
    _update(ctx, columns=_names(value, "--columns"))


def _set_file(ctx: Any, _: Any, value: str | None) -> None:
    _update(ctx, file=None if value is None else named(value, "--output"))


def _set_header(ctx: Any, _: Any, value: bool) -> None:
    _update(ctx, header=value)


def _set_raw_csv(ctx: Any, _: Any, value: bool) -> None:
    _update(ctx, raw_csv=value)


def _set_no_color(ctx: Any, _: Any, value: bool) -> None:
    _update(ctx, color=not value)


def _set_no_pager(ctx: Any, _: Any, value: bool) -> None:
    _update(ctx, pager=not value)


def _names(value: str | None, flag: str) -> list[str] | None:
    if value is None:
        return None
    names = [name.strip() for name in value.split(",")]
    if not all(names):
        raise BadInput(f"{flag} has an empty field name", f"write {flag} id,title")
    if len(set(names)) != len(names):
        raise BadInput(f"{flag} names a field twice", "name each once")
    return names
