import threading
import time

import pytest

from radar_cli.bounded import within


@pytest.fixture
def release():
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize("value", [42, None, False, [], ""])
def test_a_result_in_time_is_given_whatever_it_is(value) -> None:
    assert within(1, lambda: value) is value


def test_a_result_is_waited_for() -> None:
    assert within(10, lambda: time.sleep(0.05) or "late") == "late"


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt(), SystemExit(3)])
def test_an_error_in_time_is_raised_as_it_was(error) -> None:
    def fail():
        raise error

    with pytest.raises(type(error)) as raised:
        within(1, fail)
    assert raised.value is error


def test_a_function_that_takes_too_long_is_left_behind(release) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError, match=r"^no answer within 0.02 s$"):
        within(0.02, lambda: release.wait(10))
    assert time.monotonic() - started < 5


def test_what_is_left_behind_does_not_keep_the_program_alive(release) -> None:
    threads = []

    def wait():
        threads.append(threading.current_thread())
        release.wait(10)

    with pytest.raises(TimeoutError):
        within(0.05, wait)
    assert threads[0].is_alive()
    assert threads[0].daemon


def test_an_answer_does_not_wait_for_the_end_of_the_time() -> None:
    started = time.monotonic()
    within(60, lambda: None)
    assert time.monotonic() - started < 5
