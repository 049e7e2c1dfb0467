"""Answering a shell that asks how a line could go on."""

from collections.abc import Sequence
from typing import Any

from typer._click import shell_completion

from radar_cli.bounded import within
from radar_cli.completion.choices import OF_FILES, Choice, chooser
from radar_cli.context import Context

# Somebody has pressed a key and waits for it.
AT_MOST_SECONDS = 1.0
FILES = "files"
VALUES = "values"


def answer(command: Any, radar: Context, shell: str) -> str:
    """What could come next in the line of _RADAR_LINE: nothing if that cannot be told in time.

    Whatever is wrong, with the settings, the login or the database, is no matter for somebody in the middle of a line.
    """
    try:
        lines = within(AT_MOST_SECONDS, lambda: _lines(command, radar, shell))
    except Exception:
        lines = [VALUES]
    return "\n".join(lines)


def _lines(command: Any, radar: Context, shell: str) -> Sequence[str]:
    words, begun = words_of(radar.environment.get("_RADAR_LINE", ""))
    context: Any = shell_completion._resolve_context(command, {"obj": radar}, "radar", words)
    asked, part = shell_completion._resolve_incomplete(context, words, begun)
    if _is_parameter(asked) and _metavar(asked).rstrip(".").partition("|")[0] in OF_FILES:
        return [FILES]
    # Each shell replaces its own idea of the word: bash what comes after = : and @, the others all of it.
    head = begun.removesuffix(part)
    if shell == "bash":
        word = radar.environment.get("_RADAR_WORD", "").lstrip("\"'")
        skipped = len(part) - len(word) if part.endswith(word) else 0
        return [VALUES, *(choice.value[skipped:] for choice in choices(context, asked, part))]
    return [VALUES, *(_line(head, choice) for choice in choices(context, asked, part))]


def words_of(line: str) -> tuple[list[str], str]:
    """The whole words after the program's name, and the one that has been begun, both without their quotes."""
    # With one character more the last word is the one that has been begun, even if that is nothing yet.
    words = shell_completion.split_arg_string(f"{line}x")
    begun = words.pop().removesuffix("x")
    names = [position for position, word in enumerate(words) if word.rpartition("/")[2] == "radar"]
    return words[names[0] + 1 :] if names else words[1:], begun


def choices(context: Any, asked: Any, part: str) -> Sequence[Choice]:
    """What begins with `part` among the commands and options of a command, or the values of a parameter."""
    if not _is_parameter(asked):
        found = [Choice(item.value, item.help or "") for item in asked.shell_complete(context, part)]
    else:
        name = asked.opts[0] if asked.param_type_name == "option" else _metavar(asked)
        choose = chooser(context.command_path.partition(" ")[2], name)
        found = [] if choose is None else list(choose(context.obj, part))
    given = context.params.get(asked.name) if _is_parameter(asked) else None
    taken = given if isinstance(given, (list, tuple)) else ()
    fitting = [choice for choice in found if choice.value.startswith(part) and choice.value not in taken]
    return [choice for choice in fitting if choice.value.isprintable()]


def _is_parameter(asked: Any) -> bool:
    return hasattr(asked, "param_type_name")


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or "")


def _line(head: str, choice: Choice) -> str:
    description = "".join(character if character.isprintable() else " " for character in choice.description)
    return f"{head}{choice.value}\t{description}" if description else f"{head}{choice.value}"
