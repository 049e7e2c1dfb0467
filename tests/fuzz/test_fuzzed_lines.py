"""Command lines that nobody would write by accident end as documented; make soak runs 10,000 of them."""

from pathlib import Path
from random import Random

import pytest

from radar_cli.errors import ExitCode
from tests.fuzz import commands, home, run
from tests.fuzz.calls import Hung, Result
from tests.fuzz.lines import Line, line

SEED = 20_260_101
SEEN_IN = 3000


def test_some_hundred_lines_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    outcome = run.run(run.SMALL, Random(SEED), lambda file: home.copied(sqlite_template, file), _none, tmp_path)
    assert outcome.failures == []


@pytest.mark.postgresql
def test_some_lines_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    outcome = run.run(run.SMALL_POSTGRESQL, Random(SEED), _none, lambda: postgres_url, tmp_path)
    assert outcome.failures == []


def test_every_command_is_called_but_those_that_are_left_out() -> None:
    random = Random(SEED)
    lines = [line(random, run.LEFT_OUT).arguments for _ in range(SEEN_IN)]
    called = {
        str(one) for one in commands.every() if any(list(one.words) == list(words[: len(one.words)]) for words in lines)
    }
    assert {str(one) for one in commands.every()} - called == set(run.LEFT_OUT)


def test_a_line_comes_again_with_its_seed() -> None:
    assert [line(Random(seed), {}) for seed in range(50)] == [line(Random(seed), {}) for seed in range(50)]


def test_commands_are_left_out_by_names_that_there_are() -> None:
    assert set(run.LEFT_OUT) <= {str(command) for command in commands.every()}


@pytest.mark.parametrize(
    "result",
    [
        Result(7, b"", b"", 0),
        Result(-1, b"", b"", 0, escaped=ValueError("x")),
        Result(-1, b"", b"", 0, escaped=Hung()),
        Result(1, b"", b"radar: internal error (KeyError: 1): ...\n", 0),
        Result(2, b"", b"Traceback (most recent call last):\n", 0),
        Result(0, b"", b"", 6),
        Result(0, b"", b"", 6, computing=5.5),
        Result(0, b"\x1b[31m", b"", 0),
        Result(2, b"", b"radar: \xe2\x80\xae: x\n", 0),
        Result(2, b"", b"one\ntwo\n", 0),
    ],
)
def test_what_no_line_may_do_is_found(result: Result) -> None:
    assert list(run.problems(Line(["task", "list"]), result))


@pytest.mark.parametrize("code", list(ExitCode))
def test_what_lines_may_do_is_not(code: ExitCode) -> None:
    assert list(run.problems(Line(["task", "list"]), Result(int(code), b"x\ty\n", b"radar: x: y\n", 1))) == []


def _none(*_: object) -> str:
    raise AssertionError("no database of that kind is asked for")
