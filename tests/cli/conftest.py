"""Command lines as a user types them, run in this process."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from radar_cli.app import run


@dataclass(frozen=True)
class Result:
    """What a command line left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Radar = Callable[..., Result]


@pytest.fixture
def radar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Radar:
    """`radar("task", "add", "Fix login", stdin="...")`, away from any terminal."""

    def call(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        capsys.readouterr()
        code = run(arguments)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def embedded(sqlite_template: Path, home: Path) -> Path:
    """The embedded database as after its first use; gives its file."""
    file = home / ".local" / "share" / "radar" / "radar.db"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_bytes(sqlite_template.read_bytes())
    return file


@pytest.fixture
def web(radar: Radar, embedded: Path) -> None:
    """A project named web in the embedded database."""
    radar("project", "add", "web")
