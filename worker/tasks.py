"""What the worker does with a message: call a service."""

from functools import cache
from uuid import UUID

from celery import shared_task  # noqa: TID253  the worker is Celery
from celery.utils.log import get_task_logger  # noqa: TID253

from radar_cli.broker import TASK_NAME
from radar_cli.context import Context
from radar_cli.services import report_jobs

logger = get_task_logger(__name__)


@cache
def context() -> Context:
    """One composition root for each worker process, made after the fork."""
    return Context()


@shared_task(name=TASK_NAME)
def generate_report(report_id: object) -> None:
    """Compute the report of that id, unless somebody else does or did; a forged id is logged and dropped."""
    try:
        known_id = UUID(str(report_id))
    except ValueError:
        logger.warning("a message without a report id was dropped")
        return
    report_jobs.run(context().database, known_id)
