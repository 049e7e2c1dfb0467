"""Connections to PostgreSQL, and what each knows of its session."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg2  # noqa: TID253  see postgresql.py
import psycopg2.extensions  # noqa: TID253

from radar_cli.errors import BadInput
from radar_cli.redaction import redacted

CONNECT_TIMEOUT_SECONDS = 3
PARAMETER = r"\$([a-z_]+)"
# psycopg2 reads dates in ISO form alone, nobody waits longer than this for another session's lock, and a role called
# radar would find and make tables in the schema radar before all others.
SESSION_OPTIONS = "-c datestyle=ISO -c lock_timeout=10s -c search_path=public"


@dataclass(frozen=True, slots=True)
class Prepared:
    """How a statement that a session has prepared is executed, and the names of the columns of its rows."""

    execution: str
    columns: Sequence[str]


class PreparingConnection(psycopg2.extensions.connection):
    """Knows what its session has prepared, by statement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepared: dict[str, Prepared] = {}
        self._count = 0

    def preparation(self, statement: str) -> tuple[str, str]:
        """What prepares a statement with its parameters written `$name`, and what executes it then."""
        # A name is never used twice: nobody knows what a session still has after an error.
        self._count += 1
        name = f"radar_{self._count}"
        parameters = list(dict.fromkeys(re.findall(PARAMETER, statement)))
        numbered = re.sub(PARAMETER, lambda match: f"${parameters.index(match[1]) + 1}", statement)
        values = ", ".join(f"%({parameter})s" for parameter in parameters)
        return f"PREPARE {name} AS {numbered}".replace("%", "%%"), f"EXECUTE {name} ({values})"


def connection_arguments(dsn: str) -> dict[str, Any]:
    """How to connect: bounded in time, known by name to who looks at the server.

    Raises:
        BadInput: libpq does not know a parameter of the URL.
    """
    try:
        parameters = psycopg2.extensions.parse_dsn(dsn)
    except psycopg2.ProgrammingError as error:
        reason = redacted(str(error).strip().partition("\n")[0])
        raise BadInput(f"the PostgreSQL URL is not one of libpq's ({reason})", "correct database_url") from None
    return {
        "dsn": dsn,
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "application_name": "radar",
        "options": f"{parameters.get('options', '')} {SESSION_OPTIONS}".strip(),
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }


def connect(dsn: str) -> psycopg2.extensions.connection:
    """A connection of one's own beside Pony's, in autocommit mode."""
    connection: psycopg2.extensions.connection = psycopg2.connect(**connection_arguments(dsn))
    connection.autocommit = True
    return connection
