"""Password hashes: argon2id at the library's defaults. This module alone imports argon2."""

from argon2 import PasswordHasher  # noqa: TID253  the one place
from argon2.exceptions import InvalidHashError, VerifyMismatchError  # noqa: TID253

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """A salted hash, its parameters included."""
    return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def spend_as_long(stored: str | None, password: str) -> None:
    """Where there was no hash to compare with, take the time that comparing would have taken."""
    if stored is None:
        hashed(password)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
