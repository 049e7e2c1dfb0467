"""People as other tools know them."""

import re
from functools import lru_cache

from radar_cli.domain import text
from radar_cli.domain.imported import Person
from radar_cli.errors import BadInput

LONGEST_HANDLE = 100


def person(email: str | None, handle: str | None, name: str | None, tool: str) -> Person | None:
    """Somebody by their e-mail address, or by their handle in a tool as handle@tool.invalid; None without either."""
    return (known(email, name) if email else None) or (made_up(handle, name, tool) if handle else None)


@lru_cache(maxsize=1024)
def known(email: str, name: str | None = None) -> Person | None:
    """Somebody with an e-mail address; None if it is not one."""
    try:
        address = text.email(email)
    except BadInput:
        return None
    return Person(address, _name(name) or address.partition("@")[0][: text.MAX_NAME])


def made_up(handle: str, name: str | None, tool: str) -> Person | None:
    """Somebody whom a tool knows by a handle; None if it is blank."""
    lowered = handle.strip().lower()[:LONGEST_HANDLE]
    local = re.sub(r"[^\w.+-]+", "-", lowered)
    if not local:
        return None
    return Person(f"{local}@{tool}.invalid", _name(name) or _name(handle) or local[: text.MAX_NAME])


def _name(name: str | None) -> str | None:
    return " ".join((name or "").splitlines()).strip()[: text.MAX_NAME].strip() or None
