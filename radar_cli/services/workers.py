"""Workers' signs of life."""

from radar_cli.database.session import Database
from radar_cli.errors import OperationFailed
from radar_cli.repositories import users, workers


def require_login(db: Database) -> None:
    """Refuse to work with a person's login of an isolated database, which sees their own reports alone.

    Such a worker would take everybody's messages, and compute next to none.

    Raises:
        OperationFailed: the login is a person's.
    """
    if not db.is_isolated:
        return
    with db.reading():
        person = users.of_login(db)
    if person is not None:
        raise OperationFailed(
            f"this login of the database is {person.email}'s, and no worker's", "use the one of radar db grant --worker"
        )


def note_alive(db: Database, name: str) -> None:
    """Note that the worker of that name is alive now."""
    with db.transaction():
        workers.note_alive(db, name)


def sign_off(db: Database, name: str) -> None:
    """Note that the worker has stopped."""
    with db.transaction():
        workers.forget(db, name)
