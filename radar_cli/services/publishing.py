"""Getting a report computed: by whoever listens to the broker, or here."""

from typing import Protocol
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.errors import Interrupted
from radar_cli.services import report_jobs


def still_to_come(report_id: UUID) -> Interrupted:
    """What is said to somebody who does not wait any more for a report that was accepted."""
    return Interrupted(f"report {report_id} is still to come, get it with radar report wait {report_id}")


class Publisher(Protocol):
    """Whoever gets a report computed, knowing its id."""

    def publish(self, report_id: UUID) -> None:
        """Hand it over.

        Raises:
            BrokerUnavailable: it was not taken.
        """
        ...


class InProcess:
    """The publisher where no broker is configured: the report is computed at once, in this process."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def publish(self, report_id: UUID) -> None:
        report_jobs.run(self.db, report_id)
