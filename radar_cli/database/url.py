"""Database URLs."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from radar_cli.errors import BadInput

NOT_ENCODED = r"%(?![0-9A-Fa-f]{2})|%00|\s"
MEND = "write sqlite:////path/to/file or postgresql://user@host/name"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """Where a database is.

    `path` is for SQLite alone, `dsn` (for libpq) for PostgreSQL alone; the other is empty.
    `identity` tells databases apart without saying any password.
    """

    dialect: str
    identity: str
    path: Path = Path()
    dsn: str = ""


def parse(text: str) -> DatabaseUrl:
    """The database that a URL names.

    Raises:
        BadInput: the URL is of no database that radar knows. The message never repeats the URL, which may
            hold a password.
    """
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise BadInput("the database URL has no scheme", MEND)
    if scheme == "sqlite":
        return _sqlite(rest)
    if scheme in ("postgresql", "postgres"):
        return _postgresql(text)
    shown = scheme if re.fullmatch(r"[a-zA-Z0-9+.-]{1,19}", scheme) else "that"
    raise BadInput(f"radar has no driver for '{shown}' databases", MEND)


def of_file(path: Path) -> DatabaseUrl:
    """The SQLite database in a file."""
    absolute = path.expanduser().absolute()
    return DatabaseUrl("sqlite", f"sqlite:///{absolute}", path=absolute)


def _sqlite(rest: str) -> DatabaseUrl:
    if rest.endswith(":memory:"):
        raise BadInput("a database in memory would be gone after the command", "name a file")
    if not rest.startswith("/") or rest.endswith("/"):
        raise BadInput("the SQLite URL names no file", "write sqlite:////absolute/path or sqlite:///relative")
    try:
        return of_file(Path(rest[1:]))
    except RuntimeError:
        raise BadInput("the SQLite URL begins with an unknown user's home", MEND) from None


def _postgresql(text: str) -> DatabaseUrl:
    try:
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query))
        host = options.get("host", parts.hostname or "")
        port = options.get("port", str(parts.port or 5432))
    except ValueError:
        raise BadInput("the PostgreSQL URL is malformed", MEND) from None
    name = options.get("dbname", parts.path.lstrip("/"))
    if not name:
        raise BadInput("the PostgreSQL URL names no database", MEND)
    if "@" in parts.path + parts.query + parts.fragment or parts.netloc.count("@") > 1:
        raise BadInput("the PostgreSQL URL is malformed", "write / and @ in its password as %2F and %40")
    # libpq would repeat what it cannot decode, and that may be the password.
    if re.search(NOT_ENCODED, text):
        raise BadInput("the PostgreSQL URL is malformed", "write % and blanks in its password as %25 and %20")
    return DatabaseUrl("postgresql", f"postgresql://{host}:{port}/{name}", dsn=text)
