"""An isolated database: one login of the database for each person, and what it shows them."""

from dataclasses import dataclass
from enum import StrEnum

from radar_cli.errors import BadInput

LONGEST_ROLE_BYTES = 63


class Group(StrEnum):
    """Whose rights a login has."""

    PEOPLE = "people"
    WORKERS = "workers"


@dataclass(frozen=True, slots=True)
class Noted:
    """Whose login a role is: of the user with that address, or of workers (None)."""

    email: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found, in words for people, and the line that mends it."""

    found: str
    mend: str


def role_name(written: str) -> str:
    """The name of a role as PostgreSQL keeps it.

    Raises:
        BadInput: it takes no such name.
    """
    if not written or not written.isprintable():
        raise BadInput("that is no name for a role", "write printable characters")
    if len(written.encode("utf-8", "replace")) > LONGEST_ROLE_BYTES:
        raise BadInput(f"the name of the role has more than {LONGEST_ROLE_BYTES} bytes", "choose a shorter one")
    if written.lower().startswith("pg_") or written.lower() in ("public", "none"):
        raise BadInput(f"PostgreSQL keeps the name {written} to itself", "choose another")
    return written
