"""The program: its table of commands, and the one place where an error becomes an exit code."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer

from radar_cli import __version__, early_interrupt
from radar_cli.context import Context
from radar_cli.domain.quoted import quoted
from radar_cli.domain.text import flaw
from radar_cli.errors import BadInput, ExitCode, Interrupted, RadarError
from radar_cli.lazy import LazyGroup, in_modules
from radar_cli.redaction import redacted
from radar_cli.rendering.safe_text import escaped

# Name -> (module that holds the group as `app`, line for the help). The help imports none of them.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "task": ("radar_cli.commands.task", "Add, list, change and finish tasks."),
    "project": ("radar_cli.commands.project", "Projects and who is in them."),
    "view": ("radar_cli.commands.view", "Save lists of tasks under a name."),
    "undo": (
        "radar_cli.commands.undo",
        "Undo the last change of yours to tasks, however many it touched: all of it, or nothing.",
    ),
    "log": (
        "radar_cli.commands.log",
        "Show who did what in a project or in all, and when; the newest first.",
    ),
    "import": ("radar_cli.commands.import_", "Bring tasks with their history from other tools."),
    "export": ("radar_cli.commands.export", "Write tasks, changes and reports to files."),
    "report": ("radar_cli.commands.report", "How work flows: reports by name, and past ones."),
    "schedule": ("radar_cli.commands.schedule", "Reports at times of day."),
    "auth": ("radar_cli.commands.auth", "Register, log in and out."),
    "db": ("radar_cli.commands.db", "Migrate the database, and see where it stands."),
    "worker": (
        "radar_cli.commands.worker",
        "Start a worker in the foreground; it needs the two URLs and nothing else. End it with Ctrl-C.",
    ),
    "health": (
        "radar_cli.commands.health",
        "Check what radar needs, a line each; the exit code is 1 if something has failed.",
    ),
    "config": ("radar_cli.commands.config", "Show and change settings."),
    "completion": (
        "radar_cli.commands.completion",
        "Print what makes a shell complete commands, options, projects, people and tasks.",
    ),
    "demo": (
        "radar_cli.commands.demo",
        "Make up a team with three projects and a year of history, and show its daily summary.",
    ),
}

EXAMPLES = """\b
Examples:
  radar project add web
  radar task add "Fix login" --project web
  radar report daily-summary --project web
"""


class RadarGroup(LazyGroup):
    """The root group, over the table above."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(in_modules(COMMANDS), **attributes)

    def invoke(self, ctx: Any) -> Any:
        """Find the command, load it, and run it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted from None  # Typer would end the program without a word


app = typer.Typer(
    cls=RadarGroup,
    add_completion=False,
    rich_markup_mode=None,
    help="Tasks, projects and reports on how work flows, for small teams.",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(context: typer.Context, value: bool) -> None:
    if value and not context.resilient_parsing:
        typer.echo(f"radar {__version__}")
        raise typer.Exit


def _choose_profile(context: typer.Context, name: str | None) -> None:
    context.ensure_object(Context).profile = name


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            callback=_choose_profile,
            help="The profile to take settings from; see radar config profiles.",
        ),
    ] = None,
) -> None:
    """Take the options that come before the command."""
    del version, profile  # their callbacks have done the work
    context.ensure_object(Context)


def run(arguments: Sequence[str]) -> int:
    """Run one command line, without the program's name; gives the exit code."""
    command = typer.main.get_command(app)
    context = Context()
    try:
        early_interrupt.hand_over()
        if shell := context.environment.get("_RADAR_COMPLETE"):
            print(import_module("radar_cli.completion.answer").answer(command, context, shell))  # noqa: T201
            sys.stdout.flush()
            return ExitCode.DONE
        _require_text(arguments)
        code = command.main(args=list(arguments), prog_name="radar", standalone_mode=False, obj=context)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as error:
        # Typer turns a broken pipe into SystemExit.
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        # The reader has seen enough. What is still buffered must not fail again when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except (Exception, KeyboardInterrupt) as error:
        return _reported(error, context)
    finally:
        context.close()
    return code if isinstance(code, int) else ExitCode.DONE


def _require_text(arguments: Sequence[str]) -> None:
    for argument in arguments:
        if (why := flaw(argument)) is not None:
            raise BadInput(f"the argument {quoted(argument)} {why}", "check the terminal's encoding")


def _reported(error: BaseException, context: Context) -> int:
    """Say what went wrong in one line on stderr, and give the exit code for it."""
    if context.debug:
        context.show_traceback(error)
    if isinstance(error, RadarError):
        _complain(str(error))
        return error.exit_code
    if isinstance(error, typer.TyperException):
        _complain(_usage(error))
        return ExitCode.USAGE
    if isinstance(error, typer.Abort):
        _complain("not confirmed: nothing was changed")
        return ExitCode.INTERRUPTED
    if isinstance(error, KeyboardInterrupt):
        return _reported(Interrupted(), context)
    if isinstance(error, OSError) and error.strerror and error.filename is None:
        _complain(f"the output cannot be written ({error.strerror}): the command itself may have been carried out")
        return ExitCode.FAILED
    _complain(f"internal error ({type(error).__name__}: {error}): repeat it with --debug and report what it shows")
    return ExitCode.FAILED


def _usage(error: typer.TyperException) -> str:
    message = error.format_message().strip().rstrip(".").replace("\n", " ")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "radar"
    return f"{message[:1].lower()}{message[1:]}: {_hint(message, context)}see {command} --help"


def _hint(message: str, context: Any) -> str:
    """What the mistake often is, where that can be told."""
    taken = set() if context is None else {one.name for one in context.command.params}
    if message.startswith("Got unexpected extra argument") and taken & {"filter_", "title"}:
        return "put several words between quotes, or "
    if "filter_" in taken and message.startswith("No such option: -") and not message.startswith("No such option: --"):
        return "write not for the - that a filter begins with, or "
    return ""


def _complain(line: str) -> None:
    with suppress(OSError):  # stderr may be full or gone; the exit code still tells
        print(f"radar: {escaped(redacted(line))}", file=sys.stderr)  # noqa: T201  the one place for errors
