"""Writing files whole or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EEXIST, ELOOP, ENOTDIR
from pathlib import Path
from typing import BinaryIO

from radar_cli.errors import BadInput, OperationFailed

MOST_LINKS = 40


def replace_file(path: Path, content: str, *, private: bool = False) -> None:
    """Write a file under a temporary name beside it and rename it into place.

    A `private` file is for its owner alone (0600), its folder too where it has to be made (0700). What is
    there already and is no regular file, such as a device or a pipe, is written into as it is.

    Raises:
        OperationFailed: it cannot be written; what was there before is untouched.
    """
    written = content.encode("utf-8", errors="backslashreplace")
    if not private:
        with replacing(path) as file:
            file.write(written)
        return
    with _reported(path):
        make_private_folder(path.parent)
        with _replaced(path, 0o600) as file:
            file.write(written)


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone (0700) under any umask.

    Raises:
        OSError: it cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):  # Path.mkdir would make the upper ones as the umask lets it
        with suppress(FileExistsError):
            one.mkdir(mode=0o700)
    if missing and not folder.is_dir():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder))


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to piece by piece, which takes the place of `path` at the end of the block if that succeeds.

    What is there already and is no regular file, such as a device or a pipe, is written into as it is.

    Raises:
        OperationFailed: it cannot be written; what was there before is untouched.
    """
    with _reported(path):
        if path.exists() and not path.is_file():
            with open(_opened_special(path), "wb") as file:
                yield file
            return
        target = _followed(path)
        with _replaced(target, stat.S_IMODE(target.stat().st_mode) if target.exists() else None) as file:
            yield file


def _opened_special(path: Path) -> int:
    """A device or a pipe, open for writing. What has become a file since it was looked at is left alone."""
    descriptor = os.open(path, os.O_WRONLY)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(EEXIST, os.strerror(EEXIST), str(path))
    return descriptor


def _followed(path: Path) -> Path:
    """The file that a symbolic link points to, or the path itself where it is no link.

    In a folder where everybody may put links, such as /tmp, only one's own are followed, and those of the folder's
    owner: as the kernel does when a file is opened, since the link could lead to any file of one's own.
    """
    for _ in range(MOST_LINKS):
        if not path.is_symlink():
            return path
        link, folder = path.lstat(), path.parent.stat()
        is_open_to_all = folder.st_mode & stat.S_ISVTX and folder.st_mode & stat.S_IWOTH
        if is_open_to_all and link.st_uid not in (os.geteuid(), folder.st_uid):
            raise OSError(EACCES, "a link of somebody else's", str(path))
        path = path.parent / path.readlink()
    raise OSError(ELOOP, os.strerror(ELOOP), str(path))


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OperationFailed(f"{path} cannot be written ({reason})", "choose another file") from error


@contextmanager
def _replaced(path: Path, mode: int | None) -> Iterator[BinaryIO]:
    """`mode` is that of the new file; None leaves it to the umask."""
    temporary = path.parent / f".{path.name}.{os.urandom(4).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(temporary, flags, 0o666 if mode is None else 0o600)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if mode is not None:
                os.fchmod(file.fileno(), mode)  # by its name it could be another one's by now
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_private_file(path: Path) -> str | None:
    """The content of a file that must be its owner's alone; None where there is none.

    Raises:
        BadInput: it is a symbolic link, no regular file, not text, somebody else's, or others may read it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadInput(f"{path} cannot be used ({error.strerror})", "remove it and log in again") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise BadInput(f"{path} is not a regular file", "remove it and log in again")
        if status.st_uid != os.geteuid():
            raise BadInput(f"{path} is somebody else's file", "remove it and log in again")
        if status.st_mode & 0o077:
            raise BadInput(f"{path} can be read by others", f"run chmod 600 {path}, or remove it and log in again")
        return os.read(descriptor, status.st_size).decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not text", "remove it and log in again") from None
    finally:
        os.close(descriptor)
