"""Messages written to a broker byte by byte: properties and headers that no client library would write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from struct import pack
from typing import Any, Self

from amqp import Connection
from amqp.exceptions import AMQPError

METHOD, HEADER, BODY, END = 1, 2, 3, b"\xce"
BASIC, PUBLISH = 60, 40
FRAME_BYTES = 100_000
CONFIRM_WITHIN_SECONDS = 10
# The properties of a message in the order in which they are written, and the letter of each one's type.
PROPERTIES = {
    "content_type": "s",
    "content_encoding": "s",
    "headers": "F",
    "delivery_mode": "B",
    "priority": "B",
    "correlation_id": "s",
    "reply_to": "s",
    "expiration": "s",
    "message_id": "s",
    "timestamp": "Q",
    "type": "s",
    "user_id": "s",
    "app_id": "s",
    "cluster_id": "s",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A value in a table, by AMQP's letter for its type and its bytes as they are."""

    letter: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message; `properties` are by the names above, as Python's values or bytes.

    The exchange "" leads to the queue that is named by the routing key, which is the publisher's queue if it is empty.
    """

    body: bytes = b""
    properties: Mapping[str, object] = field(default_factory=dict)
    exchange: str = ""
    routing_key: bytes = b""


class RawPublisher:
    """Puts messages into a queue, one at a time, each confirmed by the broker or refused."""

    def __init__(self, connect: Callable[[], Connection], queue: str) -> None:
        self._connect = connect
        self.queue = queue
        self._connection = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.collect()

    def put(self, message: RawMessage) -> bool:
        """Whether the broker took it; it closes the connection on what is no AMQP."""
        waiting: list[object] = []
        self._channel.events["basic_ack"].clear()
        self._channel.events["basic_ack"].add(lambda *_: waiting.append(True))
        try:
            for frame in self._frames(message):
                self._connection.transport.write(frame)
            while not waiting:
                self._connection.drain_events(timeout=CONFIRM_WITHIN_SECONDS)
        except (OSError, AMQPError):
            self._connection.collect()
            self._connection = self._open()
            return False
        return True

    def _open(self) -> Connection:
        connection = self._connect()
        connection.connect()
        self._channel = connection.channel()
        self._channel.confirm_select()
        return connection

    def _frames(self, message: RawMessage) -> Sequence[bytes]:
        key = message.routing_key or self.queue.encode()
        method = pack(">HHH", BASIC, PUBLISH, 0) + short(message.exchange.encode()) + short(key) + b"\0"
        header = pack(">HHQ", BASIC, 0, len(message.body)) + properties_of(message.properties)
        chunks = [message.body[at : at + FRAME_BYTES] for at in range(0, len(message.body), FRAME_BYTES)]
        return [self._frame(METHOD, method), self._frame(HEADER, header), *(self._frame(BODY, one) for one in chunks)]

    def _frame(self, kind: int, content: bytes) -> bytes:
        return pack(">BHI", kind, self._channel.channel_id, len(content)) + content + END


def short(text: bytes) -> bytes:
    """A short string."""
    return pack(">B", len(text)) + text


def long(content: bytes) -> bytes:
    """A long string, or whatever else begins with its length."""
    return pack(">I", len(content)) + content


def table(values: Mapping[str | bytes, object]) -> bytes:
    """A table of headers."""
    entries = (short(key.encode() if isinstance(key, str) else key) + item(value) for key, value in values.items())
    return long(b"".join(entries))


def item(value: object) -> bytes:
    """A value in a table or an array."""
    return value.letter + value.content if isinstance(value, Typed) else WRITTEN[type(value)](value)


def array(values: Sequence[object]) -> bytes:
    """Several values."""
    return long(b"".join(map(item, values)))


WRITTEN: Mapping[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"V",
    bool: lambda value: b"t" + pack(">B", value),
    int: lambda value: b"l" + pack(">q", value),
    float: lambda value: b"d" + pack(">d", value),
    str: lambda value: b"S" + long(value.encode()),
    bytes: lambda value: b"x" + long(value),
    dict: lambda value: b"F" + table(value),
    list: lambda value: b"A" + array(value),
}


def properties_of(given: Mapping[str, object]) -> bytes:
    """Flags and properties of a message, by the names above."""
    flags = sum(1 << 15 - at for at, name in enumerate(PROPERTIES) if name in given)
    return pack(">H", flags) + b"".join(
        _property(letter, given[name]) for name, letter in PROPERTIES.items() if name in given
    )


def _property(letter: str, value: object) -> bytes:
    match letter, value:
        case "s", str():
            return short(value.encode())
        case "s", bytes():
            return short(value)
        case "F", dict():
            return table(value)
    return pack(f">{letter}", value)
