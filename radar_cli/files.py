"""Writing files whole or not at all."""

import os
import stat
from pathlib import Path

from radar_cli.errors import BadInput, OperationFailed


def replace_file(path: Path, content: str, *, private: bool = False) -> None:
    """Write a file under a temporary name beside it and rename it into place.

    A `private` file is for its owner alone (0600), its folder too where it has to be made (0700).

    Raises:
        OperationFailed: it cannot be written; what was there before is untouched.
    """
    try:
        if private:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = 0o600 if private else 0o666
        temporary = path.parent / f".{path.name}.{os.getpid()}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with open(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not private and path.exists():
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OperationFailed(f"{path} cannot be written ({reason})", "choose another file") from error


def read_private_file(path: Path) -> str | None:
    """The content of a file that must be its owner's alone; None where there is none.

    Raises:
        BadInput: it is a symbolic link, somebody else's, or others may read it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadInput(f"{path} cannot be used ({error.strerror})", "remove it and log in again") from None
    with open(descriptor, encoding="utf-8") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
            raise BadInput(f"{path} can be read by others", f"run chmod 600 {path}, or remove it and log in again")
        return file.read()
