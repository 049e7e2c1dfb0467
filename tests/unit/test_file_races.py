"""Files and links that somebody else changes while radar looks at them, reads and writes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from radar_cli.errors import BadInput, OperationFailed
from radar_cli.files import read_private_file, replace_file

STRANGER = 54321


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """`before("open", act)`: somebody acts right before the next os.open, once."""

    def arrange(name: str, act: Callable[[], object]) -> None:
        original = getattr(os, name)

        def late(*arguments: Any, **options: Any) -> Any:
            monkeypatch.setattr(os, name, original)
            act()
            return original(*arguments, **options)

        monkeypatch.setattr(os, name, late)

    return arrange


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """A token's file as radar makes it."""
    file = tmp_path / "token"
    replace_file(file, "mine", private=True)
    return file


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another private file of the same person's."""
    file = tmp_path / "other"
    file.write_text("other")
    file.chmod(0o600)
    return file


def swapped(file: Path, target: Path) -> Callable[[], None]:
    def act() -> None:
        file.unlink()
        file.symlink_to(target)

    return act


def test_a_token_that_becomes_a_link_before_it_is_opened_is_refused(before: Any, token: Path, other: Path) -> None:
    before("open", swapped(token, other))
    with pytest.raises(BadInput, match="token cannot be used"):
        read_private_file(token)


def test_of_a_token_that_becomes_a_link_after_it_was_opened_the_opened_one_is_read(
    before: Any, token: Path, other: Path
) -> None:
    before("fstat", swapped(token, other))
    assert read_private_file(token) == "mine"


def test_a_token_that_is_opened_to_others_before_it_is_opened_is_refused(before: Any, token: Path) -> None:
    before("open", lambda: token.chmod(0o644))
    with pytest.raises(BadInput, match="can be read by others"):
        read_private_file(token)


def test_a_link_in_the_place_of_a_token_is_replaced_and_not_followed(token: Path, other: Path) -> None:
    swapped(token, other)()
    replace_file(token, "new", private=True)
    assert (token.is_symlink(), token.read_text(), other.read_text()) == (False, "new", "other")


def test_a_file_that_becomes_a_link_while_it_is_written_is_replaced_and_not_followed(
    before: Any, token: Path, other: Path
) -> None:
    before("fsync", swapped(token, other))
    replace_file(token, "new")
    assert (token.is_symlink(), token.read_text(), other.read_text()) == (False, "new", "other")


def test_no_other_file_gets_the_mode_of_one_that_is_written(before: Any, tmp_path: Path, other: Path) -> None:
    file = tmp_path / "report.csv"
    file.touch()
    file.chmod(0o666)

    def swap() -> None:
        (temporary,) = tmp_path.glob(".report.csv.*")
        swapped(temporary, other)()

    before("fsync", swap)
    replace_file(file, "new")
    assert other.stat().st_mode & 0o777 == 0o600


def test_a_pipe_that_becomes_a_link_to_a_file_is_not_written_into(before: Any, tmp_path: Path, other: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    before("open", swapped(pipe, other))
    with pytest.raises(OperationFailed):
        replace_file(pipe, "new")
    assert other.read_text() == "other"


def test_the_name_of_a_file_that_is_being_written_cannot_be_taken_in_advance(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    (tmp_path / ".report.csv.00000000").symlink_to(other)
    with pytest.raises(OperationFailed, match="File exists"):
        replace_file(tmp_path / "report.csv", "new")
    assert other.read_text() == "other"


@pytest.fixture
def strangers_link(tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A link to the other file that somebody else has put into a folder where everybody may."""
    folder = tmp_path / "open-to-all"
    folder.mkdir()
    folder.chmod(0o1777)
    link = folder / "report.csv"
    link.symlink_to(other)
    status = link.lstat()
    owned_by_a_stranger = os.stat_result([*status[:4], STRANGER, *status[5:10]])
    monkeypatch.setattr(Path, "lstat", lambda path: owned_by_a_stranger if path == link else path.stat())
    return link


def test_a_strangers_link_in_a_folder_for_all_is_not_followed(strangers_link: Path, other: Path) -> None:
    with pytest.raises(OperationFailed, match="a link of somebody else's"):
        replace_file(strangers_link, "new")
    assert other.read_text() == "other"


def test_a_link_of_ones_own_in_a_folder_for_all_is_followed(tmp_path: Path, other: Path) -> None:
    tmp_path.chmod(0o1777)
    link = tmp_path / "report.csv"
    link.symlink_to(other.name)
    replace_file(link, "new")
    assert (link.is_symlink(), other.read_text()) == (True, "new")


def test_links_that_lead_in_a_circle_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(OperationFailed, match="Too many levels of symbolic links"):
        replace_file(tmp_path / "one", "new")
