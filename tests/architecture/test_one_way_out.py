"""Texts reach a terminal through one place each, which makes them safe."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Who writes to stdout or stderr without a table, and what keeps that safe.
WRITERS = {
    "radar_cli/app.py": "errors, escaped; the version; answers to a shell, of printable characters alone",
    "radar_cli/context.py": "sentences and tracebacks, escaped",
    "radar_cli/lazy.py": "help, which is constant",
    "radar_cli/commands/command.py": "answers that are no table, escaped",
    "radar_cli/commands/completion.py": "scripts for shells, which are constant",
    "radar_cli/commands/prompts.py": "questions, escaped",
}
WRITING = re.compile(r"\btyper\.(secho|echo|confirm)\(|(?<!\.)\bprint\(|\bsys\.std(out|err)\.write\(")


def test_nobody_else_writes_to_the_terminal() -> None:
    files = sorted((ROOT / "radar_cli").rglob("*.py"))
    found = {str(file.relative_to(ROOT)) for file in files if WRITING.search(file.read_text())}
    assert found == set(WRITERS)
