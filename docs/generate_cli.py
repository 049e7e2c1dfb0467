"""Write docs/cli.md, the reference of every command, from the commands themselves.

python docs/generate_cli.py            writes it
python docs/generate_cli.py --check    exits 1 if it is not what would be written
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from radar_cli.app import app
from radar_cli.commands.command import DataCommand, RadarCommand

TARGET = Path(__file__).with_name("cli.md")
NOTICE = "<!-- Made by docs/generate_cli.py from the help of the commands; edit that, and run it again. -->"
COMMON_HEADING = "Options of every command"
OUTPUT_HEADING = "Options of commands that show data"


def main(arguments: Sequence[str], target: Path = TARGET) -> int:
    """Write the reference to `target`, or with --check compare it; gives the exit code."""
    text = reference()
    if arguments == ["--check"]:
        return _compared(text, target)
    if arguments:
        sys.stderr.write("usage: python docs/generate_cli.py [--check]\n")
        return 2
    target.write_text(text, encoding="utf-8")
    return 0


def _compared(text: str, target: Path) -> int:
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{target.name} is out of date: run python docs/generate_cli.py\n")
    return 1


def reference() -> str:
    """The whole reference, as Markdown."""
    root, *rest = commands()
    blocks = [
        f"# {root.command_path}",
        NOTICE,
        *_page(root),
        f"## {COMMON_HEADING}",
        _items([*_common_options(RadarCommand), _help_option(root)], root),
        f"## {OUTPUT_HEADING}",
        _items(_output_options(), root),
    ]
    for context in rest:
        blocks += [f"{'#' * len(context.command_path.split())} {context.command_path}", *_page(context)]
    return "\n\n".join(blocks) + "\n"


def commands() -> Iterator[typer.Context]:
    """A context for each command, the root first and a group before its commands."""
    return _walked(typer.main.get_command(app), "radar", None)


def is_group(command: Any) -> bool:
    """Whether a command has commands of its own."""
    return hasattr(command, "list_commands")


def examples(command: Any) -> list[str]:
    """The command lines after "Example:" or "Examples:" at the end of a command's help, if it has any."""
    text = (command.epilog or "").replace("\b", "").strip()
    if not text.startswith("Example"):
        return []
    return [line.strip() for line in text.partition(":")[2].strip().splitlines()]


def _walked(command: Any, name: str, parent: Any) -> Iterator[typer.Context]:
    context = typer.Context(command, info_name=name, parent=parent, **command.context_settings)
    yield context
    if not is_group(command):
        return
    for child in command.list_commands(context):
        yield from _walked(command.resolve_command(context, [child])[1], child, context)


def _page(context: typer.Context) -> list[str]:
    """What the help of a command says, in blocks of Markdown."""
    command: Any = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    blocks = [*_paragraphs(command.help or ""), _code("text", [usage])]
    if arguments := [one for one in command.get_params(context) if one.param_type_name == "argument"]:
        blocks += ["Arguments:", _items(arguments, context)]
    if options := _own_options(context):
        blocks += ["Options:", _items(options, context)]
    if is_group(command):
        blocks += ["Commands:", _contents(context)]
    else:
        blocks.append(_shared_options(command))
    if lines := examples(command):
        blocks += ["Examples:" if len(lines) > 1 else "Example:", _code("sh", lines)]
    return blocks


def _paragraphs(text: str) -> list[str]:
    return [_escaped(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]


def _own_options(context: typer.Context) -> list[Any]:
    """The options that are not described once for all."""
    command: Any = context.command
    shared = {option.name for option in command.extra_options()} if hasattr(command, "extra_options") else set()
    shared.add(_help_option(context).name)
    parameters = command.get_params(context)
    return [one for one in parameters if one.param_type_name == "option" and one.name not in shared]


def _common_options(kind: type[RadarCommand]) -> list[Any]:
    return kind(None, callback=None).extra_options()


def _output_options() -> list[Any]:
    common = {option.name for option in _common_options(RadarCommand)}
    return [option for option in _common_options(DataCommand) if option.name not in common]


def _help_option(context: typer.Context) -> Any:
    option = context.command.get_help_option(context)
    assert option is not None
    return option


def _shared_options(command: Any) -> str:
    common = _link(f"options of {COMMON_HEADING.removeprefix('Options of ')}", COMMON_HEADING)
    if not isinstance(command, DataCommand):
        return f"Also the {common}."
    output = _link(f"those {OUTPUT_HEADING.removeprefix('Options ')}", OUTPUT_HEADING)
    return f"Also the {common}, and {output}."


def _contents(context: typer.Context) -> str:
    """The commands of a group, each with the first sentence of its help."""
    group: Any = context.command
    children = [group.resolve_command(context, [name])[1] for name in group.list_commands(context)]
    return "\n".join(
        f"- {_link(f'`{child.name}`', f'{context.command_path} {child.name}')}: {_paragraphs(child.help)[0]}"
        for child in children
    )


def _items(parameters: Sequence[Any], context: typer.Context) -> str:
    records = [one.get_help_record(context) for one in parameters]
    return "\n".join(f"- `{record[0]}`: {_escaped(record[1])}" for record in records if record)


def _link(text: str, heading: str) -> str:
    return f"[{text}](#{heading.lower().replace(' ', '-')})"


def _code(language: str, lines: Sequence[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])


def _escaped(text: str) -> str:
    return " ".join(text.replace("<", "\\<").replace("*", "\\*").split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
