"""A worker among messages that are made to end it, to fill it up, or to be executed."""

from random import Random

import pytest

from tests.faults import message_fuzzing
from tests.faults.site import Site

pytestmark = pytest.mark.xdist_group("faults")

SEED = 20261125


def test_a_worker_computes_its_reports_among_fuzzed_messages(site: Site) -> None:
    assert message_fuzzing.run(message_fuzzing.SMALL, Random(SEED), site).failures == []
