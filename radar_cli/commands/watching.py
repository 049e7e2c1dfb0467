"""Showing data again and again, for commands that can."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from radar_cli.commands.command import DataCommand
from radar_cli.context import Context
from radar_cli.domain import text
from radar_cli.domain.table import Table
from radar_cli.errors import BadInput
from radar_cli.rendering import display

FLAG = "--watch"
USUAL_SECONDS = "2"
SHORTEST_SECONDS = 0.5

WatchOption = Annotated[
    float | None,
    typer.Option(
        FLAG,
        parser=text.seconds,
        metavar="[SECONDS]",
        help=f"Draw the table anew every so many seconds (else {USUAL_SECONDS}) until Ctrl-C.",
    ),
]


class WatchCommand(DataCommand):
    """A command with a WatchOption, whose seconds may be left out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, with_seconds(args))


def with_seconds(arguments: Sequence[str]) -> list[str]:
    """The arguments, with the usual seconds after a --watch that has none."""
    completed: list[str] = []
    for position, argument in enumerate(arguments):
        following = arguments[position + 1] if position + 1 < len(arguments) else ""
        has_none = argument == FLAG and "--" not in completed and not re.fullmatch(r"[\d.]+", following)
        completed.append(f"{FLAG}={USUAL_SECONDS}" if has_none else argument)
    return completed


def watch(radar: Context, seconds: float, fetch: Callable[[], Table]) -> None:
    """Show what `fetch` gives until Ctrl-C.

    Raises:
        BadInput: stdout is no terminal, something else than a table is asked for, or the pause is too short.
    """
    if seconds < SHORTEST_SECONDS:
        raise BadInput(f"{FLAG} {seconds:g} would ask the database all the time", f"give {SHORTEST_SECONDS} or more")
    display.watch(fetch, radar.output, lambda: radar.zone, seconds)
