"""The config file: a flat TOML file of texts."""

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from radar_cli.config import SETTINGS, Value, check
from radar_cli.database import url
from radar_cli.domain import report_options, zones
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput
from radar_cli.files import replace_file
from radar_cli.redaction import redacted_setting

CHECKS: Mapping[str, Callable[[str], object]] = {
    "database_url": url.parse,
    "timezone": zones.zone,
    "holidays": report_options.holidays,
}


def read(file: Path) -> Mapping[str, str]:
    """The settings in a config file; none where there is no file.

    Raises:
        BadInput: it is not TOML, has a key or a value that is not a setting's, or holds a password and is not its
            owner's alone.
    """
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            content = tomllib.load(opened)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{file} is not valid TOML ({error})", "mend it, or move it away") from None
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", "check its permissions") from None
    for key, value in content.items():
        if key not in SETTINGS:
            raise BadInput(f"{file} has an unknown setting {quoted(key)}", f"known are {', '.join(SETTINGS)}")
        if not isinstance(value, str):
            raise BadInput(f"{key} in {file} is not a text", f'write {key} = "…"')
    if _is_open_to_others(status) and any(redacted_setting(value) != value for value in content.values()):
        raise BadInput(f"{file} holds a password, and others can read it", f"run chmod 600 {file}")
    return content


def _is_open_to_others(status: os.stat_result) -> bool:
    """Whether somebody else than its owner and root may read or write a file.

    A group may read one of root's: so a service gets its settings.
    """
    allowed = 0o640 if status.st_uid == 0 and os.geteuid() != 0 else 0o600
    return bool(status.st_mode & 0o077 & ~allowed) or status.st_uid not in (0, os.geteuid())


def write(file: Path, key: str, value: str) -> None:
    """Put one setting into a config file, leaving its other lines, comments too, as they are.

    An empty value takes the setting out. The file is for its owner alone: a URL may hold a password.

    Raises:
        BadInput: no such setting, or the value or the file is not acceptable.
    """
    if key not in SETTINGS:
        raise BadInput(f"there is no setting {quoted(key)}", f"known are {', '.join(SETTINGS)}")
    if value:
        check(SETTINGS[key], Value(value, "the command line"))
        CHECKS.get(key, _anything)(value)
    expected = {**read(file), key: value}
    if not value:
        del expected[key]
    text = file.read_text("utf-8").removesuffix("\n") if os.path.exists(file) else ""
    kept = [line for line in text.split("\n") if not re.match(rf"\s*{key}\s*=", line)]
    if value:
        kept.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    content = "\n".join(kept).lstrip("\n") + "\n"
    if not _says(content, expected):
        raise BadInput(f"{file} is laid out in a way that is not edited here", "change it by hand")
    replace_file(Path(os.path.realpath(file)), content, private=True)  # a link from a folder of dotfiles stays one


def _says(content: str, expected: Mapping[str, str]) -> bool:
    try:
        return tomllib.loads(content) == expected
    except tomllib.TOMLDecodeError:
        return False


def _anything(_: str) -> None:
    """The check of a setting that may be any text."""
