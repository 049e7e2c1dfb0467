"""What is installed is what was pinned, by its hash."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("constraints*.txt"))
RUN_WITH = ("constraints.txt", "constraints-build.txt")
INSTALLING = ("Makefile", ".ci/run", ".github/workflows/ci.yml", "worker/Dockerfile")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = "harmless-1.0-py3-none-any.whl"


def pinned(*names: str) -> dict[str, list[str]]:
    """The pins of some of the files, and the hashes of each."""
    text = "".join((ROOT / name).read_text("utf-8") for name in names).replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {words[0]: [word for word in words if word.startswith("--hash=")] for words in lines}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_pin_is_one_version_with_hashes_from_no_named_place(file: Path) -> None:
    pins = pinned(file.name)
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9.-]+==[^=*]+", pin)] == []
    assert [pin for pin, hashes in pins.items() if not hashes] == []
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for hashes in pins.values() for one in hashes)
    assert not re.search(r"(?m)^(--index|--extra|--find|-i )|://", file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("files", "asked_for"),
    [
        (RUN_WITH[:1], PROJECT["project"]["dependencies"]),
        (RUN_WITH[1:], [*PROJECT["build-system"]["requires"], *PROJECT["dependency-groups"]["build"]]),
        ((*RUN_WITH, "constraints-test.txt"), PROJECT["project"]["optional-dependencies"]["test"]),
        (("constraints-audit.txt",), PROJECT["dependency-groups"]["audit"]),
    ],
    ids=["radar", "build", "test", "audit"],
)
def test_the_pins_are_what_pyproject_asks_for(files: tuple[str, ...], asked_for: list[str]) -> None:
    versions = dict(pin.split("==") for pin in pinned(*files))
    for requirement in map(Requirement, asked_for):
        assert Version(versions[canonical(requirement.name)]) in requirement.specifier


def test_what_a_pinned_package_needs_is_pinned_too() -> None:
    names = {pin.partition("==")[0] for pin in pinned(*RUN_WITH, "constraints-test.txt")}
    needed = {
        canonical(requirement.name)
        for name in names
        for requirement in map(Requirement, distribution(name).requires or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    assert needed - names == set()


def test_what_is_installed_here_is_what_is_pinned() -> None:
    pins = [pin.split("==") for pin in pinned(*RUN_WITH, "constraints-test.txt")]
    assert {name: distribution(name).version for name, _ in pins} == dict(pins)


@pytest.mark.parametrize("name", INSTALLING)
def test_no_install_command_trusts_a_name_alone(name: str) -> None:
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    commands = re.findall(
        r"(?:pip|PINNED\)|ITSELF\)) (?:--python \S+ )?(?:install|-r|-e)[^&\n]*|-m pip install.*", text
    )
    checked = ("--require-hashes", "--no-deps", "PINNED)", "ITSELF)")
    assert [command for command in commands if not any(word in command for word in checked)] == []


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder with one wheel in it, made here."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("harmless.py", "")
        wheel.writestr("harmless-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n")
        wheel.writestr("harmless-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("harmless-1.0.dist-info/RECORD", "")
    return folder


def make(wheels: Path, hash_of_the_wheel: str) -> subprocess.CompletedProcess[str]:
    """Let the Makefile install radar where nothing is pinned but that wheel, and no index is asked."""
    checkout = wheels.parent / "checkout"
    shutil.copytree(ROOT / "radar_cli", checkout / "radar_cli", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml", "README.md", "LICENSE", "migrations", "worker"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, checkout / name)
    (checkout / "constraints.txt").write_text(f"harmless==1.0 --hash=sha256:{hash_of_the_wheel}\n")
    (checkout / "constraints-build.txt").touch()
    # What builds radar is borrowed from this environment.
    borrowed = {"PYTHONPATH": sysconfig.get_path("purelib"), "PYTHON": sys.executable}
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PIP_"))}
    return subprocess.run(
        ["make", ".venv/.installed", "VENV=.venv"],
        cwd=checkout,
        env={**outside, **borrowed, **offline},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_package_whose_hash_is_another_one_is_refused(wheels: Path) -> None:
    done = make(wheels, hashlib.sha256(b"another wheel").hexdigest())
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not list(wheels.parent.glob("checkout/.venv/lib/*/site-packages/harmless.py"))


def test_a_package_whose_hash_is_the_pinned_one_is_installed(wheels: Path) -> None:
    done = make(wheels, hashlib.sha256((wheels / WHEEL).read_bytes()).hexdigest())
    assert done.returncode == 0, done.stderr
    assert list(wheels.parent.glob("checkout/.venv/lib/*/site-packages/harmless.py"))
    assert (wheels.parent / "checkout/.venv/bin/radar").exists()
