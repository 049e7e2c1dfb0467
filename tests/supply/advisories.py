"""Advisories in OSV's format, from a folder, and which of them are about a version of a package."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

Advisory = Mapping[str, Any]

BEGINNING = "0"


class NoAdvisories(Exception):
    """The folder holds none, or something else as well: nothing that comes of it would mean anything."""


class Advisories:
    """All advisories about packages of Python in a folder, subfolders too, one JSON file each.

    Raises:
        NoAdvisories: there are none, or a file is no advisory.
    """

    def __init__(self, folder: Path) -> None:
        self._by_package: dict[str, list[Advisory]] = {}
        self.newest = ""
        self.count = 0
        for file in sorted(folder.rglob("*.json")):
            self._add(_read(file))
        if not self.count:
            raise NoAdvisories(f"{folder} has no advisory about a package of Python")

    def about(self, package: str, version: str) -> Sequence[Advisory]:
        """Those that name this version of this package."""
        name = _canonical(package)
        return [one for one in self._by_package.get(name, []) if _is_about(one, name, version)]

    def _add(self, advisory: Advisory) -> None:
        names = {name for name, _ in _affected(advisory)}
        self.count += bool(names)
        self.newest = max(self.newest, str(advisory.get("modified", "")))
        for name in names:
            self._by_package.setdefault(name, []).append(advisory)


def _read(file: Path) -> Advisory:
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NoAdvisories(f"{file} cannot be read ({error})") from None
    if not isinstance(content, dict) or "id" not in content:
        raise NoAdvisories(f"{file} is no advisory in OSV's format")
    return content


def _affected(advisory: Advisory) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in advisory.get("affected", []):
        package = one.get("package", {})
        if package.get("ecosystem") == "PyPI":
            yield _canonical(package["name"]), one


def _is_about(advisory: Advisory, name: str, version: str) -> bool:
    return any(
        version in one.get("versions", []) or any(_is_within(range_, version) for range_ in one.get("ranges", []))
        for found, one in _affected(advisory)
        if found == name
    )


def _is_within(range_: Mapping[str, Any], version: str) -> bool:
    """Whether a version is in a range. What cannot be compared counts as within: better a warning too many."""
    if range_.get("type") != "ECOSYSTEM":
        return False  # commits, of which an installed package says nothing
    try:
        return _is_affected(range_.get("events", []), Version(version))
    except InvalidVersion:
        return True


def _is_affected(events: Sequence[Mapping[str, str]], version: Version) -> bool:
    affected = False
    steps = [(*_threshold(at), kind) for event in events for kind, at in event.items()]
    for after_beginning, threshold, kind in sorted(steps, key=lambda step: step[:2]):
        if after_beginning and threshold > version:
            break
        if kind == "introduced":
            affected = True
        elif kind == "fixed" or (kind == "last_affected" and threshold < version):
            affected = False
    return affected


def _threshold(at: str) -> tuple[bool, Version]:
    # "0" is before every version, 0.dev1 too.
    return at != BEGINNING, Version(at)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
