"""What is said of a filter that cannot be understood."""

from datetime import UTC, datetime

import pytest

from radar_cli.domain.filters.syntax import DEEPEST, MOST_CHARACTERS, MOST_VALUES, parse
from radar_cli.errors import BadInput


def said(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        parse(text, lambda: datetime(2026, 3, 2, tzinfo=UTC), lambda: UTC)
    return str(caught.value)


AT = "in the filter at character"
FIELDS = (
    "id, project, title, description, text, status, priority, assignee, tag, created, started, done, cancelled, due,"
    " ref, reopened, version, is, depends, blocks"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tag:x stauts:todo", f"{AT} 7: there is no field 'stauts': did you mean status?"),
        ("created_at:today", f"{AT} 1: there is no field 'created_at': did you mean created?"),
        (
            "http://x",
            f"{AT} 1: there is no field 'http': use {FIELDS}; put text that is searched in double quotes",
        ),
        ("status:todo,dnoe", f"{AT} 13: there is no status 'dnoe': did you mean done?"),
        (
            "status:xyz",
            f"{AT} 8: there is no status 'xyz': use todo, in_progress, done, cancelled, open, closed, finished, all",
        ),
        (
            "tag!:q",
            f"{AT} 1: 'tag!:q' is no condition: write it like status:todo or priority>=high, or put the text in double"
            " quotes",
        ),
        ("tag:a && tag:b", f"{AT} 7: '&&' is no condition: write and for it, or put the text in double quotes"),
        ("tag:a | tag:b", f"{AT} 7: '|' is no condition: write or for it, or put the text in double quotes"),
        ("-!tag:a", f"{AT} 2: '!tag:a' is no condition: write not for it, or put the text in double quotes"),
        ("+later", f"{AT} 1: '+later' is no condition: write tag:NAME for it, or put the text in double quotes"),
        ("-priority>hihg", f"{AT} 11: there is no priority 'hihg': did you mean high?"),
        ("is:redy", f"{AT} 4: there is no state 'redy': did you mean ready?"),
        ("is:foo", f"{AT} 4: there is no state 'foo': use open, done, blocked, overdue, ready"),
        (
            "due<01/02/2026",
            f"{AT} 5: '01/02/2026' is not a date: write 2026-01-31, 2026-01-31T08:15, today, fri, +3d or -2w",
        ),
        ("due:2026-02-30", f"{AT} 5: there is no day 2026-02-30: check the month and the day"),
        ("id:x", f"{AT} 4: 'x' is not a number: write a whole one like 7"),
        ("id:1,-2", f"{AT} 6: '-2' is not a number: write a whole one like 7"),
        ("id:9223372036854775808", f"{AT} 4: '9223372036854775808' is not a number: write a whole one like 7"),
        (
            "assignee:bob",
            f"{AT} 10: 'bob' is not an e-mail address: write it like ana@example.com, me, none or any",
        ),
        ("(a or b", f"{AT} 1: this bracket is not closed: add the )"),
        ("a (b (c)", f"{AT} 3: this bracket is not closed: add the )"),
        ("a) b", f"{AT} 2: no bracket is open that this one closes: leave it out, or open one before"),
        (")", f"{AT} 1: no bracket is open that this one closes: leave it out, or open one before"),
        ("a ()", f"{AT} 4: there is nothing between the brackets: leave them out"),
        ("a (", f"{AT} 4: a condition is missing: write one, or leave the bracket out"),
        ("a or", f"{AT} 3: nothing follows 'or': write a condition, or \"or\" for the word"),
        ("(a OR )", f"{AT} 4: nothing follows 'or': write a condition, or \"or\" for the word"),
        ("or a", f"{AT} 1: nothing comes before 'or': write a condition, or \"or\" for the word"),
        ("a and or b", f"{AT} 3: nothing follows 'and': write a condition, or \"and\" for the word"),
        ("a not", f"{AT} 3: nothing follows 'not': write a condition, or \"not\" for the word"),
        ("a - b", f"{AT} 3: nothing follows the -: write what is not to be right after it, like -tag:later"),
        ('tag:""', f"{AT} 5: there is nothing between the quotes: write the text, or leave them out"),
        ('a "  "', f"{AT} 3: there is nothing between the quotes: write the text, or leave them out"),
        ('text:"abc', f'{AT} 6: the quotes are not closed: end them with ", and write \\" for one inside'),
        (
            'text:"abc\\"',
            f'{AT} 6: the quotes are not closed: end them with ", and write \\" for one inside',
        ),
        ("a tag<b", f"{AT} 6: tag has no order, so there is no <: write tag:VALUE, or tag!=VALUE for the others"),
        ("id<1,2", f"{AT} 6: < compares with one value: leave the others out"),
        ("due<none", f"{AT} 5: nothing is before or after none: write due:none, or a value"),
        ("status:", f"{AT} 8: a value is missing after 'status:': write it without a space, like status:todo"),
        ("status: todo", f"{AT} 8: a value is missing after 'status:': write it without a space, like status:todo"),
        ("status:todo,", f"{AT} 13: a value is missing after ',': write it without a space, like status:todo"),
        (
            "priority >= high",
            f"{AT} 10: there is no field before >=: write it without spaces, like priority>=high, or put the text in"
            " double quotes",
        ),
        (
            "text:f(x)",
            f"{AT} 7: '(' follows without a space: put a space between, or the whole text in double quotes",
        ),
        (
            '"a"b',
            f"{AT} 4: 'b' follows without a space: put a space between, or the whole text in double quotes",
        ),
        ("a\0b", f"{AT} 1: 'a\\x00b' cannot be in a task: leave out what is not text"),
        ("  ", "the filter is empty: write a condition like status:todo, or leave it out"),
        ("a" * (MOST_CHARACTERS + 1), "the filter has 4001 characters: use at most 4000"),
        (
            "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
            f"{AT} 11: there are more than 10 levels: use fewer brackets and negations",
        ),
        (
            "-" * (MOST_CHARACTERS - 1) + "a",
            f"{AT} 11: there are more than 10 levels: use fewer brackets and negations",
        ),
        ("a " * (MOST_VALUES + 1), f"{AT} 1001: there are more than 500 values: ask for less at once"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_how_to_mend_it(text: str, message: str) -> None:
    assert said(text) == message


def test_what_cannot_be_printed_is_shown_in_escapes() -> None:
    assert said("\x1b[31m:x").startswith(f"{AT} 1: there is no field '\\x1b[31m'")


def test_a_long_word_is_shortened() -> None:
    assert said("x" * 100 + ":y").startswith(f"{AT} 1: there is no field '{'x' * 40}…'")
