import errno
import os
import stat
from pathlib import Path

import pytest

from radar_cli.errors import BadInput, OperationFailed
from radar_cli.files import read_private_file, replace_file


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def full_disk(_) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupted(_) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("content", ["", "one line\n", "a\r\nb\rc\n", "\u65e5\u672c\U0001f600\0", "x" * 1_000_000])
def test_a_file_has_exactly_the_content_that_was_written(folder, content) -> None:
    replace_file(folder / "report.csv", content)
    assert (folder / "report.csv").read_bytes() == content.encode()


@pytest.mark.parametrize("private", [False, True])
def test_what_was_there_before_is_replaced_whole(folder, private) -> None:
    file = folder / "report.csv"
    file.write_text("something far longer than what comes now")
    replace_file(file, "short", private=private)
    assert file.read_text() == "short"


def test_nothing_but_the_file_stays_in_the_folder(folder) -> None:
    replace_file(folder / "report.csv", "new")
    assert os.listdir(folder) == ["report.csv"]


@pytest.mark.parametrize("private", [False, True])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(folder, monkeypatch, private) -> None:
    file = folder / "report.csv"
    file.write_text("old")
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OperationFailed, match=r"report.csv cannot be written \(No space left on device\): "):
        replace_file(file, "new", private=private)
    assert {entry.name: entry.read_text() for entry in folder.iterdir()} == {"report.csv": "old"}


def test_an_interruption_leaves_the_old_file_and_nothing_else(folder, monkeypatch) -> None:
    file = folder / "report.csv"
    file.write_text("old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_file(file, "new")
    assert {entry.name: entry.read_text() for entry in folder.iterdir()} == {"report.csv": "old"}


def test_the_content_is_on_the_disk_before_the_file_is_in_its_place(folder, monkeypatch) -> None:
    file = folder / "report.csv"
    file.write_text("old")
    seen = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: seen.append((file.read_text(), os.fstat(descriptor))))
    replace_file(file, "new content")
    ((in_place, synced),) = seen
    assert (in_place, synced.st_size) == ("old", len("new content"))
    assert synced.st_ino == file.stat().st_ino


def test_a_file_in_a_folder_that_is_not_there_cannot_be_written(folder) -> None:
    with pytest.raises(OperationFailed, match=r"No such file or directory"):
        replace_file(folder / "nowhere" / "report.csv", "new")


def test_a_file_below_a_file_cannot_be_written(folder) -> None:
    (folder / "file").touch()
    for private in (False, True):
        with pytest.raises(OperationFailed, match=r"cannot be written"):
            replace_file(folder / "file" / "report.csv", "new", private=private)


def test_a_folder_is_not_replaced_by_a_file(folder) -> None:
    (folder / "sub").mkdir()
    with pytest.raises(OperationFailed, match=r"sub cannot be written \(Is a directory\)"):
        replace_file(folder / "sub", "new")
    assert os.listdir(folder) == ["sub"]


@pytest.mark.parametrize(("umask", "left"), [(0o000, 0o666), (0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_a_new_file_has_the_mode_that_the_umask_leaves(folder, umask, left) -> None:
    os.umask(umask)
    replace_file(folder / "report.csv", "new")
    assert mode(folder / "report.csv") == left


def test_a_file_that_is_being_written_is_hidden(folder, monkeypatch) -> None:
    names = []
    monkeypatch.setattr(os, "fsync", lambda _: names.extend(os.listdir(folder)))
    replace_file(folder / "report.csv", "new")
    assert [name[0] for name in names] == ["."]


def test_a_replaced_file_keeps_its_mode(folder) -> None:
    file = folder / "report.csv"
    file.touch()
    file.chmod(0o664)
    replace_file(file, "new")
    assert mode(file) == 0o664


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_private_file_is_for_its_owner_alone_under_any_umask(folder, umask) -> None:
    os.umask(umask)
    replace_file(folder / "config.toml", "new", private=True)
    assert mode(folder / "config.toml") == 0o600


def test_a_private_file_does_not_keep_a_looser_mode(folder) -> None:
    file = folder / "config.toml"
    file.touch()
    file.chmod(0o644)
    replace_file(file, "new", private=True)
    assert mode(file) == 0o600


def test_a_private_file_is_never_open_to_others_while_it_is_written(folder, monkeypatch) -> None:
    os.umask(0)
    modes = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: modes.append(os.fstat(descriptor).st_mode & 0o777))
    replace_file(folder / "config.toml", "secret", private=True)
    assert modes == [0o600]


def test_the_folder_made_for_a_private_file_is_for_its_owner_alone(folder) -> None:
    os.umask(0)
    replace_file(folder / "share" / "radar" / "token", "new", private=True)
    assert mode(folder / "share" / "radar") == 0o700


def test_a_folder_that_was_there_keeps_its_mode(folder) -> None:
    (folder / "radar").mkdir()
    (folder / "radar").chmod(0o755)
    replace_file(folder / "radar" / "token", "new", private=True)
    assert mode(folder / "radar") == 0o755


def test_a_private_file_is_read_back(folder) -> None:
    replace_file(folder / "token", "caf\u00e9\n", private=True)
    assert read_private_file(folder / "token") == "caf\u00e9\n"


@pytest.mark.parametrize("file_mode", [0o400, 0o600, 0o700])
def test_a_file_that_only_its_owner_may_use_is_private(folder, file_mode) -> None:
    (folder / "token").write_text("t")
    (folder / "token").chmod(file_mode)
    assert read_private_file(folder / "token") == "t"


@pytest.mark.parametrize("file_mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o777])
def test_a_file_that_others_may_use_is_refused_and_the_error_says_how_to_mend_it(folder, file_mode) -> None:
    file = folder / "token"
    file.write_text("secret")
    file.chmod(file_mode)
    with pytest.raises(BadInput, match=f"token can be read by others: run chmod 600 {file}") as refusal:
        read_private_file(file)
    assert "secret" not in str(refusal.value)


def test_somebody_elses_file_is_refused(folder, monkeypatch) -> None:
    replace_file(folder / "token", "t", private=True)
    monkeypatch.setattr(os, "geteuid", lambda: (folder / "token").stat().st_uid + 1)
    with pytest.raises(BadInput):
        read_private_file(folder / "token")


def test_a_symbolic_link_is_refused_even_to_a_private_file(folder) -> None:
    replace_file(folder / "real", "t", private=True)
    (folder / "token").symlink_to(folder / "real")
    with pytest.raises(BadInput, match=r"token cannot be used .*: remove it and log in again$"):
        read_private_file(folder / "token")


def test_a_link_to_nothing_is_refused(folder) -> None:
    (folder / "token").symlink_to(folder / "nothing")
    with pytest.raises(BadInput):
        read_private_file(folder / "token")


def test_where_there_is_no_file_there_is_no_content(folder) -> None:
    (folder / "file").touch()
    paths = [folder / "token", folder / "nowhere" / "token", folder / "file" / "token"]
    assert [read_private_file(path) for path in paths] == [None, None, None]


def test_what_is_no_regular_file_is_written_into(tmp_path: Path) -> None:
    replace_file(Path("/dev/null"), "x")
    assert not Path("/dev/null").is_file()


def test_a_symbolic_link_stays_one_and_its_file_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    replace_file(link, "new")
    assert (link.is_symlink(), target.read_text()) == (True, "new")


@pytest.mark.parametrize("make", ["folder", "bytes", "pipe"])
def test_a_private_file_that_is_no_text_file_is_refused(tmp_path: Path, make: str) -> None:
    path = tmp_path / "token"
    if make == "folder":
        path.mkdir(mode=0o700)
    elif make == "pipe":
        os.mkfifo(path, 0o600)
    else:
        path.write_bytes(b"\xff\xfe")
        path.chmod(0o600)
    with pytest.raises(BadInput):
        read_private_file(path)
