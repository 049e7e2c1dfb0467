"""What comes from the broker, looked at before anything is made of it.

The client's library reads every property of a message, undoes its compression, and keeps its body however large it
is, before the worker is asked. Somebody who reaches the broker could end the worker by a date that there is not, a text
that is none, or lists within lists, and the same message would end the next one; a few kilobytes could fill its memory.
"""

from collections.abc import Callable, Mapping
from struct import unpack_from
from typing import Any

from amqp.method_framing import frame_handler
from amqp.serialization import decode_properties_basic
from amqp.spec import Basic
from kombu.transport import pyamqp

METHOD, HEADER, BODY = 1, 2, 3
# A header begins with a class, a weight and the size of the body; then come the properties, here none.
SIZE_AT, PROPERTIES_AT = 4, 12
NO_PROPERTIES, NO_BODY = b"\0\0", b"\0" * 8
# The job of a report takes some 400 bytes.
BODY_AT_MOST_BYTES = 64 * 1024
# Of a delivery: class, method, the consumer's tag, and after that the message's own number and a flag.
TAG_AT, AFTER_TAG_BYTES = 4, 9
NO_ROUTE = b"\0\0"

Frame = tuple[int, int, Any]


class Frames:
    """Takes the frames of a connection: a message that cannot be a report job comes without properties, or body."""

    def __init__(self, connection: Any, callback: Callable[..., object]) -> None:
        self._connection = connection
        self._take = frame_handler(connection, callback)
        self._to_skip: dict[int, int] = {}  # bytes that are still to come of a body, by channel

    def __call__(self, frame: Frame) -> bool:
        """Take one frame; gives whether something is complete by it."""
        kind, channel, content = frame
        if kind == BODY and self._to_skip.get(channel, 0) > 0:
            self._to_skip[channel] -= len(content)
            self._connection.bytes_recv += 1  # by which the heartbeat knows that the broker is alive
            return False
        if kind == HEADER:
            return bool(self._take((kind, channel, self._harmless_header(channel, content))))
        if kind == METHOD:
            return bool(self._take((kind, channel, _without_route(content))))
        return bool(self._take(frame))

    def _harmless_header(self, channel: int, content: Any) -> Any:
        (size,) = unpack_from(">Q", content, SIZE_AT)
        is_too_large = size > BODY_AT_MOST_BYTES
        self._to_skip[channel] = size if is_too_large else 0
        if is_too_large:
            return bytes(content[:SIZE_AT]) + NO_BODY + NO_PROPERTIES
        if not _may_be_a_job(content):
            return bytes(content[:PROPERTIES_AT]) + NO_PROPERTIES
        return content


def _may_be_a_job(content: Any) -> bool:
    try:
        properties, _ = decode_properties_basic(content, PROPERTIES_AT)
    except Exception:  # whatever a stranger thought of
        return False
    headers = properties.get("application_headers")
    return (
        properties.get("content_type") == "application/json"
        and properties.get("content_encoding") == "utf-8"
        and isinstance(headers, Mapping)
        and "compression" not in headers
    )


def _without_route(content: Any) -> Any:
    """Of a delivery all but its exchange and routing key, which may be no text, and of which nothing depends."""
    if unpack_from(">HH", content, 0) != Basic.Deliver:
        return content
    tag_bytes = 1 + content[TAG_AT]
    return bytes(content[: TAG_AT + tag_bytes + AFTER_TAG_BYTES]) + NO_ROUTE


class Connection(pyamqp.Connection):
    """A connection that takes its frames so."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, frame_handler=Frames, **options)


def look_at_frames() -> None:
    """Have every connection of this process look at what comes, with TLS and without."""
    pyamqp.Transport.Connection = Connection
