"""The producer: the only code that publishes messages. This module alone imports celery in the program."""

from uuid import UUID

from amqp.exceptions import NotFound
from celery import Celery  # noqa: TID253  the one place
from kombu.connection import Connection

from radar_cli.bounded import within
from radar_cli.errors import BrokerUnavailable
from radar_cli.redaction import redacted

TASK_NAME = "radar.generate_report"
PUBLISH_LIMIT_SECONDS = 4.0
INSPECT_LIMIT_SECONDS = 3.0
MEND = "check broker_url and RabbitMQ"

# Without confirms a publish reports success while a RabbitMQ alarm loses it; with them each of these bounds
# is needed, because every one of them alone can wait for half a minute.
TRANSPORT_OPTIONS = {
    "confirm_publish": True,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "connect_retries_timeout": 2,
    "read_timeout": 1,
    "write_timeout": 1,
}


class CeleryPublisher:
    """Publishes report ids to RabbitMQ, each within PUBLISH_LIMIT_SECONDS."""

    def __init__(self, broker_url: str, queue: str) -> None:
        self.app = Celery("radar", broker=broker_url, set_as_current=False)
        self.app.conf.update(
            task_default_queue=queue,
            broker_connection_timeout=2,
            broker_pool_acquire_timeout=2,
            task_publish_retry=False,
            broker_transport_options=TRANSPORT_OPTIONS,
            task_ignore_result=True,
        )

    def publish(self, report_id: UUID) -> None:
        """Hand a report to the workers.

        Raises:
            BrokerUnavailable: the broker did not confirm the message in time.
        """
        try:
            within(PUBLISH_LIMIT_SECONDS, lambda: self._send(report_id))
        except Exception as error:  # kombu, amqp and the socket each raise their own
            reason = redacted(str(error)).strip() or type(error).__name__
            raise BrokerUnavailable(f"the broker did not take the message ({reason})", MEND) from error

    def _send(self, report_id: UUID) -> None:
        # A connection that is kept would be shared with the processes that a worker forks, and be lost with the broker.
        with self.app.connection_for_write() as connection:
            self.app.send_task(TASK_NAME, args=[str(report_id)], connection=connection, retry=False, confirm_timeout=2)


def queue_depth(broker_url: str, queue: str) -> int:
    """How many messages wait in the queue; 0 where no worker has made it yet.

    Raises:
        BrokerUnavailable: the broker did not answer in time.
    """
    try:
        return within(INSPECT_LIMIT_SECONDS, lambda: _message_count(broker_url, queue))
    except Exception as error:
        reason = redacted(str(error)).strip() or type(error).__name__
        raise BrokerUnavailable(f"the broker does not answer ({reason})", MEND) from error


def _message_count(broker_url: str, queue: str) -> int:
    with Connection(broker_url, connect_timeout=2, transport_options=TRANSPORT_OPTIONS) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
        channel = connection.channel()
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except NotFound:
            return 0
