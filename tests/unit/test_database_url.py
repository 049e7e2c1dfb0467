from pathlib import Path

import pytest

from radar_cli.database.url import of_file, parse
from radar_cli.errors import BadInput


def test_four_slashes_are_an_absolute_path() -> None:
    url = parse("sqlite:////srv/radar.db")
    assert (url.dialect, url.path, url.dsn) == ("sqlite", Path("/srv/radar.db"), "")


def test_three_slashes_are_a_path_from_here(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse("sqlite:///sub/radar.db").path == tmp_path / "sub" / "radar.db"


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert parse("sqlite:///~/radar.db").path == tmp_path / "radar.db"


def test_a_file_named_in_two_ways_is_one_database(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse("sqlite:///radar.db") == parse(f"sqlite:///{tmp_path}/radar.db") == of_file(Path("radar.db"))


def test_a_file_is_told_by_its_absolute_path() -> None:
    assert parse("sqlite:////srv/radar.db").identity == "sqlite:////srv/radar.db"


def test_two_files_are_two_databases() -> None:
    assert parse("sqlite:////srv/a.db").identity != parse("sqlite:////srv/b.db").identity


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite://:memory:", "sqlite:////:memory:"])
def test_a_database_in_memory_is_refused(url) -> None:
    with pytest.raises(BadInput, match=r"^a database in memory would be gone after the command: name a file$"):
        parse(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://radar.db", "sqlite://host/radar.db"])
def test_a_sqlite_url_without_a_path_is_refused(url) -> None:
    with pytest.raises(BadInput, match=r"^the SQLite URL names no file: "):
        parse(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:secret@db.example.com/radar",
        "postgres://db.example.com/radar",
        "postgresql://ana:p%40ss@db.example.com:6432/radar?sslmode=require",
        "postgresql:///radar",
    ],
)
def test_libpq_gets_a_postgresql_url_as_it_was_written(url) -> None:
    parsed = parse(url)
    assert (parsed.dialect, parsed.dsn, parsed.path) == ("postgresql", url, Path())


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("postgresql://db/radar", "postgresql://db:5432/radar"),
        ("postgresql://db:6432/radar", "postgresql://db:6432/radar"),
        ("postgresql://DB/radar", "postgresql://db:5432/radar"),
        ("postgresql://db/Radar", "postgresql://db:5432/Radar"),
        ("postgres://db/radar?sslmode=require", "postgresql://db:5432/radar"),
        ("postgresql:///radar", "postgresql://:5432/radar"),
    ],
)
def test_a_postgresql_database_is_told_by_host_port_and_name(url, identity) -> None:
    assert parse(url).identity == identity


def test_a_changed_password_leaves_the_database_the_same() -> None:
    assert parse("postgresql://ana:old@db/radar").identity == parse("postgresql://ana:new@db/radar").identity


@pytest.mark.parametrize("password", ["secret", "s%40cret", "se:cret", "s%2Fcret"])
def test_an_identity_says_no_password(password) -> None:
    assert parse(f"postgresql://ana:{password}@db/radar").identity == "postgresql://db:5432/radar"


@pytest.mark.parametrize("url", ["postgresql://db", "postgresql://db/", "postgresql://", "postgresql://db?x=y"])
def test_a_postgresql_url_without_a_name_is_refused(url) -> None:
    with pytest.raises(BadInput, match=r"^the PostgreSQL URL names no database: "):
        parse(url)


@pytest.mark.parametrize("host", ["db:99999", "db:-1", "db:port", "[::1", "db:5432:5432"])
def test_a_malformed_postgresql_url_is_refused(host) -> None:
    with pytest.raises(BadInput, match=r"^the PostgreSQL URL is malformed: "):
        parse(f"postgresql://{host}/radar")


@pytest.mark.parametrize("url", ["", "radar.db", "/srv/radar.db", "postgresql:db/radar", "host=db dbname=radar"])
def test_a_text_without_a_scheme_is_refused(url) -> None:
    with pytest.raises(BadInput, match=r"^the database URL has no scheme: write sqlite:"):
        parse(url)


@pytest.mark.parametrize("scheme", ["mysql", "postgresql+psycopg2", "http"])
def test_another_scheme_is_refused_by_name(scheme) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(f"{scheme}://db/radar")
    assert refusal.value.what == f"radar has no driver for '{scheme}' databases"


@pytest.mark.parametrize("scheme", ["x" * 20, "\x1b[31m", "\u202ex"])
def test_a_scheme_that_is_no_word_is_not_repeated(scheme) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(f"{scheme}://db/radar")
    assert refusal.value.what == "radar has no driver for 'that' databases"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ana:secret@db/radar",
        "postgresql://ana:secret@db:port/radar",
        "postgresql://ana:secret@db/",
        "postgresql://ana:secret/x@db/radar",
        "ana:secret@db/radar",
        "sqlite://ana:secret@db/radar",
        "password=secret",
    ],
)
def test_an_error_never_says_the_password(url) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(url)
    assert "secret" not in str(refusal.value)


def test_the_options_of_a_url_tell_databases_apart_too() -> None:
    urls = (
        "postgresql:///db?host=a",
        "postgresql:///db?host=b",
        "postgresql:///db?host=b&port=1",
        "postgresql:///?dbname=x",
    )
    assert len({parse(url).identity for url in urls}) == 4


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:12/sekrit@host/db",
        "postgresql://ana:12@sekrit@host/db",
        "postgresql://ana:sekrit%zz@host/db",
        "postgresql://ana:sekrit%0@host/db",
        "postgresql://ana:sekrit%00@host/db",
        "postgresql://ana:12 sekrit@host/db",
        "postgresql://host/db?user=ana&password=sekrit%zz",
    ],
)
def test_a_password_that_should_have_been_encoded_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(url)
    assert "sekrit" not in str(refused.value)
