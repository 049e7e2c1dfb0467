import re
import unicodedata
from itertools import chain

import pytest

from radar_cli.rendering.safe_text import escaped

BIDI = [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
INVISIBLE = [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]
C0 = [*range(0x20), 0x7F]
C1 = range(0x80, 0xA0)
SEPARATORS = [0x2028, 0x2029]
SURROGATES = [0xD800, 0xDBFF, 0xDC00, 0xDFFF]


@pytest.mark.parametrize("code", [*C0, *C1, *BIDI, *INVISIBLE, *SEPARATORS, *SURROGATES], ids=hex)
def test_an_unsafe_character_is_written_out_in_printable_ascii(code) -> None:
    written = escaped(f"a{chr(code)}b")
    assert re.fullmatch(r"a\\(n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4})b", written)


def test_no_control_surrogate_or_line_separator_of_unicode_is_let_through() -> None:
    unsafe = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cs", "Zl", "Zp")]
    assert [character for character in unsafe if escaped(character) == character] == []


def test_no_two_unsafe_characters_are_written_alike() -> None:
    codes = [*C0, *C1, *BIDI, *INVISIBLE, *SEPARATORS, *SURROGATES]
    assert len({escaped(chr(code)) for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", r"a\nb"),
        ("a\tb", r"a\tb"),
        ("a\r\nb", r"a\r\nb"),
        ("a\0b", r"a\x00b"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]52;c;cm0gLXJm\a", r"\x1b]52;c;cm0gLXJm\x07"),
        ("\x1b]8;;https://evil.example\x1b\\ok", r"\x1b]8;;https://evil.example\x1b\ok"),
        ("\x9b31m", r"\x9b31m"),
        ("\x9d52;c;eA==\x9c", r"\x9d52;c;eA==\x9c"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\ud800", r"\ud800"),
    ],
)
def test_a_sequence_that_drives_terminals_is_shown_as_text(text, expected) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fix login",
        "caf\u00e9",
        "cafe\u0301",
        "\u65e5\u672c\u8a9e",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u05e9\u05dc\u05d5\u05dd",
        "\U0001f600",
        "no\u00a0break",
        "back\\slash \\n",
        "[bold]not markup[/bold]",
    ],
)
def test_ordinary_text_stays_as_it_is(text) -> None:
    assert escaped(text) == text


def test_escaped_text_escapes_to_itself() -> None:
    once = escaped("".join(map(chr, chain(C0, C1, BIDI, INVISIBLE))))
    assert escaped(once) == once


def test_characters_to_keep_are_kept_and_no_others() -> None:
    assert escaped("a\nb\tc\rd\x1be", keep="\n\t") == "a\nb\tc\\rd\\x1be"


def test_lines_that_are_kept_end_as_on_unix() -> None:
    assert escaped("one\r\ntwo\rthree\n", keep="\n") == "one\ntwo\\rthree\n"
