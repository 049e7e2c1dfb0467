"""Reports of schedules that are to be written to files: by whom, commands/schedule/run.py says."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain.schedule import Delivery
from radar_cli.domain.user import User
from radar_cli.repositories import deliveries


def waiting(db: Database, actor: User) -> Sequence[Delivery]:
    """What is to be written of the actor's schedules, on whichever machine, the oldest first."""
    with db.reading():
        return deliveries.waiting(db, actor.id)


def note_written(db: Database, delivery: Delivery) -> None:
    """Note that a file is written."""
    with db.transaction():
        deliveries.end(db, delivery.report_id, None)


def note_given_up(db: Database, delivery: Delivery, reason: str) -> None:
    """Note that there is nothing to write, and never will be."""
    with db.transaction():
        deliveries.end(db, delivery.report_id, reason)


def note_failed(db: Database, delivery: Delivery, reason: str) -> None:
    """Note that a file could not be written; it is tried again."""
    with db.transaction():
        deliveries.note(db, delivery.report_id, reason)
