"""What holds for reports while workers, broker and database are killed. `make soak` runs the same, longer."""

from random import Random

import pytest

from tests.faults import broker_away, deliveries, soak
from tests.faults.site import Site

pytestmark = pytest.mark.xdist_group("faults")

SEED = 20261123


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
