"""The private RabbitMQ node: what outlives its ends, and what its alarms do."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from amqp import Connection, Message
from amqp.exceptions import AMQPError

from tests.faults.rabbitmq import PrivateRabbitMQ

pytestmark = pytest.mark.xdist_group("faults")

PERSISTENT = 2
WRITTEN_AFTER_SECONDS = 3.0


def test_a_killed_rabbitmq_keeps_a_persistent_message(private_rabbitmq: PrivateRabbitMQ) -> None:
    with _connected(private_rabbitmq) as before:
        _publish(before, "killed", "kept")
        # What RabbitMQ knows of a new queue is written up to two seconds later than the queue's messages are synced.
        time.sleep(WRITTEN_AFTER_SECONDS)
        private_rabbitmq.restart(kill=True)
        assert _is_lost(before)
    with _connected(private_rabbitmq) as after:
        assert _taken(after, "killed") == "kept"


def test_a_stopped_rabbitmq_refuses_and_keeps_a_persistent_message(private_rabbitmq: PrivateRabbitMQ) -> None:
    with _connected(private_rabbitmq) as before:
        _publish(before, "stopped", "kept")
    private_rabbitmq.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", private_rabbitmq.port))
    private_rabbitmq.start()
    assert int(private_rabbitmq.version.split(".")[0]) >= 3
    with _connected(private_rabbitmq) as after:
        assert _taken(after, "stopped") == "kept"


@pytest.mark.parametrize("alarm", [PrivateRabbitMQ.memory_alarm, PrivateRabbitMQ.disk_alarm])
def test_an_alarm_blocks_a_confirmed_publish_until_it_is_cleared(
    private_rabbitmq: PrivateRabbitMQ, alarm: Callable[[PrivateRabbitMQ, bool], None]
) -> None:
    name = f"alarmed-{uuid4().hex[:8]}"
    alarm(private_rabbitmq, True)
    with _connected(private_rabbitmq) as connection:
        with pytest.raises(TimeoutError):
            _publish(connection, name, "blocked", within_seconds=1)
        alarm(private_rabbitmq, False)
    with _connected(private_rabbitmq) as connection:
        _publish(connection, name, "passed")


@contextmanager
def _connected(node: PrivateRabbitMQ) -> Iterator[Connection]:
    connection = node.connection(confirm_publish=True, connect_timeout=5)
    connection.connect()
    try:
        yield connection
    finally:
        connection.collect()


def _publish(connection: Connection, name: str, text: str, within_seconds: float = 10) -> None:
    channel = connection.channel()
    channel.queue_declare(name, durable=True, auto_delete=False)
    channel.basic_publish(Message(text, delivery_mode=PERSISTENT), routing_key=name, confirm_timeout=within_seconds)


def _taken(connection: Connection, name: str) -> str | None:
    message = connection.channel().basic_get(name, no_ack=True)
    return None if message is None else str(message.body)


def _is_lost(connection: Connection) -> bool:
    try:
        connection.drain_events(timeout=5)
    except TimeoutError:
        return False
    except (OSError, AMQPError):
        return True
    return False
