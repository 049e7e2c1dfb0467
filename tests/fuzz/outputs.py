"""Every command that prints, in every format that it offers."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.rendering.display import format_names
from radar_cli.rendering.streaming import FORMATS as EXPORTED
from tests.faults.outcome import Outcome
from tests.fuzz import commands, home
from tests.fuzz.calls import call
from tests.fuzz.commands import Command
from tests.fuzz.printed import faults

# How many formats the tests ask of a command, others of the next one; make soak asks all of all.
OF_A_REPORT = 2
OF_ANOTHER = 6
MOST_SHOWN = 50
PICTURES = {"--chart": "svg", "--html": "page"}
# A command, and why it is not run for its output.
LEFT_OUT: Mapping[str, str] = {
    "db check-isolation": "it shows names of roles, and succeeds in an isolated database alone",
    "db share": "it shows names of roles, and needs one",
    "demo": "it shows a team that it makes up itself, in a database of its own",
    "report retry": "it shows what report show does, of a report that has failed; none has",
}
# What has to be given beside the project, by the words of a command or the metavar of an argument.
GIVEN: Mapping[str, Sequence[str]] = {
    "report compare": ("--of", "throughput"),
    "report forecast": ("--items", "3", "--seed", "1"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One command line and the format that it is to print."""

    arguments: Sequence[str]
    format: str

    def __str__(self) -> str:
        return " ".join(self.arguments)


def printing() -> Sequence[Command]:
    """The commands that show data, and are not left out."""
    return [one for one in commands.every() if _shows(one) and str(one) not in LEFT_OUT]


def every(report_id: str, task_id: str, *, all_formats: bool) -> Iterator[Asked]:
    """A line for each command and each of its formats; pictures are asked for by themselves."""
    names = format_names()
    for number, command in enumerate(printing()):
        words = [*command.words, *_needed(command, report_id, task_id), *GIVEN.get(str(command), ())]
        if command.words[0] == "export":
            formats: Sequence[str] = EXPORTED if command.takes("--format") else ["jsonl"]
        elif all_formats:
            formats = names
        else:
            most = OF_A_REPORT if command.words[0] == "report" else OF_ANOTHER
            formats = [names[(most * number + step) % len(names)] for step in range(most)]
        for name in formats:
            asked = ["--format", name] if command.takes("--format") else []
            yield Asked([*words, *asked], name)


def ready_report() -> str:
    """The id of a report that was made before."""
    listed = json.loads(call(["report", "list", "--json", "id,status"]).out)
    return next(str(one["id"]) for one in listed if one["status"] == "ready")


def problems(asked: Asked, *, on_terminal: bool = False) -> Iterator[str]:
    """What is wrong with what a line prints, on both streams."""
    result = call(asked.arguments, on_terminal=on_terminal)
    if result.code != 0 or result.escaped:
        yield f"radar {asked} exits with {result.code} and says {result.err!a}"
    yield from (f"radar {asked} {fault}" for fault in faults(result.out, asked.format))
    yield from (f"radar {asked} {fault} on stderr" for fault in faults(result.err, "table"))


def drawn(folder: Path, report_id: str) -> Iterator[str]:
    """What is wrong with the pictures and pages of every report, and of one that was made before."""
    for command in (one for one in printing() if any(map(one.takes, PICTURES))):
        words = [*command.words, *_needed(command, report_id, "1"), *GIVEN.get(str(command), ())]
        for flag, kind in PICTURES.items():
            if not command.takes(flag):
                continue
            file = folder / f"drawn.{'svg' if kind == 'svg' else 'html'}"
            result = call([*words, flag, str(file)])
            if result.code != 0 and b"there is no picture" not in result.err:
                yield f"radar {' '.join(words)} {flag} exits with {result.code} and says {result.err!a}"
            elif result.code == 0:
                yield from (f"radar {' '.join(words)} {flag} {fault}" for fault in faults(file.read_bytes(), kind))


def run(url: str, folder: Path) -> Outcome:
    """Ask every command for every format, on a migrated database without anybody in it, and have every report drawn."""
    with home.inside(folder, url):
        home.fill()
        db = Database(urls.parse(url))
        home.hostile(db)
        db.disconnect()
        os.environ.update(RADAR_PROJECT="web", TERM="dumb")
        report_id = ready_report()
        asked = list(every(report_id, "1", all_formats=True))
        failures = [problem for one in asked for problem in problems(one)]
        failures += drawn(folder, report_id)
    numbers = f"{len(printing())} commands, {len(asked):,} pairs of a command and a format"
    return Outcome("fuzzed_outputs", numbers, f"{len(failures)} faults", failures[:MOST_SHOWN])


def _shows(command: Command) -> bool:
    return command.words[0] == "export" or (command.takes("--format") and command.words[:2] != ("schedule", "add"))


def _needed(command: Command, report_id: str, task_id: str) -> Iterator[str]:
    required = sum(not one.names and one.required for one in command.parameters)
    yield from [report_id if command.words[0] == "report" else task_id] * required
