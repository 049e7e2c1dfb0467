"""The plugin that fails tests in which a secret was shown, on tests that show one."""

import sys

import pytest

from tests.canaries import ACCOUNT_PASSWORD

pytest_plugins = ["pytester"]

SHOWING = {
    "read from the captured output": "def test_it(capsys):\n    print(SECRET)\n    capsys.readouterr()",
    "read by nobody": "def test_it():\n    print(SECRET)",
    "printed while the test is prepared": "@pytest.fixture\ndef it():\n    print(SECRET)\ndef test_it(it):\n    pass",
    "printed by a program": "def test_it():\n    subprocess.run(['echo', SECRET], capture_output=True)",
    "printed on a terminal": "def test_it():\n    pty.spawn(['echo', SECRET], lambda fd: os.read(fd, 99))",
    "left in a file": "def test_it(tmp_path):\n    (tmp_path / 'worker.log').write_text(SECRET)",
    "logged": "def test_it():\n    logging.getLogger().error(SECRET)",
}


def run(pytester: pytest.Pytester, test: str) -> pytest.RunResult:
    imports = "import logging, os, pty, subprocess, pytest"
    pytester.makepyfile(f"{imports}\nSECRET = {ACCOUNT_PASSWORD!r}[::-1][::-1]\n{test}")
    pytester.syspathinsert(sys.path[0])
    # Without its summary, which has the secret in full where the variable CI is set.
    return pytester.runpytest_subprocess("-p", "tests.leaks", "-p", "no:cacheprovider", "--tb=no", "-rN")


@pytest.mark.parametrize("test", SHOWING.values(), ids=SHOWING)
def test_a_secret_that_was_shown_fails_the_test(pytester: pytest.Pytester, test: str) -> None:
    assert run(pytester, test).ret == pytest.ExitCode.TESTS_FAILED


def test_a_secret_that_was_not_shown_does_not(pytester: pytest.Pytester) -> None:
    assert run(pytester, "def test_it(tmp_path):\n    (tmp_path / 'config.toml').write_text(SECRET)").ret == 0
