"""The schedule of faults: what was asked for, and the same again for the same seed."""

from random import Random

from tests.faults.schedule import Fault, spread


def test_a_schedule_has_each_fault_as_often_as_asked_in_order_and_within_the_run() -> None:
    faults = spread(Random(7), {"kill": 20, "cut": 30}, 60)
    assert sorted(fault.kind for fault in faults) == ["cut"] * 30 + ["kill"] * 20
    assert [fault.at for fault in faults] == sorted(fault.at for fault in faults)
    assert all(0 <= fault.at <= 60 for fault in faults)
    assert max(fault.at for fault in faults) - min(fault.at for fault in faults) > 30


def test_one_seed_gives_one_schedule() -> None:
    schedule = spread(Random(7), {"kill": 3, "cut": 2}, 60)
    assert spread(Random(7), {"cut": 2, "kill": 3}, 60) == schedule
    assert spread(Random(8), {"kill": 3, "cut": 2}, 60) != schedule
    assert spread(Random(7), {}, 60) == []
    assert Fault(schedule[0].at, schedule[0].kind) == schedule[0]
