"""Getting a report computed: by whoever listens to the broker, or here."""

from typing import Protocol
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.services import report_jobs


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
