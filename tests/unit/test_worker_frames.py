"""What a worker reads of a message before it takes it, fed with the bytes that a broker would send."""

import json
import zlib
from struct import pack
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from amqp.exceptions import FrameSyntaxError
from amqp.method_framing import frame_handler

from radar_cli.broker import TASK_NAME
from tests.faults.raw_amqp import BASIC, BODY, HEADER, METHOD, Typed, item, long, properties_of, short
from worker.frames import BODY_AT_MOST_BYTES, Frames

DELIVER = 60
HEADERS = {"lang": "py", "task": TASK_NAME, "id": str(uuid4())}
JOB = {"content_type": "application/json", "content_encoding": "utf-8", "headers": HEADERS}
TEXT = json.dumps([[str(uuid4())], {}, {}]).encode()
CHANNEL = 1


def within_lists(depth: int) -> Typed:
    content = item(None)
    for _ in range(depth):
        content = b"A" + long(content)
    return Typed(content[:1], content[1:])


def frames_of(body: bytes, properties: dict[str, object], route: bytes = b"radar") -> list[tuple[int, int, bytes]]:
    delivery = pack(">HH", BASIC, DELIVER) + short(b"None4") + pack(">QB", 7, 0) + short(b"") + short(route)
    header = pack(">HHQ", BASIC, 0, len(body)) + properties_of(properties)
    parts = [(METHOD, delivery), (HEADER, header), *((BODY, body[at : at + 9000]) for at in range(0, len(body), 9000))]
    return [(kind, CHANNEL, content) for kind, content in parts]


class Arrivals:
    """What comes out where frames go in."""

    def __init__(self, handler: Any = Frames) -> None:
        self.connection = SimpleNamespace(bytes_recv=0)
        self.messages: list[Any] = []
        self.deliveries: list[bytes] = []
        self.take = handler(self.connection, self.arrived)

    def arrived(self, channel: int, method: object, arguments: Any, message: Any) -> None:
        self.deliveries.append(bytes(arguments))
        self.messages.append(message)

    def feed(self, body: bytes, properties: dict[str, object], **options: bytes) -> "Arrivals":
        for frame in frames_of(body, properties, **options):
            self.take(frame)
        return self


def test_a_job_comes_as_it_was_sent() -> None:
    (message,) = Arrivals().feed(TEXT, JOB).messages
    assert bytes(message.body) == TEXT
    assert message.properties["application_headers"] == HEADERS


REFUSED_BY_THE_LIBRARY = (ValueError, OverflowError, RecursionError, FrameSyntaxError)
UNREADABLE = {
    "a date that there is not": {**JOB, "headers": {**HEADERS, "eta": Typed(b"T", pack(">Q", 2**63))}},
    "lists within lists": {**JOB, "headers": {**HEADERS, "x": within_lists(5000)}},
    "a value of no known type": {**JOB, "headers": {**HEADERS, "x": Typed(b"?", b"")}},
    "a content type that is no text": {**JOB, "content_type": b"\xff\xfe"},
    "an encoding that is no text": {**JOB, "content_encoding": b"\xff"},
    "an address for answers that is no text": {**JOB, "reply_to": b"\xff"},
}
UNLIKE_A_JOB = {
    "a pickle": {**JOB, "content_type": "application/x-python-serialize"},
    "yaml": {**JOB, "content_type": "application/x-yaml"},
    "bytes that are decoded by any codec": {**JOB, "content_type": "application/data", "content_encoding": "bz2_codec"},
    "another encoding": {**JOB, "content_encoding": "idna"},
    "a compressed body": {**JOB, "headers": {**HEADERS, "compression": "application/x-gzip"}},
    "no headers": {name: value for name, value in JOB.items() if name != "headers"},
}


@pytest.mark.parametrize("properties", UNREADABLE.values(), ids=UNREADABLE)
def test_properties_that_the_library_cannot_read_are_left_out(properties: dict[str, object]) -> None:
    with pytest.raises(REFUSED_BY_THE_LIBRARY):
        Arrivals(frame_handler).feed(TEXT, properties)
    (message,) = Arrivals().feed(TEXT, properties).messages
    assert (message.properties, bytes(message.body)) == ({}, TEXT)


@pytest.mark.parametrize("properties", UNLIKE_A_JOB.values(), ids=UNLIKE_A_JOB)
def test_properties_that_are_no_jobs_are_left_out_before_anything_is_decoded(properties: dict[str, object]) -> None:
    (message,) = Arrivals().feed(zlib.compress(TEXT), properties).messages
    assert message.properties == {}


def test_a_routing_key_that_is_no_text_is_left_out() -> None:
    arrivals = Arrivals().feed(TEXT, JOB, route=b"\xff\xfe")
    assert arrivals.deliveries == [pack(">HH", BASIC, DELIVER) + short(b"None4") + pack(">QB", 7, 0) + b"\0\0"]


def test_a_body_that_is_too_large_for_a_job_is_never_kept() -> None:
    arrivals = Arrivals().feed(b"x" * (BODY_AT_MOST_BYTES + 1), JOB)
    (message,) = arrivals.messages
    assert (message.properties, message.body) == ({}, "")


def test_what_comes_after_a_body_that_was_not_kept_is_taken() -> None:
    arrivals = Arrivals().feed(b"x" * (BODY_AT_MOST_BYTES + 1), JOB).feed(TEXT, JOB)
    assert bytes(arrivals.messages[1].body) == TEXT


def test_a_job_is_taken_after_a_body_that_never_came_to_its_end() -> None:
    arrivals = Arrivals()
    for frame in frames_of(b"x" * (BODY_AT_MOST_BYTES + 1), JOB)[:4]:
        arrivals.take(frame)
    assert bytes(arrivals.feed(TEXT, JOB).messages[1].body) == TEXT


def test_a_body_that_is_not_kept_counts_as_a_sign_of_life() -> None:
    body = b"x" * (BODY_AT_MOST_BYTES + 1)
    arrivals = Arrivals().feed(body, JOB)
    assert arrivals.connection.bytes_recv == len(frames_of(body, JOB))


def test_the_largest_body_is_taken() -> None:
    (message,) = Arrivals().feed(b" " * BODY_AT_MOST_BYTES, JOB).messages
    assert len(message.body) == BODY_AT_MOST_BYTES
