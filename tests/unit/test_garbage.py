"""The search for garbage is off where it is said to be, and nowhere else."""

import gc
from collections.abc import Iterator

import pytest

from radar_cli.services.garbage import uncollected


@pytest.fixture(autouse=True)
def _left_as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


def test_it_is_off_meanwhile_and_on_again_after_a_failure() -> None:
    gc.enable()

    def fail() -> None:
        with uncollected():
            assert not gc.isenabled()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert gc.isenabled()


def test_it_stays_off_where_it_was() -> None:
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()
