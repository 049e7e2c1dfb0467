"""A worker among messages that are made to end it, to fill it up, or to be executed."""

import bz2
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from struct import pack

import pytest

from tests.faults import message_fuzzing
from tests.faults.hostile_messages import HostileMessages, nested
from tests.faults.message_fuzzing import MEMORY_AT_MOST_MB, most_memory
from tests.faults.raw_amqp import RawMessage, RawPublisher, Typed
from tests.faults.site import Site

pytestmark = pytest.mark.xdist_group("faults")

SEED = 20261125
WITHIN_SECONDS = 60
BOMB = bz2.compress(bytes(500_000_000))


def with_headers(job: RawMessage, headers: Mapping[str, object]) -> RawMessage:
    known = job.properties["headers"]
    assert isinstance(known, Mapping)
    return replace(job, properties={**job.properties, "headers": {**known, **headers}})


def test_a_worker_computes_its_reports_among_fuzzed_messages(site: Site) -> None:
    assert message_fuzzing.run(message_fuzzing.SMALL, Random(SEED), site).failures == []


def test_a_worker_outlives_what_has_ended_one(site: Site) -> None:
    """Each of these ended a worker, and then the next one, or took hundreds of megabytes."""
    job = HostileMessages.job(site.queue)
    mortal = (
        with_headers(job, {"eta": Typed(b"T", pack(">Q", 2**63))}),
        with_headers(job, {"x": nested(5000)}),
        replace(job, properties={**job.properties, "content_type": b"\xff\xfe"}),
        replace(with_headers(job, {"compression": "bzip2"}), body=BOMB),
        replace(job, body=b"x" * 50_000_000),
    )
    (worker,) = site.start_workers(1)
    with RawPublisher(site.rabbitmq.connection, site.queue) as publisher:
        assert all(publisher.put(message) for message in mortal)
    site.submit()
    site.wait_until_finished(WITHIN_SECONDS)
    assert (worker.alive, site.unfinished()) == (True, 0)
    assert most_memory(worker.process.pid) < MEMORY_AT_MOST_MB
