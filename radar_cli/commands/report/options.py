"""The options of a report, which it declares as data, on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from typer.core import TyperOption

from radar_cli import reports as catalog
from radar_cli.commands.command import DataCommand
from radar_cli.context import Context
from radar_cli.domain.durations import Count
from radar_cli.domain.periods import By
from radar_cli.domain.report_options import BY, COUNT, HOLIDAYS, LAST, REOPEN, WORKING_DAYS, Option, Reopen
from radar_cli.output_files import named

GIVEN = "radar.report.options"


class ChartCommand(DataCommand):
    """A command that shows a report, and can draw it to files."""

    def __init__(self, name: str | None, *, params: list[Any] | None = None, **attributes: Any) -> None:
        super().__init__(name, params=[*(params or []), *picture_options()], **attributes)


class ReportCommand(DataCommand):
    """The command of a report, with that report's options."""

    def __init__(self, name: str, *, params: list[Any] | None = None, **attributes: Any) -> None:
        files = picture_options() if catalog.load(name).draws else picture_options()[1:]
        super().__init__(name, params=[*(params or []), *declared(name), *files], **attributes)


def declared(report: str) -> Sequence[TyperOption]:
    """The options of a report; what was typed is read by `given`."""
    report_type = catalog.load(report)
    defaults = {LAST: report_type.last, BY: str(By.DAY), COUNT: str(Count.ELAPSED), REOPEN: str(Reopen.LAST)}
    return [_declared(option, defaults.get(option)) for option in report_type.options]


def given(meta: Mapping[str, Any], radar: Context) -> Mapping[str, Any]:
    """The values of the options that were typed, by name, and the days that are no working days if that matters.

    Raises:
        BadInput: the setting `holidays` is not understood.
    """
    values = dict(meta.get(GIVEN, {}))
    if values.get(WORKING_DAYS.name):
        values[HOLIDAYS] = radar.holidays
    return values


def picture_options() -> Sequence[TyperOption]:
    """The options that draw a report to files."""
    return [
        _file("--chart", "chart_file", "FILE.svg", "Draw it to an SVG file as well."),
        _file("--html", "page_file", "FILE.html", "Write a page with its pictures and numbers as well."),
    ]


def _declared(option: Option, default: str | None) -> TyperOption:
    def keep(context: Any, _: Any, value: str | bool | None) -> None:
        if value not in (None, False):
            read = value if isinstance(value, bool) else option.read(str(value))
            context.meta.setdefault(GIVEN, {})[option.name] = read

    text = f"{option.help} [default: {default}]" if default else option.help
    attributes: dict[str, Any] = {"expose_value": False, "callback": keep, "help": text}
    if option.metavar:
        return TyperOption(param_decls=[option.flag], type=str, metavar=option.metavar, **attributes)
    return TyperOption(param_decls=[option.flag], is_flag=True, default=False, **attributes)


def _file(flag: str, field: str, metavar: str, text: str) -> TyperOption:
    def keep(context: Any, _: Any, value: str | None) -> None:
        if value is not None:
            context.obj.output = replace(context.obj.output, **{field: named(value, flag)})

    return TyperOption(param_decls=[flag], type=str, metavar=metavar, expose_value=False, callback=keep, help=text)
