"""The sweep, which sees to it that no report waits for ever: lost ones are tried again or fail, due ones are published.

Every worker sweeps every few seconds, and every command on reports does once.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.errors import BrokerUnavailable
from radar_cli.repositories import report_states
from radar_cli.services import due_schedules
from radar_cli.services.publishing import Publisher

LOCK_KEY = 0x7261646173  # "radas" in ASCII; any constant will do, as long as it stays
PUBLISHED_AT_ONCE = 100
# A worker says that it is alive between two sweeps.
PUBLISHING_SECONDS = 10.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many reports were past their deadline, failed with their worker, returned to pending, published again.

    And how many were made, whose time had come by their schedules.
    """

    overdue: int = 0
    lost: int = 0
    returned: int = 0
    published: int = 0
    made: int = 0


def sweep(db: Database, publisher: Publisher | None) -> Swept:
    """See to the reports that nobody else sees to.

    Without a publisher none is published, and none is made for a schedule: it might be past its deadline before
    anybody comes who computes it, and what is missed now is made up for by whoever comes.

    Of several sweeps at once one does it all.

    Raises:
        DatabaseUnavailable: it was lost; the next sweep goes on.
    """
    slots = () if publisher is None else due_schedules.due(db)
    with db.reading():
        if not slots and not report_states.anything_to_sweep(db):
            return Swept()
    due: Sequence[UUID] = ()
    with db.transaction():
        if not db.try_lock(LOCK_KEY):
            return Swept()
        overdue, lost, returned = (
            report_states.fail_overdue(db),
            report_states.fail_lost(db),
            report_states.return_expired(db),
        )
        made = due_schedules.make(db, slots)
        if publisher is not None:
            due = report_states.take_due(db, PUBLISHED_AT_ONCE)
    published = 0 if publisher is None else _published(db, publisher, due)
    swept = Swept(overdue, lost, returned, published, made)
    if swept != Swept():
        logger.info("swept: %s", swept)
    return swept


def _published(db: Database, publisher: Publisher, due: Sequence[UUID]) -> int:
    """Publish what is due, as far as the broker takes it in time; the rest is due again soon. Gives how many."""
    give_up_at = time.monotonic() + PUBLISHING_SECONDS
    for position, report_id in enumerate(due):
        try:
            publisher.publish(report_id)
        except BrokerUnavailable as problem:
            logger.warning("pending reports could not be published: %s", problem)
            _put_off(db, due[position:])
            return position
        if time.monotonic() > give_up_at:
            _put_off(db, due[position + 1 :])
            return position + 1
    return len(due)


def _put_off(db: Database, unpublished: Sequence[UUID]) -> None:
    for report_id in unpublished:
        with db.transaction():
            report_states.due_again(db, report_id)
