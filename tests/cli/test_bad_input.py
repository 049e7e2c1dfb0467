"""A wrong value anywhere: one line that says what is wrong, the right exit code, and nothing changed."""

from pathlib import Path

import pytest

from tests.cli.conftest import Radar

UUID = "00000000-0000-4000-8000-000000000000"

# The command line, its exit code, and words of its error line. Task 1 is todo, task 2 done, in project web.
BAD_INPUTS: list[tuple[list[str], int, str]] = [
    (["nonsense"], 2, "no such command 'nonsense'"),
    (["--nonsense"], 2, "no such option: --nonsense"),
    (["task", "ad"], 2, "Did you mean 'add'?"),
    (["task", "add"], 2, "missing argument 'TITLE'"),
    (["task", "add", ""], 2, "the title is empty"),
    (["task", "add", "  \t "], 2, "the title is empty"),
    (["task", "add", "x" * 501], 2, "the title has 501 characters: use at most 500"),
    (["task", "add", "x" * 10_000], 2, "the title has 10000 characters"),
    (["task", "add", "two\nlines"], 2, "the title has several lines"),
    (["task", "add", "nul\0"], 2, "NUL"),
    (["task", "add", "broken \udcff"], 2, "not valid UTF-8"),
    (["task", "add", "x", "--description", "d" * 65_537], 2, "longer than 64 KiB"),
    (["task", "add", "x", "--priority", "hgih"], 2, "there is no priority 'hgih'"),
    (["task", "add", "x", "--priority", "3"], 2, "use low, medium, high, urgent"),
    (["task", "add", "x", "--priority"], 2, "requires an argument"),
    (["task", "add", "x", "--assignee", "ana"], 2, "'ana' is not an e-mail address"),
    (["task", "add", "x", "--assignee", "zoe@example.com"], 5, "nobody in your projects is zoe@example.com"),
    (["task", "add", "x", "--project", "nope"], 5, "there is no project 'nope'"),
    (["task", "add", "x", "--project", "%"], 5, "there is no project '%'"),
    (["task", "add", "x", "y"], 2, "extra argument(s) (y): put several words between quotes, or see radar task add"),
    (["task", "list", "-tag:later"], 2, "no such option: -t: write not for the - that a filter begins with, or see"),
    (["task", "show", "-t"], 2, "no such option: -t: see radar task show --help"),
    (["task", "add", "-"], 2, "there are no titles on stdin"),
    (["task", "show"], 2, "missing argument 'ID'"),
    (["task", "show", "99"], 5, "there is no task 99"),
    (["task", "show", "one"], 2, "'one' is not a task number"),
    (["task", "show", "0"], 2, "'0' is not a task number"),
    (["task", "show", "1.5"], 2, "'1.5' is not a task number"),
    (["task", "show", "1e3"], 2, "'1e3' is not a task number"),
    (["task", "show", "²"], 2, "'²' is not a task number"),
    (["task", "show", "9223372036854775808"], 2, "is not a task number"),
    (["task", "show", "9223372036854775807"], 5, "there is no task 9223372036854775807"),
    (["task", "show", "--", "-1"], 2, "'-1' is not a task number"),
    (["task", "show", "\x1b[31m"], 2, "is not a task number"),
    (["task", "start"], 2, "missing argument 'ID...'"),
    (["task", "start", "2"], 1, "task 2 is done: reopen it first"),
    (["task", "start", "1", "99"], 5, "there is no task 99"),
    (["task", "done", "2"], 1, "task 2 is done: there is nothing to do"),
    (["task", "done", "1", "2"], 1, "task 2 is done"),
    (["task", "done", "1", "x"], 2, "'x' is not a task number"),
    (["task", "done", "-"], 2, "there are no task numbers on stdin"),
    (["task", "reopen", "1"], 1, "only a task that is done or cancelled can be reopened"),
    (["task", "cancel", "2"], 1, "task 2 is done"),
    (["task", "edit", "1"], 2, "there is nothing to change"),
    (["task", "edit", "1", "--title", ""], 2, "the title is empty"),
    (["task", "edit", "1", "--priority", "none"], 2, "there is no priority 'none'"),
    (["task", "edit", "1", "99", "--title", "x"], 5, "there is no task 99"),
    (["task", "delete", "1"], 2, "confirm it with --yes"),
    (["task", "delete", "99", "--yes"], 5, "there is no task 99"),
    (["task", "log", "99"], 5, "there is no task 99"),
    (["task", "list", "--project", "nope"], 5, "there is no project 'nope'"),
    (["task", "list", "--project", "web", "--all-projects"], 2, "choose one of them"),
    (["task", "list", "--status", "doing"], 2, "there is no status 'doing'"),
    (["task", "list", "--status", ""], 2, "there is no status"),
    (["task", "list", "--status", "todo,"], 2, "there is no status"),
    (["task", "list", "--status", "todo", "--sort", "done"], 2, "only finished tasks can be sorted by done"),
    (["task", "list", "--sort", "color"], 2, "tasks cannot be sorted by 'color'"),
    (["task", "list", "--limit", "0"], 2, "give a whole number from 1 up"),
    (["task", "list", "--limit", "many"], 2, "'many' is not a number of things"),
    (["task", "list", "--after", "99"], 5, "there is no task 99"),
    (["task", "list", "--created-since", "01/02/2026"], 2, "'01/02/2026' is not a date"),
    (["task", "list", "--created-since", "2026-02-30"], 2, "there is no day 2026-02-30"),
    (["task", "list", "--done-until", "99999-01-01"], 2, "is not a date"),
    (["task", "list", "--done-since", "9999-01-01"], 2, "out of range"),
    (["task", "list", "--done-since", "2w"], 2, "2w is in the future: write -7d for 7 days ago"),
    (["task", "list", "--created-since", "someday"], 2, "'someday' is not a date"),
    (["task", "list", "--assignee", "x y@z"], 2, "is not an e-mail address"),
    (["task", "list", "--format", "xml"], 2, "there is no format 'xml'"),
    (["task", "list", "--format", "unsafehtml"], 2, "there is no format 'unsafehtml'"),
    (["task", "list", "--format", ""], 2, "there is no format ''"),
    (["task", "list", "--json", "id,colour"], 2, "there is no field 'colour': choose from id, project"),
    (["task", "list", "--json", "id,,title"], 2, "empty field name"),
    (["task", "list", "--json", "id,id"], 2, "names a field twice"),
    (["task", "list", "--json", "id", "--columns", "id"], 2, "choose one of them"),
    (["task", "list", "--json", "id", "--format", "csv"], 2, "--json goes with"),
    (["task", "list", "--columns", "nope"], 2, "there is no field 'nope'"),
    (
        ["task", "list", "--output", "/no/such/folder/file"],
        1,
        "cannot be written (No such file or directory)",
    ),
    (["task", "list", "--text", "\udcff"], 2, "not valid UTF-8"),
    (["project", "show", "\udcff"], 2, "not valid UTF-8"),
    (["auth", "login", "--email", "\udcff@x.org", "--password-stdin"], 2, "not valid UTF-8"),
    (["auth", "login", "--email", "", "--password-stdin"], 2, "is not an e-mail address"),
    (["project", "add", ""], 2, "the project name is empty"),
    (["project", "add", "web"], 2, "its owner has a project named web already"),
    (["project", "add", "WEB"], 2, "already"),
    (["project", "add", "x" * 101], 2, "the project name has 101 characters"),
    (["project", "show", "nope"], 5, "there is no project 'nope'"),
    (["project", "edit", "web"], 2, "missing option '--name'"),
    (["project", "edit", "nope", "--name", "x"], 5, "there is no project 'nope'"),
    (["project", "archive", "nope"], 5, "there is no project 'nope'"),
    (["project", "delete", "web"], 2, "confirm it with --yes"),
    (["project", "delete", "nope"], 5, "there is no project 'nope'"),
    (["project", "delete", "nope", "--yes"], 5, "there is no project 'nope'"),
    (["project", "use", "nope"], 5, "there is no project 'nope'"),
    (["project", "members", "add", "zoe@example.com"], 5, "nobody is registered as zoe@example.com"),
    (["project", "members", "add", "zoe"], 2, "'zoe' is not an e-mail address"),
    (["project", "members", "add", "a@b.c", "--role", "king"], 2, "there is no role 'king'"),
    (["project", "members", "remove", "zoe@example.com"], 5, "zoe@example.com is not in web"),
    (["auth", "register"], 2, "the e-mail address is missing: give it with --email"),
    (["auth", "register", "--email", "a@b.c"], 2, "the name is missing: give it with --name"),
    (["auth", "register", "--email", "a@b.c", "--name", "A"], 2, "the password is missing"),
    (
        ["auth", "register", "--email", "nobody", "--name", "A", "--password-stdin"],
        2,
        "not an e-mail address",
    ),
    (["auth", "register", "--email", "a@b.c", "--name", "A", "--password-stdin"], 2, "has 0 characters"),
    (["auth", "login", "--email", "a@b.c", "--password-stdin"], 4, "the password is wrong"),
    (["auth", "passwd", "--password-stdin"], 2, "has 0 characters"),
    (["report", "daily-sumary"], 2, "Did you mean 'daily-summary'?"),
    (["report", "daily-summary", "--project", "nope"], 5, "there is no project 'nope'"),
    (["report", "daily-summary", "--tz", "Mars/Base"], 2, "there is no time zone 'Mars/Base'"),
    (["report", "daily-summary", "--tz", "../../etc/passwd"], 2, "there is no time zone"),
    (["report", "daily-summary", "--timeout", "-1"], 2, "'-1' is not a time in seconds"),
    (["report", "daily-summary", "--timeout", "soon"], 2, "'soon' is not a time in seconds"),
    (["report", "daily-summary", "--json", "nope"], 2, "there is no field 'nope'"),
    (["report", "show", "xyz"], 2, "is not a report id"),
    (["report", "show", UUID], 5, "there is no report"),
    (["report", "wait", UUID], 5, "there is no report"),
    (["report", "cancel", UUID], 5, "there is no report"),
    (["report", "retry", UUID], 5, "there is no report"),
    (["report", "list", "--limit", "0"], 2, "give a whole number"),
    (["config", "get", "colour"], 2, "there is no setting 'colour'"),
    (["config", "set", "colour", "red"], 2, "there is no setting 'colour'"),
    (["config", "set", "log_level", "loud"], 2, "log_level cannot be 'loud'"),
    (["config", "set", "timezone", "Mars/Base"], 2, "there is no time zone 'Mars/Base'"),
    (["config", "set", "database_url", "mysql://x/y"], 2, "radar has no driver for 'mysql'"),
    (["config", "set", "project", "a\x07b"], 2, "control characters"),
    (["worker"], 2, "no broker is configured"),
    (["worker", "--concurrency", "0"], 2, "'0' is not a number of things"),
    (["worker", "--loglevel", "loud"], 2, "there is no log level 'loud'"),
    (["demo", "--keep", "/no/such/folder/demo.db"], 3, "cannot be made"),
    (["demo", "--keep", ""], 2, "--keep '' names no file: give one, or leave --keep out"),
    (["demo", "--keep", "~nobody-there/demo.db"], 2, "begins with an unknown user's home"),
    (["demo", "--json", "nope"], 2, "there is no field 'nope'"),
    (["import", "jsonl", "/dev/full"], 2, "/dev/full is a device, whose lines may never end"),
    (["import", "csv", "/dev/zero"], 2, "/dev/zero is a device"),
    (["task", "list", "--output", ""], 2, "--output '' names no file: give one, or leave --output out"),
    (["task", "list", "--output", "-"], 2, "--output '-' names no file"),
    (["export", "tasks", "--output", "-"], 2, "--output '-' names no file"),
    (["export", "all", "--output", ""], 2, "--output '' names no file"),
    (["report", "throughput", "--chart", ""], 2, "--chart '' names no file"),
    (["report", "throughput", "--html", "-"], 2, "--html '-' names no file"),
    (["schedule", "add", "wip", "--cron", "@daily", "--output", "-"], 2, "--output '-' names no file"),
]

BAD_ENVIRONMENTS: list[tuple[str, str, int, str]] = [
    ("RADAR_DATABASE_URL", "nonsense", 2, "the database URL has no scheme"),
    ("RADAR_DATABASE_URL", "mysql://ana:sekrit@host/db", 2, "no driver for 'mysql'"),
    ("RADAR_DATABASE_URL", "sqlite://", 2, "the SQLite URL names no file"),
    ("RADAR_DATABASE_URL", "sqlite:///:memory:", 2, "would be gone after the command"),
    (
        "RADAR_DATABASE_URL",
        "sqlite:////no/such/folder/radar.db",
        3,
        "/no/such/folder/radar.db cannot be made",
    ),
    ("RADAR_DATABASE_URL", "postgresql://ana:sekrit@127.0.0.1", 2, "names no database"),
    ("RADAR_DATABASE_URL", "postgresql://ana:sekrit@127.0.0.1:port/db", 2, "malformed"),
    ("RADAR_DATABASE_URL", "postgresql://ana:sekrit@127.0.0.1:1/db", 3, "the database cannot be reached"),
    ("RADAR_BROKER_URL", "ana:sekrit@host", 2, "broker_url is no amqp URL (from RADAR_BROKER_URL)"),
    ("RADAR_BROKER_URL", "amqp://ana:sekrit@host:99999999//", 2, "broker_url is no amqp URL"),
    ("RADAR_DATABASE_URL", "postgresql://ana:sek@rit@127.0.0.1/db", 2, "malformed"),
    ("RADAR_DATABASE_URL", "postgresql://ana:sekrit@127.0.0.1/db?foo=bar", 2, "not one of libpq's"),
    ("RADAR_PROJECT", "\udcff", 2, "project is not valid UTF-8"),
    ("RADAR_PROJECT", "\x1b[31mweb", 2, "project has control characters (from RADAR_PROJECT): leave them out"),
    ("RADAR_TIMEZONE", "Mars/Base", 2, "there is no time zone 'Mars/Base'"),
    ("RADAR_LOG_LEVEL", "loud", 2, "log_level cannot be 'loud' (from RADAR_LOG_LEVEL)"),
    ("RADAR_TOKEN", "forged", 4, "the login has expired or is not valid here"),
    ("RADAR_TOKEN", "\udcff", 4, "the login has expired or is not valid here"),
]


@pytest.fixture
def tasks(radar: Radar, web: None) -> None:
    radar("task", "add", "-", stdin="one\ntwo\n")
    radar("task", "done", "2")


def test_the_table_is_as_long_as_promised() -> None:
    assert len(BAD_INPUTS) + len(BAD_ENVIRONMENTS) >= 60


@pytest.mark.parametrize(
    ("arguments", "line", "complaint"),
    [
        (["task", "add", "-"], "x" * 501, "the title has 501 characters"),
        (["task", "done", "-"], "one", "'one' is not a"),
    ],
)
def test_a_bad_line_of_stdin_is_named(radar: Radar, web: None, arguments: list[str], line: str, complaint: str) -> None:
    result = radar(*arguments, stdin=f"1\n\n{line}\n")
    assert (result.code, result.out) == (2, "")
    assert f"line 3: {complaint}" in result.err


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    BAD_INPUTS,
    ids=lambda value: None if isinstance(value, int) else ascii(value)[:60],
)
def test_bad_input_gets_one_line_and_changes_nothing(
    radar: Radar, embedded: Path, arguments: list[str], code: int, words: str
) -> None:
    before = _dump(embedded)
    result = radar(*arguments)
    assert (result.code, result.out) == (code, "")
    _assert_one_line(result.err, words)
    assert _dump(embedded) == before


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(("variable", "value", "code", "words"), BAD_ENVIRONMENTS)
def test_a_bad_environment_gets_one_line_and_tells_no_secret(
    radar: Radar, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, code: int, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    result = radar("report", "daily-summary")
    assert (result.code, result.out) == (code, "")
    _assert_one_line(result.err, words)
    assert "sekrit" not in result.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("project = ", "is not valid TOML"),
        ("colour = 'red'", "has an unknown setting 'colour'"),
        ("project = 3", "project in"),
        ("log_level = 'loud'", "log_level cannot be 'loud'"),
        (b"project = '\xff'", "is not valid TOML"),
    ],
)
def test_a_bad_config_file_gets_one_line(radar: Radar, home: Path, content: str | bytes, words: str) -> None:
    file = home / ".config" / "radar" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = radar("task", "list")
    assert result.code == 2
    _assert_one_line(result.err, words)


def _assert_one_line(text: str, words: str) -> None:
    assert text.startswith("radar: "), text
    assert text.count("\n") == 1, text
    assert text.endswith("\n")
    assert text[:-1].isprintable(), ascii(text)
    assert ": " in text.removeprefix("radar: ")
    assert words in text


def _dump(file: Path) -> bytes:
    """Everything in the database but what failed logins leave behind, which is their purpose."""
    import sqlite3

    connection = sqlite3.connect(file)
    try:
        lines = [line for line in connection.iterdump() if '"login_failures"' not in line]
        return "\n".join(lines).encode()
    finally:
        connection.close()
