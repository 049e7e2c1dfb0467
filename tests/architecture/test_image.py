"""The image of worker/Dockerfile, held to account where no container engine runs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dockerfile import DOCKERFILE, INSTRUCTIONS, LAST_STAGE, build_steps, last
from tests.requirements import missing

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hadolint() -> str:
    """The linter of the test requirements, or another on PATH."""
    found = shutil.which("hadolint", path=Path(sys.executable).parent) or shutil.which("hadolint")
    if found is None:
        missing("hadolint is not installed", kind="tools")
    return found


def test_the_dockerfile_passes_its_linter(hadolint: str) -> None:
    done = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "hadolint ignore" not in DOCKERFILE.read_text(encoding="utf-8")


def test_the_image_is_a_numbered_users_who_is_not_root() -> None:
    # By number: an orchestrator that refuses root cannot look a name up.
    user, _, group = last("USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_the_image_has_neither_pip_nor_what_builds_radar() -> None:
    copied = [rest for word, rest in LAST_STAGE if word == "COPY"]
    assert copied == ["--from=build /opt/radar /opt/radar"]
    assert "python -m venv --without-pip /opt/radar" in DOCKERFILE.read_text("utf-8")
    into_radar = [step for step in build_steps() if "/opt/radar" in step]
    assert [step for step in into_radar if "constraints-build.txt" in step] == []


def test_the_build_sees_no_file_of_settings() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*"
    # After what is let in, or it would be let in with its folder.
    assert ignored[-1] == "**/.env*"


def test_every_stage_has_the_same_pinned_python() -> None:
    images = {rest.split()[0] for word, rest in INSTRUCTIONS if word == "FROM"}
    assert len(images) == 1
    assert re.fullmatch(r"python:3\.\d+-slim(-\w+)?", images.pop())


def test_what_the_dockerfile_copies_exists_and_is_not_ignored() -> None:
    copies = [rest.split() for word, rest in INSTRUCTIONS if word == "COPY" and "--from" not in rest]
    sources = {source for *several, _ in copies for source in several}
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert sources == kept
    assert [source for source in sorted(sources) if not (ROOT / source).exists()] == []


def test_the_steps_of_the_build_make_an_environment_with_radar_in_it(tmp_path: Path) -> None:
    copies = [rest.split() for word, rest in INSTRUCTIONS if word == "COPY" and "--from" not in rest]
    source = tmp_path / "src"
    for name in (name for *several, _ in copies for name in several):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        source.mkdir(exist_ok=True)
        copy(ROOT / name, source / name)
    # The folders of the image become ones of the test's, and its python that of this environment.
    (script,) = [rest for word, rest in INSTRUCTIONS if word == "RUN" and "pip wheel" in rest]
    script = script.replace("/wheels", str(tmp_path / "wheels")).replace("/opt", str(tmp_path))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", script],
        cwd=source,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    subprocess.run([str(tmp_path / "radar" / "bin" / "radar"), "--version"], check=True, capture_output=True)


def test_the_build_takes_nothing_from_elsewhere_without_its_hash() -> None:
    steps = build_steps()
    fetching = [step for step in steps if "--require-hashes" in step]
    assert {word for step in fetching for word in step if word.startswith("constraints")} == {
        "constraints.txt",
        "constraints-build.txt",
    }
    assert all("--no-deps" in step for step in steps if step not in fetching)
    assert all({"--no-index", "--no-build-isolation"} & set(step) for step in steps if step not in fetching)
