"""What can come next: asked as the shells ask, and typed into the shells themselves."""

import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Radar
from tests.requirements import missing

Ask = Callable[..., list[str]]
PATIENCE_SECONDS = 15
INJECTION = r"""Fix $(touch owned) \$(touch owned) `touch owned` '"; touch owned; : \ """.strip()


@pytest.fixture
def asked(radar: Radar, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`asked("radar task do")`: the answer to a shell, the kind first; nothing may be on stderr."""

    def ask(line: str, shell: str = "zsh", **environment: str) -> list[str]:
        with monkeypatch.context() as patch:
            for name, value in {"_RADAR_COMPLETE": shell, "_RADAR_LINE": line, **environment}.items():
                patch.setenv(name, value)
            done = radar()
        assert (done.code, done.err) == (0, "")
        return done.lines

    return ask


def values(answer: Sequence[str]) -> list[str]:
    assert answer[0] == "values"
    return [line.partition("\t")[0] for line in answer[1:]]


def test_commands_come_with_what_they_do(asked: Ask) -> None:
    assert "task\tAdd, list, change and finish tasks." in asked("radar ")
    assert values(asked("radar task sh")) == ["show"]
    assert values(asked("radar project members ")) == ["list", "add", "remove"]


def test_options_come_with_what_they_are(asked: Ask) -> None:
    assert asked("radar task add --desc") == ["values", "--description\tMore about it."]
    assert "--profile" in values(asked("radar task add --"))


def test_a_word_that_has_ended_is_not_gone_on_with(asked: Ask) -> None:
    assert "task" not in values(asked("radar task "))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("radar task add x --priority ", ["low", "medium", "high", "urgent"]),
        ("radar task list --status ", ["todo", "in_progress", "done", "cancelled", "open", "all"]),
        ("radar task list --status todo,", ["todo,in_progress", "todo,done", "todo,cancelled"]),
        ("radar task list --format js", ["json", "jsonl"]),
        ("radar task list --sort prio", ["priority"]),
        ("radar task list --sort +prio", ["+priority"]),
        ("radar task list --sort=prio", ["--sort=priority"]),
        ("radar project members add ana@example.com --role ", ["owner", "member", "viewer"]),
        ("radar config get time", ["timezone"]),
        ("radar completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_words_that_radar_knows(asked: Ask, line: str, expected: list[str]) -> None:
    assert values(asked(line)) == expected


def test_the_projects_of_the_asking_person(asked: Ask, radar: Radar, web: None) -> None:
    radar("project", "add", "we b's")
    for line in ("radar task add x --project ", "radar task list -p ", "radar project use "):
        assert sorted(values(asked(line))) == ["we b's", "web"]
    assert values(asked("radar task add x --project we\\ ")) == ["we b's"]
    assert values(asked("radar task add x --project 'we ")) == ["we b's"]


def test_people_of_the_same_projects(asked: Ask, radar: Radar, web: None) -> None:
    myself = radar("auth", "status", "--json", "email").out.split('"')[3]
    assert asked("radar task list --assignee ")[1:3] == ["me\tyourself", "none\tnobody"]
    assert myself in values(asked("radar task list -a "))


def test_open_tasks_with_their_titles_the_newest_first(asked: Ask, radar: Radar, web: None) -> None:
    for title in ("First", "Second", "Third"):
        radar("task", "add", title)
    radar("task", "done", "2")
    assert asked("radar task done ") == ["values", "3\tThird", "1\tFirst"]
    assert asked("radar task done 3 ") == ["values", "1\tFirst"]
    assert asked("radar task show 1") == ["values", "1\tFirst"]
    assert asked("radar task reopen ") == ["values", "2\tSecond"]


def test_bash_is_told_values_alone(asked: Ask, radar: Radar, web: None) -> None:
    radar("task", "add", "First")
    assert asked("radar task done ", "bash") == ["values", "1"]


def test_bash_is_told_what_comes_after_its_own_break_of_the_word(asked: Ask, radar: Radar, web: None) -> None:
    assert asked("radar task list --project=w", "bash", _RADAR_WORD="w") == ["values", "web"]
    myself = radar("auth", "status", "--json", "email").out.split('"')[3]
    name, _, host = myself.partition("@")
    assert asked(f"radar task list -a {name}@l", "bash", _RADAR_WORD="l") == ["values", host]


def test_profiles(asked: Ask, radar: Radar) -> None:
    radar("config", "set", "project", "web", "--profile", "work")
    assert values(asked("radar --profile ")) == ["work"]
    assert values(asked("radar task list --profile ")) == ["work"]


def test_the_database_is_that_of_the_profile(asked: Ask, radar: Radar, web: None, tmp_path: Path) -> None:
    radar("config", "set", "database_url", f"sqlite:///{tmp_path}/work.db", "--profile", "work")
    radar("project", "add", "only-at-work", "--profile", "work")
    assert values(asked("radar --profile work task list --project ")) == ["only-at-work"]
    assert values(asked("radar task list --profile work --project ")) == ["only-at-work"]
    assert values(asked("radar task list --project ")) == ["web"]


def test_where_a_file_is_wanted_the_shell_completes_it(asked: Ask) -> None:
    assert asked("radar task list --output ") == ["files"]


def test_the_program_may_be_called_by_its_path_and_after_others(asked: Ask) -> None:
    assert values(asked("/opt/radar/bin/radar task sh")) == ["show"]
    assert values(asked("TZ=UTC nice radar task sh")) == ["show"]


@pytest.mark.parametrize(
    "line", ["radar task list 'unclosed", "radar task list --json id,, ", "radar nope ", "", "radar '"]
)
def test_a_line_that_makes_no_sense_is_no_error(asked: Ask, line: str) -> None:
    assert asked(line)[0] == "values"


def test_nothing_is_made_or_migrated(asked: Ask, home: Path) -> None:
    assert asked("radar task done ") == ["values"]
    assert list(home.iterdir()) == []


@pytest.mark.postgresql
def test_without_a_login_there_are_no_values_and_no_error(
    asked: Ask, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", postgres_url)
    assert asked("radar task done ") == ["values"]


def test_a_broken_config_file_is_no_error(asked: Ask, home: Path) -> None:
    file = home / ".config" / "radar" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("no toml")
    assert asked("radar task list --project ") == ["values"]


def test_a_server_that_does_not_answer_is_waited_for_a_second(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("RADAR_DATABASE_URL", f"postgresql://radar@127.0.0.1:{silent.getsockname()[1]}/radar")
        begun = time.monotonic()
        assert asked("radar task done ") == ["values"]
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(radar: Radar, shell: str) -> None:
    done = radar("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_RADAR_COMPLETE={shell}" in done.out


def test_another_shell_is_refused(radar: Radar) -> None:
    done = radar("completion", "tcsh")
    assert (done.code, done.err) == (2, "radar: there is no completion for 'tcsh': use bash, zsh, fish\n")


STARTS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'PS1=""; eval "$(radar completion bash)"'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'PS1=""; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u; eval "$(radar completion zsh)"',
    ),
    "fish": (["fish", "--no-config", "-i"], "radar completion fish | source"),
}


class Shell:
    """An interactive shell on a terminal of its own, with radar's completion in it."""

    def __init__(self, name: str, folder: Path) -> None:
        command, start = STARTS[name]
        if not shutil.which(command[0]):
            missing(f"{name} is not installed", kind="tools")
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(
                PATH=f"{folder}/bin:{os.environ['PATH']}", TERM="xterm", INPUTRC="/dev/null", HISTFILE="", COLUMNS="120"
            )
            os.execvp(command[0], command)
        self.screen = ""
        self.write(f"{start}; echo rea''dy\n")
        self.wait_for("ready")

    def write(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def wait_for(self, expected: str) -> None:
        """Until that is on the screen, after what was there before."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while expected not in plain(self.screen):
            assert time.monotonic() < give_up_at, f"{expected!r} is not in {plain(self.screen)!r}"
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.screen += os.read(self.terminal, 65536).decode(errors="replace")
        self.screen = ""

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def plain(screen: str) -> str:
    """What can be read, after the cursor has gone back and over what was there."""
    shown: list[str] = []
    position = 0
    for character in re.sub(r"\x1b(\[[0-9;?>=]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78])", "", screen):
        if character == "\b":
            position -= 1
        else:
            shown[position : position + 1] = character
            position += 1
    return "".join(shown)


@pytest.fixture
def folder(tmp_path: Path, web: None, radar: Radar) -> Path:
    """A folder with a program named radar in it, while the project web has a task."""
    radar("task", "add", INJECTION)
    program = tmp_path / "bin" / "radar"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m radar_cli "$@"\n')
    program.chmod(0o755)
    return tmp_path


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, folder: Path) -> Iterator[Shell]:
    started = Shell(request.param, folder)
    yield started
    started.end()


def test_a_shell_completes_commands_options_and_projects(shell: Shell) -> None:
    shell.write("radar tas\tsta\t")
    shell.wait_for("radar task start")
    shell.write("\x15radar task list --proj\tw\t")
    shell.wait_for("--project web")
    shell.write("\x15radar task list --project=w\t")
    shell.wait_for("--project=web")


def test_a_shell_completes_tasks_and_runs_nothing_of_their_titles(shell: Shell, folder: Path) -> None:
    shell.write("radar task done \t\t")
    shell.wait_for("done 1")
    shell.write("\x15echo a''live\n")
    shell.wait_for("alive")
    assert not (folder / "owned").exists()


def test_a_shell_quotes_what_has_to_be_quoted(shell: Shell, radar: Radar) -> None:
    radar("project", "add", "it's ours")
    shell.write("radar project use it\t")
    shell.wait_for("it\\'s\\ ours")


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_the_scripts_are_understood_by_their_shells(radar: Radar, shell_name: str) -> None:
    if not shutil.which(shell_name):
        missing(f"{shell_name} is not installed", kind="tools")
    script = radar("completion", shell_name).out
    done = subprocess.run([shell_name, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
