"""What somebody types into psql, as whoever a URL says."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg2


def typed(url: str, *statements: str, parameters: Sequence[object] = ()) -> Sequence[tuple[Any, ...]]:
    """The rows of the last of some statements, each a transaction of its own.

    Raises:
        psycopg2.Error: one of them was refused.
    """
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, parameters or None)
            return list(cursor.fetchall()) if cursor.description else []
