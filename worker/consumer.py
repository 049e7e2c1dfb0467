"""A consumer that outlives whatever is put into its queue.

Celery's own expects the shape that Celery gives its messages. One of another shape ends the worker or blocks its
pool, and comes again after a restart; one with callbacks in it would make the worker publish for a stranger.
"""

import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from celery.worker.consumer import Consumer  # noqa: TID253  the worker is Celery

from radar_cli.broker import TASK_NAME

logger = logging.getLogger(__name__)


class TolerantConsumer(Consumer):
    """Takes a report's id out of each message and nothing else; what holds no id is logged and dropped."""

    def create_task_handler(self, *arguments: Any, **options: Any) -> Callable[[Any], None]:
        """The function that takes a message."""
        handle = super().create_task_handler(*arguments, **options)

        def tolerant(message: Any) -> None:
            try:
                rewrite(message, report_id_of(message))
            except Exception as error:  # whatever a stranger thought of
                logger.error("a message that is no report job was dropped (%s)", type(error).__name__)
                message.reject_log_error(logger, self.connection_errors)
                return
            handle(message)

        return tolerant


def report_id_of(message: Any) -> UUID:
    """The one argument of a message for the report task.

    Raises:
        ValueError, TypeError, LookupError, or what decoding raises: it is no such message.
    """
    if message.headers["task"] != TASK_NAME:
        raise ValueError(f"a message for another task than {TASK_NAME}")
    # Not message.decode(), which would make objects of what names their types.
    ((report_id,), _, _) = json.loads(message.body)
    return UUID(report_id)


def rewrite(message: Any, report_id: UUID) -> None:
    """Put what radar itself would have sent in the place of the message's headers and body."""
    task_id = str(uuid4())
    message.headers = {"lang": "py", "task": TASK_NAME, "id": task_id, "root_id": task_id, "parent_id": None}
    message.body = json.dumps([[str(report_id)], {}, {}])
    message.properties = {}
    message.content_type = "application/json"
    message.content_encoding = "utf-8"
