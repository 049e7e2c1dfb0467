"""What holds for reports that misbehave or are interrupted. `make soak` runs the same, more often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import interruptions, misbehaviour
from tests.faults.outcome import Outcome
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.faults.site import Site

# Servers of its own beside those of the other files, so that both can run at the same time.
pytestmark = pytest.mark.xdist_group("faults-interrupted")


@pytest.fixture(scope="module")
def misbehaved(
    postgres_of_the_run: PrivatePostgres, rabbitmq_of_the_run: PrivateRabbitMQ, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Outcome]:
    """The runs that mostly wait, at the same time, each on a site of its own."""
    postgres_of_the_run.start()
    rabbitmq_of_the_run.start()
    runs: dict[str, Callable[[Site], Outcome]] = {
        "poison": lambda site: misbehaviour.poison(1, site),
        "slow": lambda site: misbehaviour.slow(2, site),
        "frozen": lambda site: misbehaviour.frozen(1, 1, site),
        "stop": interruptions.worker_is_told_to_stop,
    }

    # Not in the threads: the first of them to ask makes the folder of all, and the others would make it too.
    folders = {name: tmp_path_factory.mktemp(name) / "site" for name in runs}

    def ran(name: str) -> Outcome:
        with Site(postgres_of_the_run, rabbitmq_of_the_run, folders[name]) as site:
            return runs[name](site)

    with ThreadPoolExecutor(len(runs)) as pool:
        return dict(zip(runs, pool.map(ran, runs), strict=True))


def test_a_report_that_kills_its_process_has_three_attempts(misbehaved: dict[str, Outcome]) -> None:
    assert misbehaved["poison"].failures == []


def test_a_report_that_takes_too_long_is_ended_after_a_minute(misbehaved: dict[str, Outcome]) -> None:
    assert misbehaved["slow"].failures == []


def test_the_result_of_a_process_that_was_frozen_is_refused(misbehaved: dict[str, Outcome]) -> None:
    assert misbehaved["frozen"].failures == []


def test_a_worker_told_to_stop_lets_its_report_end_or_gives_it_back(misbehaved: dict[str, Outcome]) -> None:
    assert misbehaved["stop"].failures == []


def test_a_report_interrupted_three_times_prints_the_same(site: Site) -> None:
    assert interruptions.three_times(site).failures == []


def test_who_waits_does_not_notice_a_restart_of_the_database(site: Site) -> None:
    assert interruptions.database_restarts_while_waiting(site).failures == []
