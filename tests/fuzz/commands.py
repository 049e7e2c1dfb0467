"""Every command there is, found by walking the program: a new one is fuzzed without anybody adding it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import typer

from radar_cli.app import app


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option by its names, or an argument, which has none; `metavar` is empty for a flag."""

    names: Sequence[str]
    metavar: str
    required: bool
    many: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command without commands of its own: the words that call it, and what it takes."""

    words: Sequence[str]
    parameters: Sequence[Parameter]

    def __str__(self) -> str:
        return " ".join(self.words)

    @property
    def options(self) -> Sequence[Parameter]:
        return [parameter for parameter in self.parameters if parameter.names]

    @property
    def arguments(self) -> Sequence[Parameter]:
        return [parameter for parameter in self.parameters if not parameter.names]

    def takes(self, option: str) -> bool:
        """Whether it has an option of that name."""
        return any(option in parameter.names for parameter in self.options)


@cache
def every() -> Sequence[Command]:
    """All of them, in the order in which help lists them."""
    return list(_leaves(typer.main.get_command(app), (), None))


def _leaves(command: Any, words: Sequence[str], parent: Any) -> Iterator[Command]:
    context = typer.Context(command, info_name=words[-1] if words else "radar", parent=parent)
    if not hasattr(command, "list_commands"):
        yield Command(words, [_parameter(one) for one in command.get_params(context)])
        return
    for name in command.list_commands(context):
        _, made, _ = command.resolve_command(context, [name])
        yield from _leaves(made, (*words, name), context)


def _parameter(declared: Any) -> Parameter:
    is_argument = declared.param_type_name == "argument"
    metavar = "" if getattr(declared, "is_flag", False) else declared.metavar or "TEXT"
    names = () if is_argument else (*declared.opts, *declared.secondary_opts)
    return Parameter(names, metavar, declared.required, declared.nargs == -1 or declared.multiple)
