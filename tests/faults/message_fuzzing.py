"""Thousands of hostile messages among real reports."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import uuid4

from tests.faults import verdict
from tests.faults.hostile_messages import HostileMessages
from tests.faults.outcome import Outcome
from tests.faults.raw_amqp import RawPublisher
from tests.faults.site import FaultyWorker, Site

WITHIN_SECONDS = 120
SETTLED_WITHIN_SECONDS = 30
# A worker that computes real reports takes about 70 MB; a bomb among the messages would make it 300 MB.
MEMORY_AT_MOST_MB = 200


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many hostile messages the broker is to take, and after how many of them a real report comes."""

    messages: int
    report_after: int


SMALL = Numbers(messages=400, report_after=20)
FULL = Numbers(messages=10_000, report_after=50)


def run(numbers: Numbers, random: Random, site: Site) -> Outcome:
    """The worker lives, computes every real report once, and does nothing that a message asks for."""
    site.moment_seconds = 0.02
    (worker,) = site.start_workers(1)
    trap = site.folder / "trap"
    with site.rabbitmq.connection() as connection:
        channel = connection.channel()
        spy, fanout = f"spy-{uuid4().hex[:12]}", f"fanout-{uuid4().hex[:12]}"
        channel.queue_declare(spy, auto_delete=False)
        channel.exchange_declare(fanout, "fanout", auto_delete=False)
        channel.queue_bind(site.queue, fanout)
        sent = _sent(numbers, HostileMessages(random, trap, spy, fanout, [site.submit()[0]]), site)
        drained = _drained(channel, site.queue)
        site.wait_until_finished(WITHIN_SECONDS)
        sent_by_worker = channel.queue_declare(spy, passive=True).message_count
    accounted = _accounted(worker, numbers.messages)
    memory = max(most_memory(pid) for pid in (worker.process.pid, *worker.children()))
    judged = verdict.of(site)
    wrong = {
        "the worker ended": not worker.alive,
        "the queue was not drained": not drained,
        f"{judged}": judged.statuses != {"ready": judged.accepted} or judged.attempts != judged.accepted,
        "a message was executed": trap.exists(),
        f"the worker sent {sent_by_worker} messages for a stranger": bool(sent_by_worker),
        f"it took {memory} MB": memory > MEMORY_AT_MOST_MB,
        f"of {numbers.messages} messages {accounted} were logged": accounted != numbers.messages,
        "there is a traceback in its log": "Traceback" in worker.log.read_text(),
    }
    seen = f"{sent} sent for that, {accounted} dropped or passed over; {judged}; at most {memory} MB"
    failures = [*judged.failures, *(what for what, is_so in wrong.items() if is_so)]
    return Outcome("fuzzed messages", f"{numbers.messages:,} messages taken by the broker", seen, failures)


def _sent(numbers: Numbers, messages: HostileMessages, site: Site) -> int:
    """Send them, with real reports among them, until the broker has taken enough; gives how many that needed."""
    taken = 0
    with RawPublisher(site.rabbitmq.connection, site.queue) as publisher:
        for sent, message in enumerate(messages, 1):
            if sent % numbers.report_after == 0:
                site.submit()
            taken += publisher.put(message)
            if taken == numbers.messages:
                return sent
    raise AssertionError("there is no end to them")


def _drained(channel: object, queue: str) -> bool:
    give_up_at = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < give_up_at:
        if not channel.queue_declare(queue, passive=True).message_count:  # type: ignore[attr-defined]
            return True
        time.sleep(0.2)
    return False


def _accounted(worker: FaultyWorker, taken: int) -> int:
    """How many messages the worker says it dropped or passed over, as soon as it is all of them."""
    give_up_at = time.monotonic() + SETTLED_WITHIN_SECONDS
    while (found := _count(worker.log)) < taken and worker.alive and time.monotonic() < give_up_at:
        time.sleep(0.5)
    return found


def _count(log: Path) -> int:
    said: Sequence[str] = ("no report job was dropped", "is not to be computed now")
    return sum(log.read_text(errors="replace").count(words) for words in said)


def most_memory(pid: int) -> int:
    """The most that a process had in memory at once, in megabytes; 0 of one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")), 0)
