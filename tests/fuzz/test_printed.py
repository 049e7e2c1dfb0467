"""The inspection of outputs finds what may not be in them."""

import pytest

from tests.fuzz.printed import faults, texts

BAD = [
    (b"a\x1b[31mred", "plain"),
    (b"a\x9b31m", "plain"),
    (b"a\rb", "table"),
    (b"a\tb", "markdown"),
    ("a\u202eb".encode(), "rst"),
    ("a\u2067b".encode(), "html"),
    ("a\u2028b".encode(), "csv"),
    ("a\x85b".encode(), "page"),
    (b"title\n=1+1\n", "csv"),
    (b'title\n"=1+1"\n', "csv"),
    (b"title,x\na,@x\n", "csv"),
    (b"title\n-1+1\n", "csv"),
    (b'title\n"\tx"\n', "csv"),
    (b"{", "json"),
    (b'{"a": 1}\n{', "jsonl"),
    (b"<p><script>x</script></p>", "page"),
    (b'<p onclick="x">', "html"),
    (b'<a href="javascript:x">', "page"),
    (b"<svg><script/></svg>", "svg"),
    (b"<svg><text>&</text></svg>", "svg"),
    (b"\xff", "plain"),
]
GOOD = [
    (b"a\\x1b[31mred\tb\n", "plain"),
    (b"title,n\n'=1+1,-5\nx,-0.25\n", "csv"),
    ('{"title": "\u202e\\u001b"}'.encode(), "json"),
    (b"<p>&lt;script&gt; onclick=1</p>", "page"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><text>&amp;</text></svg>', "svg"),
]


@pytest.mark.parametrize(("written", "format_name"), BAD)
def test_what_may_not_be_in_an_output_is_found(written: bytes, format_name: str) -> None:
    assert list(faults(written, format_name))


@pytest.mark.parametrize(("written", "format_name"), GOOD)
def test_what_may_be_there_is_not(written: bytes, format_name: str) -> None:
    assert list(faults(written, format_name)) == []


def test_every_text_of_json_is_seen() -> None:
    assert list(texts(b'[{"a": ["b", {"c": "d"}]}, 1]', "json")) == ["a", "b", "c", "d"]
    assert list(texts(b'{"a": "b"}\n"c"\n', "jsonl")) == ["a", "b", "c"]
