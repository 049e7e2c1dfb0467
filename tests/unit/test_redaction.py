import time

import pytest

from radar_cli.redaction import redacted, redacted_setting


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://ana:secret@host/db", "postgresql://ana:***@host/db"),
        ("postgresql://ana:s@cr@t@host/db", "postgresql://ana:***@host/db"),
        ("postgresql://ana:se:cret@host:5432/db", "postgresql://ana:***@host:5432/db"),
        ("postgresql://ana:s%2Fcret@host/db?sslmode=require", "postgresql://ana:***@host/db?sslmode=require"),
        ("postgresql://ana:s?c#r$t@host/db", "postgresql://ana:***@host/db"),
        ("postgresql://ana:secret@[::1]:5432/db", "postgresql://ana:***@[::1]:5432/db"),
        ("amqp://guest:secret@rabbit:5672//", "amqp://guest:***@rabbit:5672//"),
        ("redis://:secret@host", "redis://:***@host"),
        ("postgresql+psycopg2://ana:secret@host/db", "postgresql+psycopg2://ana:***@host/db"),
        ("AMQPS://guest:secret@rabbit", "AMQPS://guest:***@rabbit"),
        (
            "cannot reach amqp://a:secret@b, nor postgresql://c:secret@d/e",
            "cannot reach amqp://a:***@b, nor postgresql://c:***@d/e",
        ),
        ("first line\namqp://a:secret@b\nlast line", "first line\namqp://a:***@b\nlast line"),
    ],
)
def test_the_password_in_a_url_is_hidden_and_the_rest_stays(text, expected) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("host=db password=secret user=ana", "host=db password=*** user=ana"),
        ("password=secret", "password=***"),
        ("host=db password = secret user=ana", "host=db password = *** user=ana"),
        ("host=db PASSWORD=secret", "host=db PASSWORD=***"),
        ("password='two words' user=ana", "password=*** user=ana"),
        (r"password='it\'s secret' user=ana", "password=*** user=ana"),
        (r"password='back\\' user=ana", "password=*** user=ana"),
        ("password='' user=ana", "password=*** user=ana"),
        ("postgresql://host/db?password=secret&user=ana", "postgresql://host/db?password=***&user=ana"),
        ("host/db?options=-cmy.password%3Dsecret&user=ana", "host/db?options=-cmy.password%3D***&user=ana"),
    ],
)
def test_the_password_in_a_connection_string_is_hidden_and_the_rest_stays(text, expected) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fix login",
        "mail ana@example.com",
        "postgresql://ana@host/db",
        "postgresql://host:5432/db",
        "sqlite:////home/ana/radar.db",
        "https://example.com/a:b@c",
        "at 08:15 ana@example.com wrote",
        "the password has 3 characters: use 12 to 128 of them",
        "use --password-stdin",
    ],
)
def test_text_without_a_password_stays_as_it_is(text) -> None:
    assert redacted(text) == text


def test_what_is_hidden_stays_hidden_when_it_is_redacted_again() -> None:
    once = redacted("amqp://a:secret@b password='two words'")
    assert redacted(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ana@corp:sekrit@host/db",
        "postgresql://ana:se/krit@host/db",
        "postgresql://host/db?sslpassword=sekrit",
        "PGPASSWORD=sekrit psql",
    ],
)
def test_unusual_ways_to_write_a_password_are_known(text: str) -> None:
    assert "krit" not in redacted(text)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a." * 500_000, "password" * 100_000])
def test_long_words_take_no_time(text: str) -> None:
    started = time.monotonic()
    assert redacted(text) == text
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("postgresql://ana:two words@host/db", "postgresql://ana:***@host/db"),
        ("amqp://guest:two\nlines@host//", "amqp://guest:***@host//"),
        ("postgresql://host/db?password=secret", "postgresql://host/db?password=***"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("sqlite:////home/ana/my tasks.db", "sqlite:////home/ana/my tasks.db"),
    ],
)
def test_the_password_in_a_setting_is_hidden_even_where_the_url_is_wrong(value, expected) -> None:
    assert redacted_setting(value) == expected
