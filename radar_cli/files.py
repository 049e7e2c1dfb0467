"""Writing files whole or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from radar_cli.errors import BadInput, OperationFailed


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
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _replaced(path, 0o600) as file:
            file.write(written)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to piece by piece, which takes the place of `path` at the end of the block if that succeeds.

    What is there already and is no regular file, such as a device or a pipe, is written into as it is.

    Raises:
        OperationFailed: it cannot be written; what was there before is untouched.
    """
    with _reported(path):
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        target = Path(os.path.realpath(path))  # the file that a symbolic link points to, not the link
        with _replaced(target, stat.S_IMODE(target.stat().st_mode) if target.exists() else None) as file:
            yield file


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
            temporary.chmod(mode)
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
        if status.st_uid != os.geteuid() or status.st_mode & 0o077:
            raise BadInput(f"{path} can be read by others", f"run chmod 600 {path}, or remove it and log in again")
        return os.read(descriptor, status.st_size).decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not text", "remove it and log in again") from None
    finally:
        os.close(descriptor)
