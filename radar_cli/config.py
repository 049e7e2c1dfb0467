"""Settings: the environment beats the config file, the file beats the defaults.

A command's own flags beat all three; they are taken by the command. Values are strings.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from radar_cli import logs
from radar_cli.errors import BadInput
from radar_cli.files import replace_file


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in the file, its default, what it is for, and the values it may have."""

    key: str
    default: str
    help: str
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        return f"RADAR_{self.key.upper()}"


SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("database_url", "", "postgresql://… or sqlite:///…; empty is the embedded database"),
        Setting("broker_url", "", "amqp://… of RabbitMQ; empty computes reports in the process"),
        Setting("project", "", "the project that commands act on unless --project names one"),
        Setting("timezone", "", "the IANA zone of days and shown times; empty is this machine's"),
        Setting("log_level", "warning", "how much is logged on stderr", logs.LEVELS),
        Setting("log_format", "text", "the form of log lines", logs.FORMATS),
    )
}


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value, and where it came from: an environment variable, a file, or "default"."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its value, by key."""

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


def load(environment: Mapping[str, str] = os.environ) -> Config:
    """Every setting, resolved.

    Raises:
        BadInput: the file is not TOML, has an unknown key, or a value is not acceptable.
    """
    file = path(environment)
    in_file = read_file(file)
    values = {}
    for setting in SETTINGS.values():
        if environment.get(setting.variable):
            values[setting.key] = Value(environment[setting.variable], setting.variable)
        elif setting.key in in_file:
            values[setting.key] = Value(in_file[setting.key], str(file))
        else:
            values[setting.key] = Value(setting.default, "default")
        _check(setting, values[setting.key])
    return Config(file, values)


def read_file(file: Path) -> Mapping[str, str]:
    """The settings in a config file; none where there is no file.

    Raises:
        BadInput: it is not TOML, or has a key or a value that is not a setting's.
    """
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} is not valid TOML ({error})", "mend it, or move it away") from None
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", "check its permissions") from None
    for key, value in content.items():
        if key not in SETTINGS:
            raise BadInput(f"{file} has an unknown setting '{key}'", f"known are {', '.join(SETTINGS)}")
        if not isinstance(value, str):
            raise BadInput(f"{key} in {file} is not a text", f'write {key} = "…"')
    return content


def write_setting(file: Path, key: str, value: str) -> None:
    """Put one setting into a config file, leaving its other lines, comments too, as they are.

    An empty value takes the setting out. The file is for its owner alone: a URL may hold a password.

    Raises:
        BadInput: no such setting, or the value or the file is not acceptable.
    """
    if key not in SETTINGS:
        raise BadInput(f"there is no setting '{key}'", f"known are {', '.join(SETTINGS)}")
    if not value.isprintable():
        raise BadInput(f"the value of {key} has control characters", "leave them out")
    if value:
        _check(SETTINGS[key], Value(value, str(file)))
    read_file(file)
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if not re.match(rf"\s*{key}\s*=", line)]
    if value:
        kept.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    replace_file(file, "".join(f"{line}\n" for line in kept), private=True)


def _check(setting: Setting, value: Value) -> None:
    if setting.choices and value.text not in setting.choices:
        raise BadInput(
            f"{setting.key} cannot be '{value.text[:40]}' (from {value.source})",
            f"use {' or '.join(setting.choices)}",
        )


def _xdg(environment: Mapping[str, str], variable: str, default: str) -> Path:
    configured = Path(environment.get(variable, ""))
    return configured if configured.is_absolute() else Path.home() / default
