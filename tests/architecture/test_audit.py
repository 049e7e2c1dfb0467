"""What is known against a package is found in a folder of advisories, without a network."""

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.requirements import missing
from tests.supply.advisories import Advisories, NoAdvisories
from tests.supply.osv_server import serving

ROOT = Path(__file__).parents[2]


def advisory(folder: Path, name: str, **affected: object) -> None:
    content = {"id": "TEST-1", "affected": [{"package": {"name": name, "ecosystem": "PyPI"}, **affected}]}
    (folder / "TEST-1.json").write_text(json.dumps(content))


def within(*events: tuple[str, str]) -> list[object]:
    return [{"type": "ECOSYSTEM", "events": [{kind: at} for kind, at in events]}]


@pytest.mark.parametrize(
    ("ranges", "version", "is_affected"),
    [
        (within(("introduced", "0"), ("fixed", "1.10")), "1.9", True),
        (within(("introduced", "0"), ("fixed", "1.10")), "1.10", False),
        (within(("introduced", "0")), "0.1.dev1", True),
        (within(("introduced", "2")), "1.9", False),
        (within(("introduced", "1"), ("last_affected", "1.9")), "1.9", True),
        (within(("introduced", "1"), ("last_affected", "1.9")), "1.9.1", False),
        (within(("fixed", "1.5"), ("introduced", "2"), ("fixed", "2.5"), ("introduced", "1")), "2.1", True),
        (within(("introduced", "1"), ("fixed", "1.5"), ("introduced", "2")), "1.7", False),
        (within(("introduced", "no version")), "1.0", True),
        ([{"type": "GIT", "events": [{"introduced": "0"}]}], "1.0", False),
    ],
)
def test_an_advisory_is_about_the_versions_in_its_ranges(
    tmp_path: Path, ranges: list[object], version: str, is_affected: bool
) -> None:
    advisory(tmp_path, "some-package", ranges=ranges)
    assert bool(Advisories(tmp_path).about("some-package", version)) is is_affected


def test_an_advisory_is_about_the_versions_that_it_lists(tmp_path: Path) -> None:
    advisory(tmp_path, "Some.Package", versions=["1.0"])
    found = Advisories(tmp_path)
    assert [bool(found.about("some_package", version)) for version in ("1.0", "1.1")] == [True, False]
    assert not found.about("other", "1.0")


@pytest.mark.parametrize("content", [None, "[]", "{", '{"id": "GO-1", "affected": []}'])
def test_a_folder_that_says_nothing_about_python_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "one.json").write_text(content)
    with pytest.raises(NoAdvisories):
        Advisories(tmp_path)


def test_the_server_answers_as_osvs_does(tmp_path: Path) -> None:
    advisory(tmp_path, "celery", versions=["5.7.0"])

    def ask(url: str, version: str) -> object:
        query = {"package": {"name": "celery", "ecosystem": "PyPI"}, "version": version}
        with urlopen(Request(url, json.dumps(query).encode()), timeout=10) as answer:
            return json.load(answer)

    with serving(Advisories(tmp_path)) as url:
        assert url.startswith("http://127.0.0.1:")
        assert ask(url, "5.7.0")["vulns"][0]["id"] == "TEST-1"
        assert ask(url, "5.7.1") == {}


@pytest.mark.parametrize("is_known", [True, False])
def test_the_audit_finds_what_is_known_against_a_pinned_package(tmp_path: Path, is_known: bool) -> None:
    program = ROOT / ".venv-audit" / "bin" / "python"
    if not program.exists():
        missing("pip-audit is not installed: make .venv-audit/.installed", kind="tools")
    (version,) = re.findall(r"(?m)^celery==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"))
    advisory(tmp_path, "celery", versions=[version if is_known else "0.1"])
    command = [str(program), "-m", "tests.supply", "--advisories", str(tmp_path)]
    # Nothing but loopback could be reached through this, so that an answer from elsewhere would be an error.
    proxies = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **proxies}, capture_output=True, text=True, check=False)
    assert (done.returncode, "TEST-1" in done.stdout) == (int(is_known), is_known), done.stderr
