"""A real browser without a window: what it makes of a file, and how that looks."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.requirements import missing

PROGRAMS = ("chromium", "google-chrome", "chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
SECONDS = 120


@dataclass(frozen=True)
class Browser:
    """A program that is started anew, with nothing remembered, for each thing that is asked of it."""

    program: str

    def dom(self, file: Path, *, width: int = 1000) -> str:
        """The document after the file was parsed, its scripts were run and it was laid out."""
        return self._run(file, "--dump-dom", f"--window-size={width},800")

    def screenshot(self, file: Path, picture: Path, *, width: int, height: int, dark: bool) -> None:
        """Write how the file looks to somebody who prefers light or dark."""
        scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
        self._run(file, f"--screenshot={picture}", f"--window-size={width},{height}", scheme)

    def _run(self, file: Path, *flags: str) -> str:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            command = [self.program, *FLAGS, f"--user-data-dir={profile}", *flags, file.as_uri()]
            return _output(command, {**os.environ, "HOME": profile})


def _output(command: Sequence[str], environment: dict[str, str]) -> str:
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        out, err = process.communicate(timeout=SECONDS)
    finally:
        if process.poll() is None:  # its helpers are of its own session
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 0, err
    return out


def browser() -> Browser:
    """The browser of this machine; without one the test is skipped."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        missing("no browser (chromium) is installed", kind="tools")
    return Browser(found)
