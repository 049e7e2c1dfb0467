"""The Celery application and its settings, each with its reason."""

import logging
import os
from typing import Any

from celery import Celery, signals  # noqa: TID253  the worker is Celery

from radar_cli import logs
from radar_cli.context import Context
from radar_cli.domain.report import COMPUTING_AT_MOST_SECONDS
from worker.frames import look_at_frames
from worker.shutdown import give_back_later
from worker.upkeep import Upkeep

radar = Context()
look_at_frames()

app = Celery("radar", broker=radar.config["broker_url"], include=["worker.tasks"])
app.conf.update(
    task_default_queue=radar.config["queue"],
    # A classic durable queue: with a quorum queue Celery declares 28 more, for delays that radar never uses.
    task_default_queue_type="classic",
    # A message is settled when its report is, so a worker that dies leaves it for the next one.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # One message ahead at most: a slow report must not hold up the ones behind it.
    worker_prefetch_multiplier=1,
    # After a lost connection the broker delivers again, but the report stays claimed: let its computation end.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # A computation ends itself after a minute. This is for one that is stuck where no signal reaches it.
    task_time_limit=COMPUTING_AT_MOST_SECONDS + 30,
    # The report row is the result.
    task_ignore_result=True,
    # Pickle would run whatever a stranger sends.
    accept_content=["json"],
    task_serializer="json",
    # Notices a dead connection within 20 s.
    broker_heartbeat=10,
    broker_connection_retry_on_startup=True,
    # However long the broker is away.
    broker_connection_max_retries=None,
    # Nobody listens to remote control and events, which cost queues and start-up time.
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    # Lives on whatever is put into the queue.
    worker_consumer="worker.consumer:TolerantConsumer",
    # radar's own logging, below.
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
)


@signals.setup_logging.connect
def _set_up_logging(**_: Any) -> None:
    logs.configure(radar.config["log_level"], radar.config["log_format"])
    # radar says itself what became of each report; that Celery's task succeeded says less.
    logging.getLogger("celery.app.trace").setLevel(max(logging.WARNING, logging.getLogger().level))


@signals.worker_ready.connect
def _start_upkeep(sender: Any, **_: Any) -> None:
    upkeep = Upkeep(Context(), f"{sender.hostname}:{os.getpid()}")
    signals.worker_shutdown.connect(upkeep.stop, weak=False)
    upkeep.start()


signals.worker_shutting_down.connect(give_back_later)
