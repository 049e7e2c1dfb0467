"""The built wheel, installed into an empty environment and run away from the source tree."""

import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def call(*command: str | Path, **options: object) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return str(done.stdout)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with nothing but the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder / "dist", ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    call(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", ROOT / "constraints.txt")
    call(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel)
    return python.parent


def test_the_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    summary = call(installed / "radar", "demo", "--format", "csv", cwd=tmp_path)
    assert summary.startswith("project,todo,in_progress,done")


def test_the_wheel_brings_its_migrations_and_its_worker(installed: Path, tmp_path: Path) -> None:
    assert call(installed / "radar", "db", "migrate", cwd=tmp_path).splitlines()[0] == "0001_initial"
    probe = "import importlib.util, radar_cli; print(importlib.util.find_spec('worker.app').origin)"
    assert "site-packages" in call(installed / "python", "-c", probe, cwd=tmp_path)


def test_the_wheel_puts_no_package_called_migrations_beside_others(installed: Path, tmp_path: Path) -> None:
    probe = "import importlib.util; print(importlib.util.find_spec('migrations'))"
    assert call(installed / "python", "-c", probe, cwd=tmp_path) == "None\n"


SOURCES = ("radar_cli", "worker", "migrations", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore")
PACKED = r"(.*/)?(\w+\.py|\d{4}_\w+\.sql|py\.typed|Dockerfile|PKG-INFO|METADATA|WHEEL|RECORD|entry_points\.txt)"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files in the wheel and the source distribution, built where settings lie about."""
    source = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    for folder in (".", "radar_cli", "radar_cli/database", "worker"):
        for name in (".env", ".env.production"):
            (source / folder / name).write_text("RADAR_PASSWORD=sekrit")
    for kind in ("--wheel", "--sdist"):
        call(sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", source / "dist", source)
    (wheel,) = (source / "dist").glob("*.whl")
    (sources,) = (source / "dist").glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sources) as tar:
        return [*archive.namelist(), *tar.getnames()]


def test_neither_package_has_settings_in_it(packed: list[str]) -> None:
    assert [name for name in packed if ".env" in name] == []


def test_both_packages_hold_code_migrations_and_what_describes_them(packed: list[str]) -> None:
    described = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"}
    others = [name for name in packed if not re.fullmatch(PACKED, name)]
    assert {name.rpartition("/")[2] for name in others} == described
