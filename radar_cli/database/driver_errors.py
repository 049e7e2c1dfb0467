"""What the errors of a database's driver mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from pony.orm import DBException, OptimisticCheckError, UnrepeatableReadError
from pony.orm.core import CommitException, ConnectionClosedError, RollbackException, TransactionError

from radar_cli.errors import Conflict, DatabaseUnavailable, QueryTimedOut

CHANGED_MEANWHILE = {"40P01", "40001"}  # a deadlock, or a transaction that does not fit between the others
# Connections, resources, shutdowns, authorization, databases that are not there.
LOST_CLASSES = ("08", "53", "57", "28", "3D")
LOST_KINDS = {"OperationalError", "InterfaceError"}
LOST_TO_PONY = (ConnectionClosedError, RollbackException)
QUERY_CANCELED = "57014"
# What another transaction has just inserted, or has just deleted and we refer to.
TAKEN_OR_GONE = {
    "23505",
    "23503",
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_FOREIGNKEY",
}
POSTGRESQL_MENDS = {
    "25006": "it is read-only: use the primary server",
    "42501": "its role lacks a right: ask whoever administers it",
    "55P03": "somebody else has locked what this needs for too long: try again later",
}
SQLITE_MENDS = {
    "SQLITE_FULL": "the disk or the database is full: make room and repeat",
    "SQLITE_READONLY": "its file or folder is read-only: check the permissions",
    "SQLITE_CANTOPEN": "its file cannot be opened: check the path and the permissions",
    "SQLITE_NOTADB": "its file is not a SQLite database: check the path",
    "SQLITE_CORRUPT": "its file is damaged: restore a backup",
    "SQLITE_IOERR": "reading or writing its file failed: check the disk and the path",
    "SQLITE_BUSY": "another program has held it for too long: try again",
}


@contextmanager
def translated_errors(*drivers_own: type[Exception]) -> Iterator[None]:
    """Turn what Pony and sqlite3 raise into radar's own errors, and what a driver raises where Pony is not used."""
    try:
        yield
    except (OptimisticCheckError, UnrepeatableReadError) as error:
        raise _changed_meanwhile() from error
    except CommitException as error:
        raise _translated(_cause(error)) from error
    except (DBException, TransactionError, sqlite3.Error) as error:
        raise _translated(error) from error
    except drivers_own as error:
        raise _translated(error) from error


def _changed_meanwhile() -> Conflict:
    return Conflict("somebody else changed it at the same moment", "look at it again and repeat")


def _cause(error: BaseException) -> BaseException:
    """Pony wraps what happened at commit; `args` may carry the list of what it wrapped."""
    if error.__cause__ is not None:
        return error.__cause__
    return error.__context__ or error


def _translated(error: BaseException) -> Exception:
    original = _driver_error(error)
    if isinstance(original, (OptimisticCheckError, UnrepeatableReadError)):
        return _changed_meanwhile()
    if isinstance(original, sqlite3.Error):
        return _sqlite_error(original) or _as_exception(error)
    return _postgresql_error(original, getattr(original, "pgcode", None)) or _as_exception(error)


def _driver_error(error: BaseException) -> BaseException:
    """What the driver raised, out of the layers that Pony wrapped around it."""
    while (inner := getattr(error, "original_exc", None)) is not None:
        error = inner
    return error


def _postgresql_error(original: BaseException, code: str | None) -> Exception | None:
    if code in CHANGED_MEANWHILE or code in TAKEN_OR_GONE:
        return _changed_meanwhile()
    if code == QUERY_CANCELED:
        return QueryTimedOut("the query took too long", "ask for less, or try when the database is idle")
    if code in POSTGRESQL_MENDS:
        return DatabaseUnavailable("the database refuses", POSTGRESQL_MENDS[code])
    if _means_lost(original, code):
        return DatabaseUnavailable("the database cannot be reached", _first_line(original))
    return None


def _as_exception(error: BaseException) -> Exception:
    return error if isinstance(error, Exception) else RuntimeError(str(error))


def _sqlite_error(error: sqlite3.Error) -> Exception | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name in TAKEN_OR_GONE:
        return _changed_meanwhile()
    for prefix, mend in SQLITE_MENDS.items():
        if name.startswith(prefix):
            return DatabaseUnavailable("the database cannot be used", mend)
    return None


def _means_lost(original: BaseException, code: str | None) -> bool:
    if code is not None:
        return code[:2] in LOST_CLASSES
    kinds = {kind.__name__ for kind in type(original).__mro__}  # psycopg2 is not imported here
    # An error of no class and without a code is that of a server which was stopped at once.
    of_no_class = type(original).__name__ == "DatabaseError"
    return bool(kinds & LOST_KINDS) or of_no_class or isinstance(original, LOST_TO_PONY)


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
