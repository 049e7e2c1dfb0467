"""Numbers that are kept so that they need not be counted, and how they are made again from what they are of."""

from radar_cli.database.session import Database
from radar_cli.repositories import status_counts


def rebuild(db: Database) -> int:
    """Make all roll-ups again, whoever asks; gives how many of their numbers were wrong.

    Nobody can change tasks meanwhile.
    """
    with db.transaction():
        return status_counts.rebuild(db)
