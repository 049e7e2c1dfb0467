"""Command lines made at random: real commands with wrong values, misspelt ones, and noise."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.fuzz import commands
from tests.fuzz.commands import Command, Parameter
from tests.fuzz.words import EVERYTHING, LETTERS, NUMBERS, STORABLE, letters, word

REFUSED_BROKER = "amqp://guest:guest@127.0.0.1:1//"
SHORT_WAIT = ("--timeout", "0.2")
WILD = (0.0, 0.05, 0.3)
ENVIRONMENTS: Mapping[str, Sequence[str]] = {
    "RADAR_PROJECT": ("web", "nope", "\x1b[31m", "\udcff", "'; DROP TABLE tasks"),
    "RADAR_TIMEZONE": ("Europe/Berlin", "Mars/Base", "\udcff", "../x"),
    "RADAR_HOLIDAYS": ("2026-12-25", "2026-02-30", ",", "\x1b"),
    "RADAR_TOKEN": ("forged", "\udcff", "x" * 10_000, "\x1b[31m"),
    "RADAR_BROKER_URL": (REFUSED_BROKER, "nonsense", "amqp://a:sekrit@[", "amqp://host:99999999//"),
    "RADAR_DATABASE_URL": (
        "nonsense",
        "sqlite://",
        "sqlite:////no/such/folder/x.db",
        "postgresql://a:sekrit@127.0.0.1:1/x",
        "\udcff",
    ),
    "RADAR_QUEUE": ("radar", "", "x" * 300, "\udcff"),
    "RADAR_CONFIG": ("missing.toml", "broken.bin", "sub", "x" * 300, "bad\udcff.toml"),
    "RADAR_PROFILE": ("nope", "../x", "\udcff"),
    "RADAR_LOG_LEVEL": ("debug", "loud"),
    "XDG_DATA_HOME": ("relative", "/dev/null/x", "/" + "x" * 300),
    "COLUMNS": ("0", "1", "-5", "99999", "wide"),
    "TERM": ("dumb", "", "\x1b"),
    "PYTHONIOENCODING": ("ascii",),
    "_RADAR_COMPLETE": ("bash", "zsh", "fish", "nosuch"),
}
BEGUN = ("radar ", "radar task ", "radar task done ", "radar task list --project ", "radar 'unclosed ", "", "radar -")


@dataclass(frozen=True, slots=True)
class Line:
    """One command line, what is on its stdin, and what of its environment is unusual."""

    arguments: Sequence[str]
    stdin: bytes = b""
    environment: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        unusual = f" in {dict(self.environment)!a}" if self.environment else ""
        return f"radar {[*self.arguments]!a}{unusual}"[:2000]


def line(random: Random, left_out: Mapping[str, str]) -> Line:
    """One line; no command that is `left_out` is called by its name."""
    makers = (_real, _real, _real, _real, _real, _misspelt, _shaken, _noise)
    arguments = random.choice(makers)(random)
    if " ".join(arguments[:1]) in left_out or " ".join(arguments[:2]) in left_out:
        arguments = ["--", *arguments]
    environment = _environment(random)
    if environment.get("RADAR_BROKER_URL") == REFUSED_BROKER:
        arguments = _impatient(arguments)
    return Line(arguments, _stdin(random), environment)


def _real(random: Random) -> list[str]:
    return _called(random, random.choice(commands.every()))


def _called(random: Random, command: Command) -> list[str]:
    wild, share = random.choice(WILD), min(0.5, 2 / len(command.options))
    wanted = [one for one in command.options if one.required or random.random() < share]
    words = [part for option in wanted for part in _option(random, option, wild)]
    for argument in (one for one in command.parameters if not one.names):
        count = random.choice((1, 1, 2, 4) if argument.many else (1, 1, 1, 1, 1, 0, 2))
        words += [_value(random, command, argument, wild) for _ in range(count)]
    return [*command.words, *words]


def _option(random: Random, option: Parameter, wild: float) -> list[str]:
    name = random.choice(option.names)
    if not option.metavar:
        return [name]
    value = word(random, option.metavar, wild)
    return [f"{name}={value}"] if name.startswith("--") and random.random() < 0.3 else [name, value]


def _value(random: Random, command: Command, argument: Parameter, wild: float) -> str:
    if argument.metavar.strip("[.]") == "ID" and random.random() < 0.6:
        return str(random.randrange(1, 40))
    if argument.metavar == "NAME" and command.words[0] == "project" and random.random() < 0.5:
        return random.choice(("web", "api"))
    return word(random, argument.metavar, wild)


def _misspelt(random: Random) -> list[str]:
    words = _real(random)
    at = random.randrange(len(words))
    text = words[at]
    changed = random.choice((text[:-1], text[1:], text.upper(), f"{text}x", f"-{text}"))
    return [*words[:at], changed, *words[at + 1 :]]


def _shaken(random: Random) -> list[str]:
    words = _real(random) + _real(random)[random.randrange(3) :]
    if random.random() < 0.5:
        random.shuffle(words)
    return words[: random.randrange(1, len(words) + 1)]


def _noise(random: Random) -> list[str]:
    kinds = (letters(random), random.choice(EVERYTHING), random.choice(NUMBERS))
    return [random.choice(kinds) for _ in range(random.randrange(5))]


def _environment(random: Random) -> Mapping[str, str]:
    if random.random() > 0.2:
        return {}
    names = random.sample(list(ENVIRONMENTS), random.choice((1, 1, 2)))
    chosen = {name: random.choice(ENVIRONMENTS[name]) for name in names}
    if "_RADAR_COMPLETE" in chosen:
        chosen["_RADAR_LINE"] = random.choice(BEGUN) + letters(random).replace("\0", "")
    return chosen


def _impatient(arguments: Sequence[str]) -> list[str]:
    """The same, but that it waits only so long: nobody computes what a broker does not take."""
    for command in commands.every():
        count = len(command.words)
        if [*command.words] == [*arguments[:count]] and command.takes(SHORT_WAIT[0]):
            rest = [one for one in arguments[count:] if not one.startswith(SHORT_WAIT[0])]
            return [*command.words, *SHORT_WAIT, *rest]
    return [*arguments]


def _stdin(random: Random) -> bytes:
    if random.random() < 0.5:
        return b""
    parts: Sequence[Callable[[], bytes]] = (
        lambda: os.fsencode(random.choice(STORABLE)),
        lambda: random.randbytes(random.randrange(60)),
        lambda: random.choice(NUMBERS).encode(),
        lambda: "".join(random.choices(LETTERS, k=20)).encode("utf-8", "surrogatepass"),
        lambda: b'{"title": "\\ud800", "id": 1e999, "tags": [[[[',
        lambda: b"title,status\n=1+1,todo\n",
        lambda: b"x" * 20_000,
    )
    return b"\n".join(random.choice(parts)() for _ in range(random.randrange(1, 5)))
