"""An array that is decoded an item at a time is read as it would be at once."""

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radar_cli.importers.json_text import JsonFault, decode, decoded_items, is_array

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
ARRAYS = st.builds(json.dumps, st.lists(VALUES, max_size=4), indent=st.sampled_from([None, 1]))


def outcome(read: Callable[[], object]) -> object:
    """What is read, or what is wrong and where."""
    try:
        return read()
    except JsonFault as fault:
        return fault.problem, fault.line, fault.column


@given(ARRAYS)
@example(" [ ] ")
@example("\n[\n1,\n2\n]\n")
def test_its_items_are_those_of_the_whole(text: str) -> None:
    assert is_array(text)
    assert list(decoded_items(text)) == decode(text)


@given(ARRAYS, st.integers(0, 60), st.sampled_from(["", ",", "]", "[", '"', "}", "NaN", '{"a": 1, "a": 2}', "x"]))
@example("[1, 2]", 5, "")
@example("[1, 2]", 6, "]")
@example("[1, 2]", 5, ",")
def test_what_is_wrong_is_told_with_the_same_words_and_place(text: str, place: int, put_in: str) -> None:
    broken = "[" + text[1:place] + put_in + ("" if not put_in else text[place:])
    assert outcome(lambda: list(decoded_items(broken))) == outcome(lambda: decode(broken))


def test_an_item_is_there_before_what_follows_it_is_looked_at() -> None:
    items = decoded_items('[{"a": 1}, broken]')
    assert next(items) == {"a": 1}
    with pytest.raises(JsonFault):
        next(items)
