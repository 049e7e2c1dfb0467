"""A plugin that fails every test in which a secret of tests/canaries.py was shown.

Whatever a test reads of what was printed is looked through: what pytest captured, what came through pipes, and what was
on terminals. So is what nobody read, and every file that the test leaves behind, the logs of workers among them.
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.canaries import SECRETS

# Where a person writes secrets down, or a server keeps its own.
KEPT_IN = ("*/config.toml", "*/profiles/*.toml", "*/rabbitmq.conf", "*/.env")
# What packages bring, what is cached of them, and the tests themselves in a checkout, which say what is looked for.
OF_OTHERS = {"site-packages", ".cache", "checkout"}
LARGEST_FILE = 50_000_000
AROUND = 60

leaks: list[str] = []


def look(where: str, content: str | bytes | None) -> None:
    """Note every secret in what was shown there."""
    text = content.decode(errors="replace") if isinstance(content, bytes) else content or ""
    found = (at for at in map(text.find, SECRETS) if at >= 0)
    leaks.extend(f"{where}: {text[max(0, at - AROUND) : at + AROUND]!r}" for at in found)


def watch(owner: Any, name: str, texts: Callable[[Sequence[Any], Any], Sequence[str | bytes]]) -> None:
    """Look at what a function has read, which `texts` takes out of its arguments and its result."""
    original = getattr(owner, name)

    def watched(*arguments: Any, **options: Any) -> Any:
        result = original(*arguments, **options)
        for text in texts(arguments, result):
            look(name, text)
        return result

    setattr(owner, name, watched)


watch(pytest.CaptureFixture, "readouterr", lambda _, result: result)
watch(subprocess.Popen, "communicate", lambda _, result: result)
watch(os, "read", lambda arguments, result: [result] if os.isatty(arguments[0]) else [])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A new test."""
    leaks.clear()


@pytest.fixture(autouse=True)
def _files_are_looked_through(tmp_path: Path) -> Iterator[None]:
    """The first of all fixtures, so that it ends when the programs of all others have ended."""
    yield
    for file in filter(_is_looked_through, tmp_path.rglob("*")):
        look(str(file), file.read_bytes())


def _is_looked_through(file: Path) -> bool:
    """Not what other people wrote, in an environment that a test made, nor where secrets belong."""
    is_elsewhere = not OF_OTHERS.isdisjoint(file.parts) or any(file.match(kept) for kept in KEPT_IN)
    return not is_elsewhere and file.is_file() and file.stat().st_size < LARGEST_FILE


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Fail each part of a test in which a secret was shown; what nobody read of the output is in the report."""
    report = yield
    for name, content in report.sections:
        look(name, content)
    if leaks and report.passed:
        report.outcome = "failed"
        report.longrepr = "a secret was shown:\n" + "\n".join(leaks)
    return report
