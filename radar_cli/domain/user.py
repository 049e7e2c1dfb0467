"""People, and who is asking."""

from dataclasses import dataclass
from datetime import datetime

ME = "me"  # whoever asks, where people are named


@dataclass(frozen=True, slots=True)
class User:
    """A person who can own, see or be given work. `created_at` is UTC."""

    id: int
    email: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A login: whose it is, and until when (UTC)."""

    user: User
    expires_at: datetime
