"""Session tokens: 256 random bits for the holder, their SHA-256 for the database."""

import hashlib
import os


def new() -> str:
    """A fresh token: 64 hexadecimal digits from the system's random source."""
    return os.urandom(32).hex()


def digest(token: str) -> str:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
