"""What the worker does with a report's id: call a service."""

import logging
from functools import cache
from uuid import UUID

from celery import shared_task  # noqa: TID253  the worker is Celery

from radar_cli.broker import TASK_NAME
from radar_cli.context import Context
from radar_cli.errors import DatabaseUnavailable
from radar_cli.services import report_jobs
from worker.shutdown import stopping

logger = logging.getLogger(__name__)


@cache
def context() -> Context:
    """One composition root for each worker process, made after the fork."""
    return Context()


@shared_task(name=TASK_NAME)
def generate_report(report_id: str) -> None:
    """Compute the report of that id, unless somebody else does or did."""
    try:
        report_jobs.run(context().database, UUID(report_id), stopping)
    except DatabaseUnavailable as error:
        # The row says when it is tried again; another message about it would come too early.
        logger.warning("report %s was not computed: %s", report_id, error)
