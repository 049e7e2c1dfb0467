"""Reports are asked for while the broker is away, or takes no messages because of an alarm."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from radar_cli.errors import BrokerUnavailable
from tests.faults import verdict
from tests.faults.outcome import Outcome
from tests.faults.proxy import Proxy
from tests.faults.site import Site

ACCEPTED_WITHIN_SECONDS = 5.5
READY_WITHIN_SECONDS = 90
# So many people ask at once.
ASKING = 10


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many reports are asked for, and for how long at least the broker stays away."""

    reports: int
    seconds: float


SMALL = Numbers(reports=10, seconds=5)
FULL = Numbers(reports=100, seconds=30)
ALARM_SMALL = Numbers(reports=3, seconds=0)
ALARM_FULL = Numbers(reports=20, seconds=0)


def stopped(numbers: Numbers, site: Site) -> Outcome:
    """The broker is killed, and comes back."""
    return _away(numbers, site, "broker down at submit", site.rabbitmq.kill, site.rabbitmq.start)


def alarmed(numbers: Numbers, site: Site, resource: str) -> Outcome:
    """The broker runs out of memory or disk, and takes no messages until it has some again."""
    alarm = {"memory": site.rabbitmq.memory_alarm, "disk": site.rabbitmq.disk_alarm}[resource]
    return _away(numbers, site, f"{resource} alarm", lambda: alarm(True), lambda: alarm(False))


def cut_off(numbers: Numbers, site: Site, how: str) -> Outcome:
    """What lies between radar and the broker is silent, or drops connections in the middle of a conversation."""
    host, port = "127.0.0.1", site.rabbitmq.port
    with Proxy(host, port) as proxy:
        site.broker_url = proxy.through(site.rabbitmq.url)
        ways = {"silent": proxy.black_hole, "refused": proxy.refuse, "dropped": lambda: proxy.cut_after(400)}
        return _away(numbers, site, f"broker {how}", ways[how], proxy.open)


def _away(numbers: Numbers, site: Site, name: str, leave: Callable[[], None], come_back: Callable[[], None]) -> Outcome:
    site.start_workers(1)
    leave()
    left_at = time.monotonic()
    with ThreadPoolExecutor(ASKING) as people:
        asked = list(people.map(lambda _: _asked(site), range(numbers.reports)))
    times = [seconds for seconds, _ in asked]
    warned = sum(problem is not None for _, problem in asked)
    time.sleep(max(0.0, left_at + numbers.seconds - time.monotonic()))
    come_back()
    back_at = time.monotonic()
    site.wait_until_finished(READY_WITHIN_SECONDS)
    ready_after = time.monotonic() - back_at
    judged = verdict.of(site)
    failures = [f"accepting a report took {took:.1f} s" for took in times if took > ACCEPTED_WITHIN_SECONDS]
    failures += [f"{judged}"] if judged.statuses != {"ready": numbers.reports} else []
    failures += [] if warned else ["no message was lost: the fault had no effect"]
    return Outcome(
        name,
        f"{numbers.reports} reports",
        f"{judged}; {warned} with a warning; accepted within {max(times):.1f} s, "
        f"ready {ready_after:.0f} s after its return",
        [*judged.failures, *failures],
    )


def _asked(site: Site) -> tuple[float, BrokerUnavailable | None]:
    """How many seconds it took to ask for a report, and what was wrong with the broker."""
    began_at = time.monotonic()
    _, problem = site.submit()
    return time.monotonic() - began_at, problem
