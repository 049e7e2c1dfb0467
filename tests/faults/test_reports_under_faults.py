"""What holds for reports whatever happens to workers, broker and database. `make soak` runs the same, longer."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.faults import broker_away, deliveries, interruptions, misbehaviour, soak
from tests.faults.outcome import Outcome
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.faults.site import Site

pytestmark = pytest.mark.xdist_group("faults")

SEED = 20261123
MakeSite = Callable[[str], Site]


@pytest.fixture
def site(private_postgres: PrivatePostgres, private_rabbitmq: PrivateRabbitMQ, tmp_path: Path) -> Iterator[Site]:
    with Site(private_postgres, private_rabbitmq, tmp_path / "site") as made:
        yield made


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

    def ran(name: str) -> Outcome:
        folder = tmp_path_factory.mktemp(name) / "site"
        with Site(postgres_of_the_run, rabbitmq_of_the_run, folder) as site:
            return runs[name](site)

    with ThreadPoolExecutor(len(runs)) as pool:
        return dict(zip(runs, pool.map(ran, runs), strict=True))


def test_no_report_is_lost_or_kept_twice_while_everything_is_killed_in_turn(site: Site) -> None:
    assert soak.run(soak.SMALL, Random(SEED), site).failures == []


def test_reports_are_accepted_in_time_while_the_broker_is_down_and_ready_after_its_return(site: Site) -> None:
    assert broker_away.stopped(broker_away.SMALL, site).failures == []


@pytest.mark.parametrize("resource", ["memory", "disk"])
def test_reports_are_accepted_in_time_while_the_broker_has_an_alarm_and_ready_after_it(
    site: Site, resource: str
) -> None:
    assert broker_away.alarmed(broker_away.ALARM_SMALL, site, resource).failures == []


@pytest.mark.parametrize("how", ["refused", "silent", "dropped"])
def test_reports_are_accepted_in_time_while_the_way_to_the_broker_is_cut(site: Site, how: str) -> None:
    assert broker_away.cut_off(broker_away.ALARM_SMALL, site, how).failures == []


def test_a_message_delivered_ten_times_gives_one_result(site: Site) -> None:
    assert deliveries.duplicates(deliveries.SMALL, Random(SEED), site).failures == []


def test_a_worker_outlives_messages_that_radar_never_sent(site: Site) -> None:
    assert deliveries.forged(site).failures == []


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
