"""The login that is kept between commands: one token file for each database."""

import hashlib
from pathlib import Path

from radar_cli.files import read_private_file, replace_file


class TokenFile:
    """The file that holds the token for one database.

    Its name is a hash of where the database is, so that a token is never shown to another server.
    """

    def __init__(self, folder: Path, database_identity: str) -> None:
        self.path = folder / "tokens" / name_of(database_identity)

    def read(self) -> str | None:
        """The token; None where nobody has logged in.

        Raises:
            BadInput: the file's permissions are too loose, or it is a symbolic link.
        """
        content = read_private_file(self.path)
        return content.strip() if content else None

    def write(self, token: str) -> None:
        replace_file(self.path, f"{token}\n", private=True)

    def delete(self) -> None:
        self.path.unlink(missing_ok=True)


def name_of(database_identity: str) -> str:
    """The name of what is kept here for one database."""
    return hashlib.sha256(database_identity.encode("utf-8", "surrogateescape")).hexdigest()[:16]
