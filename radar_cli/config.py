"""Settings: the environment beats the chosen profile, that the config file, and that the defaults.

A command's own flags beat them all; they are taken by the command. Values are strings.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from radar_cli.domain.quoted import quoted
from radar_cli.domain.text import flaw
from radar_cli.errors import BadInput

LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("text", "json")
AMQP = ("amqp", "amqps")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in the file, its default, and what it is for.

    `choices` are the values it may have, `schemes` those of its URL; empty means any.
    """

    key: str
    default: str
    help: str
    choices: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        return f"RADAR_{self.key.upper()}"


SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("database_url", "", "postgresql://… or sqlite:///…; empty is the embedded database"),
        Setting("broker_url", "", "amqp://… of RabbitMQ; empty computes reports in the process", schemes=AMQP),
        Setting("queue", "radar", "the queue of report jobs; teams that share a RabbitMQ take one each"),
        Setting("project", "", "the project that commands act on unless --project names one"),
        Setting("timezone", "", "the IANA zone of days and shown times; empty is this machine's"),
        Setting("holidays", "", "days that are no working days, like 2026-12-25,2026-12-26; for --working-days"),
        Setting("log_level", "info", "how much the worker logs on stderr", LOG_LEVELS),
        Setting("log_format", "text", "the form of the worker's log lines", LOG_FORMATS),
    )
}


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value, and where it came from: an environment variable, a file, or "default"."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its value, by key. `path` is the file that settings are written to."""

    path: Path
    values: Mapping[str, Value]

    def __getitem__(self, key: str) -> str:
        return self.values[key].text


def path(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the config file is, whether or not it exists."""
    if explicit := environment.get("RADAR_CONFIG"):
        return Path(explicit)
    return _xdg(environment, "XDG_CONFIG_HOME", ".config") / "radar" / "config.toml"


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the embedded database and the login are kept."""
    return _xdg(environment, "XDG_DATA_HOME", ".local/share") / "radar"


def resolved(environment: Mapping[str, str], files: Mapping[Path, Mapping[str, str]]) -> Config:
    """Every setting, from the environment, the first of the files that has it, or its default.

    `files` are contents by path; there is at least one, and the first is the one that settings are written to.

    Raises:
        BadInput: a value is not acceptable.
    """
    values = {}
    for setting in SETTINGS.values():
        values[setting.key] = _value(setting, environment, files)
        check(setting, values[setting.key])
    return Config(next(iter(files)), values)


def _value(setting: Setting, environment: Mapping[str, str], files: Mapping[Path, Mapping[str, str]]) -> Value:
    if environment.get(setting.variable):
        return Value(environment[setting.variable], setting.variable)
    for file, content in files.items():
        if setting.key in content:
            return Value(content[setting.key], str(file))
    return Value(setting.default, "default")


def check(setting: Setting, value: Value) -> None:
    """Refuse a value that the setting cannot have.

    Raises:
        BadInput: it is not.
    """
    if setting.schemes and value.text and not _is_url_of(setting.schemes, value.text):
        # The value itself is not repeated: it may hold a password.
        raise BadInput(
            f"{setting.key} is no {setting.schemes[0]} URL (from {value.source})",
            f"write {setting.schemes[0]}://user@host:port//, and / and @ in a password as %2F and %40",
        )
    if (why := flaw(value.text)) is not None:
        raise BadInput(f"{setting.key} {why} (from {value.source})", "write it anew")
    if not value.text.isprintable():
        raise BadInput(f"{setting.key} has control characters (from {value.source})", "leave them out")
    if setting.choices and value.text not in setting.choices:
        raise BadInput(
            f"{setting.key} cannot be {quoted(value.text)} (from {value.source})",
            f"use {' or '.join(setting.choices)}",
        )


def _is_url_of(schemes: tuple[str, ...], text: str) -> bool:
    try:
        parts = urlsplit(text)
        # An @ or a / that nobody encoded would make a host of half of the password, and errors name hosts.
        is_split_right = parts.netloc.count("@") <= 1 and "@" not in f"{parts.path}{parts.query}{parts.fragment}"
        return parts.scheme in schemes and "://" in text and is_split_right and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _xdg(environment: Mapping[str, str], variable: str, default: str) -> Path:
    configured = Path(environment.get(variable, ""))
    return configured if configured.is_absolute() else Path.home() / default
