"""Session tokens: 256 random bits for the holder, their SHA-256 for the database."""

import hashlib
import secrets
from datetime import timedelta

LIFETIME = timedelta(days=30)


def new() -> str:
    """A fresh token, 43 characters that are safe in a file, a header and a shell."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
