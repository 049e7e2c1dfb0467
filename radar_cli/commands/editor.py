"""The editor of the person at the terminal."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from radar_cli import child_environment
from radar_cli.domain.quoted import quoted
from radar_cli.errors import OperationFailed

USUAL = "vi"


def edit(path: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Let somebody edit a file in $VISUAL, $EDITOR or vi, and wait until they are done.

    Raises:
        OperationFailed: the editor cannot be started, or has failed.
    """
    command = environment.get("VISUAL") or environment.get("EDITOR") or USUAL
    try:
        done = subprocess.run(  # noqa: S603  the user's own choice
            [*shlex.split(command), str(path)], check=False, env=child_environment.of_a_stranger(environment)
        )
    except (OSError, ValueError) as error:
        raise OperationFailed(f"the editor {quoted(command)} cannot be started ({error})", "set EDITOR") from None
    if done.returncode != 0:
        raise OperationFailed(f"the editor ended with {done.returncode}", "nothing was changed: set EDITOR, or repeat")
