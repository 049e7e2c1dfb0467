"""Profiles: files of settings beside the config file, each beating it while it is chosen."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from radar_cli import config
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}"


def path(environment: Mapping[str, str], name: str) -> Path:
    """Where the file of a profile is, whether or not it exists.

    Raises:
        BadInput: the name is not one plain word.
    """
    if not re.fullmatch(NAME, name):
        raise BadInput(f"{quoted(name)} cannot be a profile's name", "use up to 40 letters, digits, - and _")
    return _folder(environment) / f"{name}.toml"


def existing(environment: Mapping[str, str], name: str) -> Path:
    """Where the file of a profile is.

    Raises:
        BadInput: there is none of that name.
    """
    file = path(environment, name)
    if os.path.exists(file):  # Path.exists may raise
        return file
    known = ", ".join(names(environment))
    mend = f"known are {known}" if known else "there are none yet"
    raise BadInput(f"there is no profile '{name}'", f"{mend}; make it with radar config set KEY VALUE --profile {name}")


def names(environment: Mapping[str, str]) -> Sequence[str]:
    """The profiles that there are, in the order of the alphabet."""
    return sorted(file.stem for file in _folder(environment).glob("*.toml") if re.fullmatch(NAME, file.stem))


def _folder(environment: Mapping[str, str]) -> Path:
    return config.path(environment).parent / "profiles"
