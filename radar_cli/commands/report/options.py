"""The options of a report, which it declares as data, on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from typer.core import TyperOption

from radar_cli import reports as catalog
from radar_cli.commands.command import DataCommand
from radar_cli.context import Context
from radar_cli.domain.report_options import HOLIDAYS, WORKING_DAYS, Option

GIVEN = "radar.report.options"


class ChartCommand(DataCommand):
    """A command that shows a report, and can draw it to files."""

    def __init__(self, name: str | None, *, params: list[Any] | None = None, **attributes: Any) -> None:
        super().__init__(name, params=[*(params or []), *_files()], **attributes)


class ReportCommand(ChartCommand):
    """The command of a report, with that report's options."""

    def __init__(self, name: str, *, params: list[Any] | None = None, **attributes: Any) -> None:
        super().__init__(name, params=[*(params or []), *declared(name)], **attributes)


def declared(report: str) -> Sequence[TyperOption]:
    """The options of a report; what was typed is read by `given`."""
    return [_declared(option) for option in catalog.load(report).options]


def given(meta: Mapping[str, Any], radar: Context) -> Mapping[str, Any]:
    """The values of the options that were typed, by name, and the days that are no working days if that matters.

    Raises:
        BadInput: the setting `holidays` is not understood.
    """
    values = dict(meta.get(GIVEN, {}))
    if values.get(WORKING_DAYS.name):
        values[HOLIDAYS] = radar.holidays
    return values


def _declared(option: Option) -> TyperOption:
    def keep(context: Any, _: Any, value: str | bool | None) -> None:
        if value not in (None, False):
            read = value if isinstance(value, bool) else option.read(str(value))
            context.meta.setdefault(GIVEN, {})[option.name] = read

    attributes: dict[str, Any] = {"expose_value": False, "callback": keep, "help": option.help}
    if option.metavar:
        return TyperOption(param_decls=[option.flag], type=str, metavar=option.metavar, **attributes)
    return TyperOption(param_decls=[option.flag], is_flag=True, default=False, **attributes)


def _files() -> Sequence[TyperOption]:
    return [
        _file("--chart", "chart_file", "FILE.svg", "Draw it to an SVG file as well."),
        _file("--html", "page_file", "FILE.html", "Write a page with its pictures and numbers as well."),
    ]


def _file(flag: str, field: str, metavar: str, text: str) -> TyperOption:
    def keep(context: Any, _: Any, value: str | None) -> None:
        if value is not None:
            context.obj.output = replace(context.obj.output, **{field: Path(value)})

    return TyperOption(param_decls=[flag], type=str, metavar=metavar, expose_value=False, callback=keep, help=text)
