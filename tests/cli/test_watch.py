"""radar task list --watch: the list on a terminal, drawn anew until Ctrl-C."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import Radar
from tests.faults.proxy import Proxy

PATIENCE_SECONDS = 20


class Watching:
    """A watched list on a terminal of its own, and what was drawn there."""

    def __init__(self, *arguments: str) -> None:
        self.terminal, seen_by_program = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "radar_cli", "task", "list", "--watch", *arguments],
            stdin=seen_by_program,
            stdout=seen_by_program,
            stderr=seen_by_program,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "30"},
            start_new_session=True,
        )
        os.close(seen_by_program)
        self.screen = ""

    def wait_for(self, expected: str) -> str:
        """What has been drawn until that was; it is forgotten then."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while expected not in self.screen:
            assert time.monotonic() < give_up_at, f"{expected!r} is not in {self.screen!r}"
            self._read()
        drawn, self.screen = self.screen, ""
        return drawn

    def ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None and time.monotonic() < give_up_at:
            self._read()
        self._read()
        return self.process.wait(1)

    def _read(self) -> None:
        if select.select([self.terminal], [], [], 0.1)[0]:
            try:
                self.screen += os.read(self.terminal, 65536).decode()
            except OSError:  # the program has ended, and its side of the terminal with it
                return

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


@pytest.fixture
def watching(radar: Radar, web: None) -> Iterator[Watching]:
    radar("task", "add", "Fix login")
    started = Watching("0.5")
    yield started
    started.end()


def test_what_changes_is_seen(watching: Watching, radar: Radar) -> None:
    watching.wait_for("Fix login")
    radar("task", "add", "Write the manual")
    watching.wait_for("Write the manual")


def test_ctrl_c_is_the_end_of_it_and_no_error(watching: Watching) -> None:
    watching.wait_for("every 0.5 s until Ctrl-C")
    assert watching.ctrl_c() == 0
    assert "interrupted" not in watching.screen
    assert "\x1b[?1049l" in watching.screen  # the screen is as it was before
    assert "\x1b[?25h" in watching.screen  # and the cursor is there


def test_without_a_number_it_is_every_two_seconds(radar: Radar, web: None) -> None:
    watched = Watching("--sort", "priority")
    try:
        watched.wait_for("every 2 s until Ctrl-C")
    finally:
        watched.end()


def test_what_the_screen_has_no_room_for_is_told(radar: Radar, web: None) -> None:
    radar("task", "add", "-", stdin="\n".join(map(str, range(60))))
    watched = Watching()
    try:
        drawn = watched.wait_for("more, see --limit")
        assert "the screen is too low for all of it" in drawn
        assert re.search(r"\b10 more, see --limit", drawn + watched.screen)
    finally:
        watched.end()


@pytest.fixture
def network(postgres_url: str, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The way to a shared database, in which somebody with a task is logged in."""
    server = urlsplit(postgres_url)
    with Proxy(server.hostname or "127.0.0.1", server.port or 5432) as proxy:
        monkeypatch.setenv("RADAR_DATABASE_URL", proxy.through(postgres_url))
        monkeypatch.setenv("RADAR_PASSWORD", "correct horse battery")
        radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
        radar("project", "add", "web")
        radar("task", "add", "Fix login")
        yield proxy


@pytest.mark.postgresql
def test_a_database_that_is_away_for_a_while_is_waited_for(network: Proxy) -> None:
    watched = Watching("0.5")
    try:
        watched.wait_for("Fix login")
        network.refuse()
        network.reset()
        drawn = watched.wait_for("radar: the database")
        assert "Fix login" in drawn + watched.wait_for("Fix login")
        network.open()
        watched.wait_for("every 0.5 s until Ctrl-C")
        assert watched.ctrl_c() == 0
    finally:
        watched.end()


@pytest.mark.postgresql
def test_a_database_that_is_away_at_the_start_is_an_error(network: Proxy) -> None:
    network.refuse()
    watched = Watching()
    try:
        watched.wait_for("radar: the database")
        assert watched.process.wait(PATIENCE_SECONDS) == 3
    finally:
        watched.end()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "--watch draws on a terminal, and there is none: leave it out"),
        (("0",), "--watch 0 would ask the database all the time: give 0.5 or more"),
    ],
)
def test_it_is_refused_off_a_terminal_and_without_a_pause(
    radar: Radar, web: None, arguments: tuple[str, ...], problem: str
) -> None:
    done = radar("task", "list", "--watch", *arguments)
    assert (done.code, done.out, done.err) == (2, "", f"radar: {problem}\n")


@pytest.mark.parametrize("option", [["--format", "json"], ["--json", "id"], ["--output", "tasks"]])
def test_it_shows_tables_alone(radar: Radar, web: None, option: list[str]) -> None:
    watched = Watching("1", *option)
    try:
        watched.wait_for("radar: --watch shows a table: leave --output, --format and --json out")
        assert watched.process.wait(PATIENCE_SECONDS) == 2
    finally:
        watched.end()
