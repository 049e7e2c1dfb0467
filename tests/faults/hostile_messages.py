"""What somebody who reaches the broker might put into the queue of report jobs, made up from a seed."""

import bz2
import gzip
import json
import lzma
import os
import pickle
import string
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from struct import pack
from uuid import UUID, uuid4

from radar_cli.broker import TASK_NAME
from tests.faults.raw_amqp import RawMessage, Typed, long

MEGABYTE = 1_000_000
BOMB_BYTES = 300 * MEGABYTE
ENCODINGS = ("utf-8", "binary", "us-ascii", "utf-16", "utf-7", "idna", "zlib_codec", "bz2_codec", "rot13", "nope", "")
CONTENT_TYPES = (
    "application/json",
    "application/x-python-serialize",
    "application/x-yaml",
    "application/x-msgpack",
    "application/data",
    "application/text",
    "text/plain",
    "",
)
NUMBERS = (0, -1, 1, 2**31, 2**63 - 1, -(2**63), 1e308, float("nan"), float("inf"))
OTHER_TASKS = ("celery.map", "celery.chain", "celery.backend_cleanup", "celery.accumulate", "os.system", "", "radar")


class Opening:
    """An object whose pickle makes a file when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.open, (self.path, os.O_CREAT | os.O_WRONLY)


class HostileMessages:
    """An endless, repeatable row of them.

    `trap` is a file that is made if anything of a message is executed, `spy` a queue to which the worker is asked to
    send, `fanout` an exchange that leads to the worker's queue, and `others` are ids of reports that are there.
    """

    def __init__(self, random: Random, trap: Path, spy: str, fanout: str, others: Sequence[UUID]) -> None:
        self.random = random
        self.trap = trap
        self.spy = spy
        self.fanout = fanout
        self.others = others
        self.bombs = dict(_bombs())

    def __iter__(self) -> Iterator[RawMessage]:
        kinds = (
            *(self._noise, self._pickled, self._yaml, self._deep, self._other_task, self._other_shape),
            *(self._celerys_headers, self._celerys_orders, self._odd_headers, self._odd_encoding, self._compressed),
            *(self._odd_properties, self._unknown_report, self._others_report, self._bent, self._odd_route),
        )
        while True:
            yield self._huge() if self.random.random() < 1 / 500 else self.random.choice(kinds)()

    @staticmethod
    def job(report_id: object) -> RawMessage:
        """What radar itself sends."""
        task_id = str(uuid4())
        headers = {"lang": "py", "task": TASK_NAME, "id": task_id, "root_id": task_id}
        body = json.dumps([[str(report_id)], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
        properties = {"content_type": "application/json", "content_encoding": "utf-8", "headers": headers}
        return RawMessage(body.encode(), {**properties, "delivery_mode": 2})

    def _noise(self) -> RawMessage:
        body = self.random.randbytes(self.random.randrange(2000))
        return self._with(replace(self.job(""), body=body), content_type=self.random.choice(CONTENT_TYPES))

    def _pickled(self) -> RawMessage:
        body = pickle.dumps(Opening(self.trap), protocol=self.random.randrange(5))
        kind = self.random.choice(("application/x-python-serialize", "application/json", "application/data"))
        return self._with(replace(self.job(""), body=body), content_type=kind, content_encoding="binary")

    def _yaml(self) -> RawMessage:
        body = f"!!python/object/apply:os.open ['{self.trap}', {os.O_CREAT | os.O_WRONLY}]".encode()
        return self._with(replace(self.job(""), body=body), content_type="application/x-yaml")

    def _huge(self) -> RawMessage:
        body = b'[["' + b"x" * self.random.randrange(MEGABYTE, 20 * MEGABYTE) + b'"], {}, {}]'
        return replace(self.job(""), body=body)

    def _deep(self) -> RawMessage:
        depth = self.random.choice((10, 1000, 20_000))
        return replace(self.job(""), body=b"[" * depth + b"]" * depth * self.random.randrange(2))

    def _other_task(self) -> RawMessage:
        return self._with_headers(self.job(self._uuid()), {"task": self.random.choice(OTHER_TASKS)})

    def _other_shape(self) -> RawMessage:
        shapes: Sequence[object] = ({}, [], None, 7, "text", [[]], [[], {}, {}], [[1], {}, {}], {"task": TASK_NAME})
        arguments = self.random.choice(([], [None], [{}], [["x"]], [1, 2], ["x" * 1000], ["\ud800"], [NUMBERS[4]]))
        body = json.dumps(self.random.choice((*shapes, [arguments, {"self": 1}, {}]))).encode()
        return replace(self.job(""), body=body)

    def _celerys_headers(self) -> RawMessage:
        names = ("eta", "expires", "retries", "timelimit", "group", "group_index", "shadow", "origin", "ignore_result")
        names += (
            "replaced_task_nesting",
            "stamped_headers",
            "stamps",
            "root_id",
            "parent_id",
            "id",
            "lang",
            "argsrepr",
        )
        chosen = self.random.sample(names, self.random.randrange(1, 6))
        times = ("2999-01-01T00:00:00", "1970-01-01T00:00:00+00:00", "soon", "9" * 50)
        values = (*times, *NUMBERS, None, [], {}, [None, None], [1, "x"], True)
        return self._with_headers(self.job(self._uuid()), {name: self.random.choice(values) for name in chosen})

    def _celerys_orders(self) -> RawMessage:
        task = self.random.choice((TASK_NAME, *OTHER_TASKS))
        signature = {"task": task, "args": [str(self.trap)], "kwargs": {}, "options": {"queue": self.spy}}
        names = ("callbacks", "errbacks", "chain", "chord")
        orders = {name: self.random.choice(([signature], signature, "x", 1)) for name in names}
        body = json.dumps([[str(self._uuid())], {}, orders]).encode()
        return self._with(replace(self.job(""), body=body), reply_to=self.spy, correlation_id=str(self._uuid()))

    def _odd_headers(self) -> RawMessage:
        values = (
            Typed(b"T", pack(">Q", self.random.choice((2**63, 2**64 - 1, 253402300800)))),
            Typed(b"D", pack(">Bi", 255, -1)),
            Typed(b"S", long(b"\xff\xfe")),
            Typed(b"B", b"\xff"),
            Typed(b"f", pack(">f", float("nan"))),
            nested(self.random.choice((10, 500, 5000))),
            self.random.randbytes(300),
            *NUMBERS[:6],
        )
        keys = ("task", "id", "x", "compression", b"\xff\xfe", b"", "x" * 255)
        chosen: dict[str | bytes, object] = {
            self.random.choice(keys): self.random.choice(values) for _ in range(self.random.randrange(1, 4))
        }
        message = self.job(self._uuid())
        return (
            self._with_headers(message, chosen) if self.random.random() < 0.5 else self._with(message, headers=chosen)
        )

    def _odd_encoding(self) -> RawMessage:
        message = self.job(self._uuid())
        kind, encoding = self.random.choice(CONTENT_TYPES), self.random.choice(ENCODINGS)
        if self.random.random() < 0.3:
            kind, encoding, message = "application/data", "bz2_codec", replace(message, body=self.bombs["bzip2"])
        return self._with(message, content_type=kind, content_encoding=encoding)

    def _compressed(self) -> RawMessage:
        names = (*self.bombs, "application/x-gzip", "application/x-bz2", "zstd", "brotli", "nope")
        name = self.random.choice(names)
        body = self.bombs.get(name, self.random.choice(list(self.bombs.values())))
        return self._with_headers(replace(self.job(""), body=body), {"compression": name})

    def _odd_properties(self) -> RawMessage:
        bad = self.random.choice((b"\xff\xfe", b"\xed\xa0\x80", b"\0", b"x" * 255))
        texts = ("content_type", "content_encoding", "correlation_id", "reply_to", "message_id", "type", "app_id")
        odd: dict[str, object] = {self.random.choice(texts): bad for _ in range(self.random.randrange(1, 4))}
        numbers = {"priority": self.random.randrange(256), "delivery_mode": self.random.randrange(256)}
        return self._with(self.job(self._uuid()), **odd, **numbers, timestamp=self.random.choice((0, 2**64 - 1)))

    def _unknown_report(self) -> RawMessage:
        return self.job(self._uuid())

    def _others_report(self) -> RawMessage:
        return self.job(self.random.choice(self.others))

    def _bent(self) -> RawMessage:
        body = bytearray(self.job(self._uuid()).body)
        for _ in range(self.random.randrange(1, 6)):
            body[self.random.randrange(len(body))] = self.random.randrange(256)
        return replace(self.job(""), body=bytes(body))

    def _odd_route(self) -> RawMessage:
        key = self.random.choice((b"\xff\xfe", b"\xed\xa0\x80", b"\0", string.printable.encode()))
        return replace(self.job(self._uuid()), exchange=self.fanout, routing_key=key)

    def _with(self, message: RawMessage, **properties: object) -> RawMessage:
        return replace(message, properties={**message.properties, **properties})

    def _with_headers(self, message: RawMessage, headers: Mapping[str | bytes, object]) -> RawMessage:
        known = message.properties["headers"]
        assert isinstance(known, dict)
        return self._with(message, headers={**known, **headers})

    def _uuid(self) -> UUID:
        return UUID(bytes=self.random.randbytes(16), version=4)


def nested(depth: int) -> Typed:
    """An array within an array, and so on."""
    value = Typed(b"V", b"")
    for _ in range(depth):
        value = Typed(b"A", long(value.letter + value.content))
    return value


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Small bodies that become large ones, by the name of their compression."""
    zeros = bytes(BOMB_BYTES)
    yield "gzip", gzip.compress(zeros, 9)
    yield "zlib", zlib.compress(zeros, 9)
    yield "bzip2", bz2.compress(zeros)
    yield "lzma", lzma.compress(zeros)
