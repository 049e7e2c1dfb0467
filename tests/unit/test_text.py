import pytest

from radar_cli.domain import text
from radar_cli.errors import BadInput

ONE_LINERS = [text.title, lambda value: text.name(value, "title")]
SURROGATES = ["\ud800", "\udfff", "a\udc80b", "\ud83d\ude00"]


@pytest.mark.parametrize("line", ONE_LINERS)
class TestLine:
    @pytest.mark.parametrize("value", ["x", "Fix login", "\u65e5\u672c\u8a9e", "\U0001f600", "a\tb", "'; DROP"])
    def test_is_kept_as_it_is(self, line, value) -> None:
        assert line(value) == value

    @pytest.mark.parametrize("value", [" x", "x\n", "\t x \r\n", "\u3000x\u00a0"])
    def test_is_trimmed(self, line, value) -> None:
        assert line(value) == "x"

    @pytest.mark.parametrize("value", ["", " ", "\n\t\r", "\u3000"])
    def test_is_refused_when_it_is_empty(self, line, value) -> None:
        with pytest.raises(BadInput, match=r"^the title is empty: give it at least one character$"):
            line(value)

    @pytest.mark.parametrize("separator", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
    def test_is_refused_when_it_has_several_lines(self, line, separator) -> None:
        with pytest.raises(BadInput, match=r"^the title has several lines: put it on one line$"):
            line(f"a{separator}b")

    @pytest.mark.parametrize("value", ["\0", "a\0b"])
    def test_is_refused_with_a_nul(self, line, value) -> None:
        with pytest.raises(BadInput, match=r"^the title contains a NUL character: check "):
            line(value)

    @pytest.mark.parametrize("value", SURROGATES)
    def test_is_refused_with_a_lone_surrogate(self, line, value) -> None:
        with pytest.raises(BadInput, match=r"^the title is not valid UTF-8: "):
            line(value)


@pytest.mark.parametrize(("line", "longest"), [(ONE_LINERS[0], 500), (ONE_LINERS[1], 100)])
def test_a_line_has_at_most_so_many_characters(line, longest) -> None:
    assert len(line("\u65e5" * longest)) == longest
    with pytest.raises(BadInput, match=f"^the title has {longest + 1} characters: use at most {longest}$"):
        line("\u65e5" * (longest + 1))


def test_space_around_a_line_does_not_count_as_length() -> None:
    assert text.title(f"{' ' * 300}{'x' * 500}{' ' * 300}") == "x" * 500


def test_a_title_of_ten_kilobytes_is_refused_without_repeating_it() -> None:
    with pytest.raises(BadInput) as refusal:
        text.title("x" * 10_240)
    assert str(refusal.value) == "the title has 10240 characters: use at most 500"


def test_a_refused_name_is_called_what_it_is() -> None:
    with pytest.raises(BadInput, match=r"^the project name is empty"):
        text.name("", "project name")


@pytest.mark.parametrize("value", ["", " ", "a\nb\n", "\r\n", "\x1b[31m", "  kept  "])
def test_a_description_is_kept_as_it_is(value) -> None:
    assert text.description(value) == value


@pytest.mark.parametrize("character", ["x", "\u00e9", "\u65e5", "\U0001f600"])
def test_a_description_has_at_most_64_kib_in_utf8(character) -> None:
    room = 64 * 1024 // len(character.encode())
    assert text.description(character * room) == character * room
    with pytest.raises(BadInput, match=r"^the description is longer than 64 KiB"):
        text.description(character * (room + 1))


@pytest.mark.parametrize(("value", "what"), [("\0", "a NUL character"), ("\udc80", "not valid UTF-8")])
def test_a_description_that_cannot_be_stored_is_refused(value, what) -> None:
    with pytest.raises(BadInput, match=f"^the description (contains|is) {what}"):
        text.description(value)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("ana@example.com", "ana@example.com"),
        (" Ana@Example.COM\n", "ana@example.com"),
        ("ana+radar@example.com", "ana+radar@example.com"),
        ("root@localhost", "root@localhost"),
        ("\u00c9va@example.com", "\u00e9va@example.com"),
    ],
)
def test_an_email_address_is_trimmed_and_in_lower_case(value, address) -> None:
    assert text.email(value) == address


@pytest.mark.parametrize(
    "value",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a@b\nc",
        "owner/a@b",
        "a@b/c",
        "a\0@b",
        "a@b\ud800",
        "a@\u202eb",
        "a\x1b@b",
        "a\u200b@b",
    ],
)
def test_what_does_not_look_like_an_email_address_is_refused(value) -> None:
    with pytest.raises(BadInput, match=r"is not an e-mail address: write it like ana@example.com$"):
        text.email(value)


def test_an_email_address_has_at_most_254_characters() -> None:
    assert text.email("a" * 248 + "@b.com") == "a" * 248 + "@b.com"
    with pytest.raises(BadInput):
        text.email("a" * 249 + "@b.com")


@pytest.mark.parametrize("value", ["x" * 12, "x" * 128, " twelve long ", "\u65e5" * 12])
def test_a_password_is_kept_unchanged(value) -> None:
    assert text.password(value) == value


@pytest.mark.parametrize("length", [0, 11, 129, 10_000])
def test_a_password_of_any_other_length_is_refused(length) -> None:
    with pytest.raises(BadInput, match=f"^the password has {length} characters: use 12 to 128 of them$"):
        text.password("x" * length)


@pytest.mark.parametrize("bad", ["\0", "\ud800"])
def test_a_password_that_cannot_be_encoded_is_refused_without_showing_it(bad) -> None:
    with pytest.raises(BadInput, match=r"^the password (contains a NUL|is not valid UTF-8)") as refusal:
        text.password(f"correct horse{bad}")
    assert "correct horse" not in str(refusal.value)


@pytest.mark.parametrize(("value", "number"), [("1", 1), ("42", 42), ("007", 7), ("9223372036854775807", 2**63 - 1)])
def test_an_identifier_is_a_number(value, number) -> None:
    assert text.identifier(value, "task id") == number


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "-1",
        "+1",
        " 1",
        "1\n",
        "1.0",
        "1e3",
        "0x1f",
        "1_000",
        "9223372036854775808",
        "18446744073709551617",
        "1" * 5000,
        "0" * 19 + "1",
        "\N{ARABIC-INDIC DIGIT THREE}",
        "\N{SUPERSCRIPT TWO}",
        "\N{FULLWIDTH DIGIT ONE}",
        "1; DROP TABLE tasks",
        "\0",
    ],
)
def test_anything_but_plain_digits_within_64_bits_is_no_identifier(value) -> None:
    with pytest.raises(BadInput, match=r"is not a task id: give its number, like 42$"):
        text.identifier(value, "task id")


@pytest.mark.parametrize(("value", "number"), [("1", 1), ("007", 7), ("999999999", 999_999_999)])
def test_a_count_is_a_whole_number_from_one_up(value, number) -> None:
    assert text.count(value) == number


@pytest.mark.parametrize(
    "value", ["", "0", "-1", "+1", " 1", "1.5", "1e3", "1_0", "1000000000", "\N{SUPERSCRIPT TWO}", "many"]
)
def test_anything_else_is_no_count(value) -> None:
    with pytest.raises(BadInput, match=r"is not a number of things: give a whole number from 1 up$"):
        text.count(value)


@pytest.mark.parametrize(
    ("value", "number"), [("0", 0), ("0.5", 0.5), ("30", 30), ("0.000001", 1e-6), ("86400", 86_400)]
)
def test_a_waiting_time_is_a_number_of_seconds_up_to_a_day(value, number) -> None:
    assert text.seconds(value) == number


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-1",
        "+1",
        " 1",
        "1\n",
        ".5",
        "5.",
        "1,5",
        "1e3",
        "nan",
        "inf",
        "30s",
        "86400.000001",
        "86401",
        "999999",
        "0.0000001",
        "\N{ARABIC-INDIC DIGIT THREE}",
    ],
)
def test_anything_else_is_no_waiting_time(value) -> None:
    with pytest.raises(BadInput, match=r"is not a time in seconds: give a number from 0 to 86400$"):
        text.seconds(value)


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\u202e1", "\x9b1m", "\ud800", "\a" * 100])
def test_an_error_writes_control_characters_out(hostile) -> None:
    with pytest.raises(BadInput) as refusal:
        text.identifier(hostile, "task id")
    assert str(refusal.value).isprintable()


def test_an_error_repeats_a_value_of_forty_characters_whole() -> None:
    with pytest.raises(BadInput) as refusal:
        text.identifier("x" * 40, "task id")
    assert refusal.value.what == f"'{'x' * 40}' is not a task id"


def test_an_error_cuts_a_long_value_short_and_marks_the_cut() -> None:
    with pytest.raises(BadInput) as refusal:
        text.identifier("x" * 41, "task id")
    assert refusal.value.what == f"'{'x' * 40}\N{HORIZONTAL ELLIPSIS}' is not a task id"


@pytest.mark.parametrize(
    ("one", "other"), [("Web", "wEB"), ("stra\u00dfe", "STRASSE"), ("\u0395\u03a3", "\u03b5\u03c2")]
)
def test_names_that_differ_in_case_alone_fold_to_the_same(one, other) -> None:
    assert text.folded(one) == text.folded(other)


def test_names_that_differ_in_more_than_case_stay_apart() -> None:
    assert text.folded("web") != text.folded("web2")
