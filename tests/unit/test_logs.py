import json
import logging
import re

import pytest

from radar_cli import logs


@pytest.fixture(autouse=True)
def root_logger():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def log_a_failure(message: str, error: str) -> None:
    try:
        raise RuntimeError(error)
    except RuntimeError:
        logging.getLogger("radar.test").exception(message)


def test_a_text_line_says_when_how_bad_who_and_what(capsys) -> None:
    logs.configure("info", "text")
    logging.getLogger("radar.test").info("claimed %s", "a report")
    line = capsys.readouterr().err
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z INFO radar\.test claimed a report\n", line)


def test_logs_leave_stdout_alone(capsys) -> None:
    logs.configure("debug", "text")
    logging.getLogger("radar.test").error("broken")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("level", "logged"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_what_is_below_the_level_is_not_logged(level, logged, capsys) -> None:
    logs.configure(level, "text")
    for name in ("debug", "info", "warning", "error"):
        getattr(logging.getLogger("radar.test"), name)(name)
    assert [line.split()[-1] for line in capsys.readouterr().err.splitlines()] == logged


def test_a_json_line_is_one_object(capsys) -> None:
    logs.configure("info", "json")
    logging.getLogger("radar.test").warning("two\nlines of %d", 1)
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", entry.pop("time"))
    assert entry == {"level": "WARNING", "logger": "radar.test", "message": "two\nlines of 1"}


def test_a_traceback_follows_a_text_line(capsys) -> None:
    logs.configure("info", "text")
    log_a_failure("it failed", "broken")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("ERROR radar.test it failed")
    assert lines[-1] == "RuntimeError: broken"


def test_a_traceback_is_inside_its_json_line(capsys) -> None:
    logs.configure("info", "json")
    log_a_failure("it failed", "broken")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["traceback"].endswith("RuntimeError: broken")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_password_is_hidden_in_message_and_traceback(form, capsys) -> None:
    logs.configure("info", form)
    log_a_failure("cannot reach amqp://a:secret@b", "connection to postgresql://c:secret@d/e password=secret")
    logged = capsys.readouterr().err
    assert "secret" not in logged
    assert "amqp://a:***@b" in logged
    assert "postgresql://c:***@d/e password=***" in logged


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_password_in_an_argument_is_hidden(form, capsys) -> None:
    logs.configure("info", form)
    logging.getLogger("radar.test").info("cannot reach %s", "amqp://a:secret@b")
    assert "secret" not in capsys.readouterr().err


def test_configuring_again_replaces_the_old_set_up(capsys) -> None:
    logs.configure("debug", "text")
    logs.configure("debug", "json")
    logging.getLogger("radar.test").info("once")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_silence_logs_nothing_not_even_an_error(capsys) -> None:
    logs.configure("debug", "text")
    logs.silence()
    logging.getLogger("radar.test").critical("broken")
    assert capsys.readouterr().err == ""
