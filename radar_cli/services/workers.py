"""Workers' signs of life."""

from radar_cli.database.session import Database
from radar_cli.repositories import workers


def note_alive(db: Database, name: str) -> None:
    """Note that the worker of that name is alive now."""
    with db.transaction():
        workers.note_alive(db, name)


def sign_off(db: Database, name: str) -> None:
    """Note that the worker has stopped."""
    with db.transaction():
        workers.forget(db, name)
