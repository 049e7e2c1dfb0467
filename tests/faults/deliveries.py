"""Messages that come again and again, and messages that radar never sent."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

from kombu.connection import Connection

from radar_cli.broker import TASK_NAME
from tests.faults import verdict
from tests.faults.outcome import Outcome
from tests.faults.site import Site

WITHIN_SECONDS = 60
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many reports are delivered how often each."""

    reports: int
    deliveries: int


SMALL = Numbers(reports=5, deliveries=10)
FULL = Numbers(reports=50, deliveries=10)
MEGABYTES = 10


def duplicates(numbers: Numbers, random: Random, site: Site) -> Outcome:
    """Each message comes many times, in any order, to several workers."""
    ids = [site.submit()[0] for _ in range(numbers.reports)]
    messages = [str(report_id) for report_id in ids for _ in range(numbers.deliveries - 1)]
    random.shuffle(messages)
    with Connection(site.rabbitmq.url) as connection, connection.SimpleQueue(site.queue) as queue:
        for report_id in messages:
            body, headers = _message(report_id)
            queue.put(body, headers=headers)
    site.start_workers(2)
    site.wait_until_finished(WITHIN_SECONDS)
    _wait_until_drained(site)
    judged = verdict.of(site)
    kept = len(site.ledger.entries("kept"))
    wrong = [] if kept == judged.attempts == numbers.reports else [f"{judged.attempts} claims, {kept} results"]
    return Outcome(
        "duplicates",
        f"{numbers.reports} ids, each delivered {numbers.deliveries} times",
        f"{judged}; {kept} results",
        [*judged.failures, *wrong],
    )


def forged(site: Site) -> Outcome:
    """Messages of strangers are acknowledged and logged, and the worker goes on."""
    (worker,) = site.start_workers(1)
    sent = 0
    with Connection(site.rabbitmq.url) as connection, connection.SimpleQueue(site.queue) as queue:
        for (body, headers), serializer in _forgeries():
            queue.put(body, headers=headers, serializer=serializer)
            sent += 1
    site.submit()
    site.wait_until_finished(WITHIN_SECONDS)
    _wait_until_drained(site)
    judged = verdict.of(site)
    dropped = worker.log.read_text().count("no report job was dropped")
    passed_over = worker.log.read_text().count("is not to be computed now")
    failures = [] if worker.alive else ["the worker ended"]
    failures += [] if judged.statuses == {"ready": 1} else [str(judged)]
    failures += [] if dropped + passed_over == sent else [f"{dropped + passed_over} of {sent} messages were logged"]
    seen = f"{dropped} dropped, {passed_over} passed over, the worker lives and computes"
    return Outcome("forged messages", f"{sent} messages", seen, [*judged.failures, *failures])


def _message(*arguments: object) -> tuple[Any, Any]:
    """Body and headers as Celery makes them."""
    headers = {"lang": "py", "task": TASK_NAME, "id": str(uuid4()), "root_id": str(uuid4()), "retries": 0}
    return [list(arguments), {}, {}], headers


def _forgeries() -> Iterator[tuple[tuple[Any, Any], str]]:
    yield _message("junk"), "json"
    yield _message(str(uuid4())), "json"
    yield _message("x" * MEGABYTES * MEGABYTE), "json"
    yield _message(str(uuid4())), "pickle"
    for arguments in ((), (1, 2, 3), (None,), ({"a": 1},), ([[]],)):
        yield _message(*arguments), "json"


def _wait_until_drained(site: Site) -> None:
    with Connection(site.rabbitmq.url) as connection:
        channel = connection.channel()
        give_up_at = time.monotonic() + WITHIN_SECONDS
        while channel.queue_declare(site.queue, passive=True).message_count and time.monotonic() < give_up_at:
            time.sleep(0.1)
    time.sleep(1)  # the last of them are with a worker by now
