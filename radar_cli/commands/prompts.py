"""Asking the person at the terminal, and what happens where there is none."""

import sys
from collections.abc import Callable

import typer

from radar_cli.context import Context
from radar_cli.domain.text import flaw
from radar_cli.errors import BadInput
from radar_cli.rendering.safe_text import escaped

LONGEST_LINE = 4096

# Raises BadInput for an answer that is not acceptable.
Check = Callable[[str], object]


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def text(label: str, flag: str, given: str | None, check: Check) -> str:
    """The value that was given, or the answer to a prompt, which is repeated until `check` accepts it.

    Raises:
        BadInput: nothing was given and nobody is there to ask.
    """
    if given is not None:
        return given
    if not is_terminal():
        raise BadInput(f"the {label} is missing", f"give it with {flag}")
    return _accepted(check, lambda: str(typer.prompt(label.capitalize(), err=True)))


def password(radar: Context, label: str, variable: str, *, from_stdin: bool, new: Check | None = None) -> str:
    """A password from a line of stdin, the environment, or a prompt that does not show it.

    A `new` one is asked for twice, and again until that check accepts it.

    Raises:
        BadInput: there is none of them.
    """
    if from_stdin:
        return _valid(sys.stdin.readline(LONGEST_LINE).rstrip("\r\n"), label)
    if given := radar.environment.get(variable):
        return _valid(given, label)
    if not is_terminal():
        raise BadInput(f"the {label} is missing", f"give it with --password-stdin or in {variable}")
    repeat = new is not None
    return _accepted(
        new or _anything,
        lambda: str(typer.prompt(label.capitalize(), hide_input=True, confirmation_prompt=repeat, err=True)),
    )


def _accepted(check: Check, ask: Callable[[], str]) -> str:
    """The first answer that the check accepts; of the others it is said at once what is wrong."""
    while True:
        answer = ask()
        try:
            check(answer)
        except BadInput as error:
            typer.echo(escaped(f"radar: {error}"), err=True)
        else:
            return answer


def _anything(_: str) -> None:
    """The check of what is known elsewhere."""


def _valid(given: str, label: str) -> str:
    if (why := flaw(given)) is not None:
        raise BadInput(f"the {label} {why}", "check where it comes from")
    return given


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if the answer is yes.

    Raises:
        BadInput: nobody is there to ask.
        typer.Abort: the answer is no.
    """
    if yes:
        return
    if not is_terminal():
        raise BadInput("there is no terminal to ask on", "confirm it with --yes")
    typer.confirm(escaped(question), abort=True, err=True)
