"""worker/Dockerfile, read into what it does."""

import shlex
from pathlib import Path

DOCKERFILE = Path(__file__).parent.parent / "worker" / "Dockerfile"

Instruction = tuple[str, str]


def instructions() -> list[Instruction]:
    """The Dockerfile's instructions with what follows them, each on one line."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, " ".join(rest.split())) for word, rest in lines]


INSTRUCTIONS = instructions()
LAST_STAGE = INSTRUCTIONS[max(i for i, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM") :]


def last(word: str) -> str:
    """What follows the last such instruction of the final stage."""
    return [rest for found, rest in LAST_STAGE if found == word][-1]


def build_steps() -> list[list[str]]:
    """Every command that the Dockerfile runs with pip."""
    runs = [rest for word, rest in INSTRUCTIONS if word == "RUN"]
    steps = [shlex.split(step) for run in runs for step in run.split("&&")]
    return [step for step in steps if Path(step[0]).name == "pip"]
