"""Command lines run in this process, and noted in a file outside of the database."""

import io
import json
import os
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

from radar_cli.app import run


@dataclass(frozen=True, slots=True)
class Done:
    """One command line and what came of it."""

    arguments: Sequence[str]
    code: int
    out: str
    err: str
    seconds: float

    def __str__(self) -> str:
        return f"{' '.join(self.arguments)} exits with {self.code} and says {self.err!r}"


class Notes:
    """What a process did, a line each. A line is whole once it is there, even if the process is killed then."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, done: Done) -> None:
        line = json.dumps(asdict(done)) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def read(self) -> Sequence[Done]:
        if not self.path.exists():
            return []
        return [Done(**json.loads(line)) for line in self.path.read_text("utf-8").splitlines()]


def call(*arguments: str) -> Done:
    """Run one command line, as a user would type it."""
    out, err = io.StringIO(), io.StringIO()
    began = time.monotonic()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return Done(arguments, int(code), out.getvalue(), err.getvalue(), time.monotonic() - began)


def act_as(url: str, token: str, home: Path) -> None:
    """Let this process be a user's alone: no setting of anybody else's is left in it."""
    for name in list(os.environ):
        if name.startswith(("RADAR_", "XDG_")):
            del os.environ[name]
    os.environ.update(RADAR_DATABASE_URL=url, RADAR_TOKEN=token, HOME=str(home))
