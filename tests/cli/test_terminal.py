"""What a person sees: the program on a pseudo-terminal, and through pipes, as a process of its own."""

import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

RADAR = [sys.executable, "-m", "radar_cli"]
PATIENCE_SECONDS = 20
HEIGHT = 24


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RADAR, *arguments], capture_output=True, text=True, check=False, **options)


def on_terminal(arguments: Sequence[str], answers: Sequence[str] = (), **environment: str) -> tuple[int, str]:
    """Run a command on a terminal of 100 columns, answering each prompt; gives its exit code and the screen."""
    terminal, seen_by_program = pty.openpty()
    termios.tcsetwinsize(seen_by_program, (HEIGHT, 100))
    process = subprocess.Popen(
        [*RADAR, *arguments],
        stdin=seen_by_program,
        stdout=seen_by_program,
        stderr=seen_by_program,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment},
        start_new_session=True,
    )
    os.close(seen_by_program)
    screen = b""
    waiting = list(answers)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up_at:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                screen += os.read(terminal, 65536)
            except OSError:  # the program has ended, and its side of the terminal with it
                break
        if waiting and screen.endswith(b": "):
            screen += b"\n"
            os.write(terminal, waiting.pop(0).encode() + b"\n")
    os.close(terminal)
    return process.wait(PATIENCE_SECONDS), screen.decode()


@pytest.fixture(autouse=True)
def _web(home: Path) -> None:
    run("project", "add", "web")


def test_on_a_terminal_a_list_is_a_table_in_colour() -> None:
    run("task", "add", "Fix login")
    code, screen = on_terminal(["task", "list"])
    assert code == 0
    assert "Fix login" in screen
    assert "───" in screen
    assert "\x1b[" in screen


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["--no-color"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})]
)
def test_colour_can_be_turned_off(arguments: list[str], environment: dict[str, str]) -> None:
    run("task", "add", "Fix login")
    _, screen = on_terminal(["task", "list", *arguments], **environment)
    assert "Fix login" in screen
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", screen)


def test_markup_in_a_title_is_text() -> None:
    run("task", "add", "[red]Fix[/red] [link=http://example.com]x[/link] :bomb:")
    _, screen = on_terminal(["task", "list", "--no-color"])
    assert "[red]Fix[/red]" in screen
    assert ":bomb:" in screen


def test_a_title_cannot_drive_the_terminal() -> None:
    run("task", "add", "x\x1b]52;c;aGk=\x07y\x1b[2J")
    _, screen = on_terminal(["task", "show", "1"])
    assert "\x1b]52" not in screen
    assert "\x1b[2J" not in screen
    assert "\\x1b]52" in screen


def test_on_a_terminal_the_list_ends_at_50_and_says_so() -> None:
    run("task", "add", "-", input="\n".join(map(str, range(60))))
    _, screen = on_terminal(["task", "list", "--columns", "id", "--no-pager"])
    assert "10 more: go on with --after 11" in screen
    assert len(run("task", "list").stdout.splitlines()) == 60


@pytest.fixture
def long_list() -> None:
    """More tasks than a screen has lines."""
    run("task", "add", "-", input="\n".join(f"Task {number}" for number in range(1, 41)))


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says that it was here, and with which options less would be."""
    program = tmp_path / "pager"
    program.write_text('#!/bin/sh\necho "paged $1 $LESS"\nexec cat\n')
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("variable", ["RADAR_PAGER", "PAGER"])
def test_a_table_longer_than_the_screen_goes_through_the_pager(long_list: None, pager: str, variable: str) -> None:
    code, screen = on_terminal(["task", "list"], **{variable: f"{pager} 'an argument'"})
    assert code == 0
    assert screen.startswith("paged an argument FRX")
    assert "Task 40" in screen
    assert "\x1b[36m" in screen  # coloured all the same


def test_radars_own_pager_comes_first(long_list: None, pager: str) -> None:
    _, screen = on_terminal(["task", "list"], RADAR_PAGER=pager, PAGER="false")
    assert "paged" in screen


def test_a_table_that_fits_is_shown_at_once(long_list: None, pager: str) -> None:
    _, screen = on_terminal(["task", "list", "--limit", "10"], PAGER=pager)
    assert "paged" not in screen
    assert "Task 40" in screen


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--no-pager"], {}),
        ([], {"TERM": "dumb"}),
        ([], {"RADAR_PAGER": ""}),
        (["--format", "plain"], {}),
        (["--output", "tasks.txt", "--format", "table"], {}),
    ],
)
def test_there_is_no_pager_where_none_is_wanted(
    long_list: None,
    pager: str,
    arguments: list[str],
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, screen = on_terminal(["task", "list", *arguments], **{"PAGER": pager, **environment})
    shown = (tmp_path / "tasks.txt").read_text() if "--output" in arguments else screen
    assert (code, "paged" in shown, "Task 40" in shown) == (0, False, True)


def test_piped_there_is_no_pager(long_list: None, pager: str) -> None:
    assert "paged" not in run("task", "list", "--format", "table", env={**os.environ, "PAGER": pager}).stdout


@pytest.mark.parametrize("broken", ["/no/such/pager", "'unclosed"])
def test_a_pager_that_cannot_be_started_is_done_without(long_list: None, broken: str) -> None:
    code, screen = on_terminal(["task", "list"], PAGER=broken)
    assert (code, "Task 40" in screen, "Task 1 " in screen) == (0, True, True)


def test_leaving_the_pager_early_is_no_error(pager: str) -> None:
    run("task", "add", "-", input="\n".join(f"{number} {'x' * 400}" for number in range(500)))
    code, screen = on_terminal(["task", "list", "--limit", "500"], PAGER="true")
    assert (code, screen) == (0, "")


def test_deleting_asks_and_no_is_no() -> None:
    run("task", "add", "Fix login")
    code, screen = on_terminal(["task", "delete", "1"], answers=["n"])
    assert code == 130
    assert "Delete task 1 (Fix login)?" in screen
    assert run("task", "show", "1").returncode == 0
    code, _ = on_terminal(["task", "delete", "1"], answers=["y"])
    assert code == 0
    assert run("task", "show", "1").returncode == 5


def test_registering_asks_for_what_is_missing_and_shows_no_password() -> None:
    password = "correct horse battery"
    answers = ["ana@example.com", "Ana", password, password]
    code, screen = on_terminal(["auth", "register"], answers=answers)
    assert code == 0
    assert "registered and logged in as ana@example.com" in screen
    assert password not in screen


def test_each_answer_is_looked_at_before_the_next_question() -> None:
    password = "correct horse battery"
    answers = ["ana", "ana@example.com", " ", "Ana", "short", "short", password, password]
    code, screen = on_terminal(["auth", "register"], answers=answers)
    assert code == 0
    assert screen.index("'ana' is not an e-mail address") < screen.index("Name: ")
    assert screen.index("the name is empty") < screen.index("Password: ")
    assert "the password has 5 characters: use 12 to 128 of them" in screen
    assert "registered and logged in as ana@example.com" in screen


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    run("task", "add", "-", input="\n".join(f"{number} {'x' * 400}" for number in range(2000)))
    done = subprocess.run(
        f"{sys.executable} -m radar_cli task list | head -1; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False,
    )  # fmt: skip
    first, code = done.stdout.splitlines()
    assert first.startswith("2000\t")
    assert (code, done.stderr) == ("0", "")


def test_output_that_cannot_be_written_is_one_line_and_exit_1() -> None:
    run("task", "add", "Fix login")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*RADAR, "task", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("radar: the output cannot be written (No space left on device): ")


def test_it_works_with_an_almost_empty_environment(home: Path) -> None:
    done = run("task", "add", "Überschrift", env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (0, "1\n")
    listed = run("task", "list", "--json", "title", env={"HOME": str(home)})
    assert "Überschrift" in listed.stdout


def test_bytes_that_are_no_utf8_are_refused_in_one_line() -> None:
    done = subprocess.run([*RADAR, "task", "add", b"\xff\xfe"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("radar: the argument '\\udcff\\udcfe' is not valid UTF-8: ")


def test_stdin_that_is_no_utf8_is_refused_in_one_line() -> None:
    done = subprocess.run([*RADAR, "task", "add", "-"], input=b"good\n\xff\xfe\n", capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert run("task", "list").stdout == ""


def test_debug_shows_where_an_error_came_from() -> None:
    done = run("task", "show", "99", "--debug")
    assert done.returncode == 5
    assert "Traceback" in done.stderr
    assert "Traceback" not in run("task", "show", "99").stderr


CLOSED = {"<&-": 0, ">&-": 1, "2>&-": 0, "<&- 2>&-": 0, "<&- >&- 2>&-": 1}


@pytest.mark.parametrize(("closed", "code"), CLOSED.items())
def test_closed_streams_do_no_harm_and_the_exit_code_says_what_could_not_be_written(closed: str, code: int) -> None:
    command = f"{sys.executable} -m radar_cli task add 'Fix login' {closed}"
    assert subprocess.run(command, shell=True, check=False, capture_output=True).returncode == code
    assert run("task", "list", "--columns", "title").stdout == "Fix login\n"


def test_a_report_for_a_closed_stdout_fails_in_one_line() -> None:
    command = f"{sys.executable} -m radar_cli report daily-summary >&-"
    done = subprocess.run(command, shell=True, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("radar: the output cannot be written (Bad file descriptor): ")


def test_what_writes_nothing_to_stdout_needs_none() -> None:
    run("task", "add", "Fix login")
    command = f"{sys.executable} -m radar_cli task done 1 >&-"
    assert subprocess.run(command, shell=True, check=False, capture_output=True).returncode == 0


@pytest.fixture
def left_by_its_process(home: Path) -> str:
    """A report whose process is gone; gives its id. Its lease ends in two seconds."""
    report_id = run("report", "daily-summary", "--no-wait").stdout.strip()
    (file,) = home.rglob("radar.db")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE reports SET status = 'running', result = NULL, finished_at = NULL, lease_token = 'gone',"
            " lease_until = strftime('%Y-%m-%d %H:%M:%f000', 'now', '2 seconds')"
        )
    return report_id


def test_on_a_terminal_something_turns_while_a_report_is_waited_for(left_by_its_process: str) -> None:
    code, screen = on_terminal(["report", "wait", left_by_its_process])
    assert code == 0
    assert f"report {left_by_its_process[:8]} is running, attempt 1 of 3" in screen
    assert screen.index("attempt 1 of 3") < screen.index("Daily summary")


@pytest.mark.parametrize("how", [{"TERM": "dumb"}, {}], ids=["dumb terminal", "quiet"])
def test_nothing_turns_where_nobody_wants_it(left_by_its_process: str, how: dict[str, str]) -> None:
    quiet = [] if how else ["--quiet"]
    code, screen = on_terminal(["report", "wait", left_by_its_process, *quiet], **how)
    assert (code, "attempt 1 of 3" in screen) == (0, False)
    assert "Daily summary" in screen


@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_ctrl_c_while_a_report_is_waited_for_says_its_id(left_by_its_process: str, quiet: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [*RADAR, "report", "wait", left_by_its_process, *quiet], stderr=subprocess.PIPE, text=True
    )
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert said == (
        f"radar: interrupted: report {left_by_its_process} is still to come,"
        f" get it with radar report wait {left_by_its_process}\n"
    )


def test_piped_a_report_that_is_waited_for_says_nothing_but_its_result(left_by_its_process: str) -> None:
    done = run("report", "wait", left_by_its_process, "--json", "n")
    assert (done.returncode, done.stdout, done.stderr) == (0, '{\n  "n": 0\n}\n', "")
