"""The filter language: what is meant by what is typed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from radar_cli.domain.filters.expression import (
    And,
    Expression,
    Field,
    Not,
    Operator,
    Or,
    Overdue,
    Presence,
    Span,
    State,
    Term,
    Value,
    mentions_project,
    mentions_status,
)
from radar_cli.domain.filters.syntax import parse
from radar_cli.domain.task import OPEN_STATUSES, Priority, TaskStatus
from tests.filter_text import rendered
from tests.random_filters import expressions

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def parsed(text: str, zone: ZoneInfo = BERLIN) -> Expression:
    return parse(text, lambda: NOW, lambda: zone)


def term(field: Field, *values: Value, operator: Operator = Operator.IS) -> Term:
    return Term(field, operator, values)


def text(word: str) -> Term:
    return term(Field.TEXT, word)


def moment(at: datetime) -> Span:
    return Span(at, at + timedelta(microseconds=1))


@settings(max_examples=500, deadline=None)
@given(expression=expressions)
def test_what_is_written_from_an_expression_is_read_as_that_expression(expression: Expression) -> None:
    assert parsed(rendered(expression), ZoneInfo("UTC")) == expression


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a b", And((text("a"), text("b")))),
        ("a and b AND c", And((text("a"), text("b"), text("c")))),
        ("a b or c", Or((And((text("a"), text("b"))), text("c")))),
        ("a (b or c)", And((text("a"), Or((text("b"), text("c")))))),
        ("-a b", And((Not(text("a")), text("b")))),
        ("NOT a Or b", Or((Not(text("a")), text("b")))),
        ("-(a b)", Not(And((text("a"), text("b"))))),
        ("--a", Not(Not(text("a")))),
        ("((a))", text("a")),
        ("(a)(b)", And((text("a"), text("b")))),
        ("  a\t\nb ", And((text("a"), text("b")))),
        ("not(a)", Not(text("a"))),
    ],
)
def test_conditions_are_put_together(written: str, meant: Expression) -> None:
    assert parsed(written) == meant


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("login", "login"),
        *[(word, word) for word in ("R&D", "C++", "+1", "~5", "~/x", "wow!", "2*3")],
        ('"fix login"', "fix login"),
        ('"or"', "or"),
        (r'"say \"hi\" \\ \n"', r'say "hi" \ \n'),
        ("one,two", "one,two"),
        ("e-mail", "e-mail"),
        ("C++", "C++"),
        ("why?!", "why?!"),
        ('"-minus"', "-minus"),
        ('"a:b"', "a:b"),
        ("Ärger", "Ärger"),
    ],
)
def test_a_word_or_a_text_in_quotes_is_searched(written: str, searched: str) -> None:
    assert parsed(written) == text(searched)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("id:7", term(Field.ID, 7)),
        ("id:7,8", term(Field.ID, 7, 8)),
        ("id>=7", term(Field.ID, 7, operator=Operator.AT_LEAST)),
        ("reopened>0", term(Field.REOPENED, 0, operator=Operator.ABOVE)),
        ("version=2", term(Field.VERSION, 2)),
        ("depends:7", term(Field.DEPENDS, 7)),
        ("blocks:7", term(Field.BLOCKS, 7)),
        ("project:web", term(Field.PROJECT, "web")),
        ('title:"a, b",c', term(Field.TITLE, "a, b", "c")),
        ("text:a:b", term(Field.TEXT, "a:b")),
        ("STATUS:Todo", term(Field.STATUS, TaskStatus.TODO)),
        ("status:done,in_progress,done", term(Field.STATUS, TaskStatus.IN_PROGRESS, TaskStatus.DONE)),
        ("status:open", term(Field.STATUS, *OPEN_STATUSES)),
        ("status:closed", term(Field.STATUS, TaskStatus.DONE, TaskStatus.CANCELLED)),
        ("status:finished", term(Field.STATUS, TaskStatus.DONE, TaskStatus.CANCELLED)),
        ("status:all", term(Field.STATUS, *TaskStatus)),
        ("status!=done", Not(term(Field.STATUS, TaskStatus.DONE))),
        ("priority<High", term(Field.PRIORITY, Priority.HIGH, operator=Operator.BELOW)),
        ("assignee:ME", term(Field.ASSIGNEE, "me")),
        ("assignee:Ana@Example.com,none", term(Field.ASSIGNEE, "ana@example.com", Presence.NONE)),
        ("tag:any", term(Field.TAG, Presence.ANY)),
        ('tag:"any"', term(Field.TAG, "any")),
        ("ref:PROJ-1", term(Field.REF, "PROJ-1")),
        ("due:none", term(Field.DUE, Presence.NONE)),
        ("is:blocked", term(Field.IS, State.BLOCKED)),
        ("is:open", term(Field.STATUS, *OPEN_STATUSES)),
        ("is:done,ready", Or((term(Field.STATUS, TaskStatus.DONE), term(Field.IS, State.READY)))),
        (
            "is:overdue",
            term(Field.IS, Overdue(NOW, datetime(2026, 3, 1, 23, tzinfo=UTC))),
        ),
    ],
)
def test_a_field_is_compared_with_values(written: str, meant: Expression) -> None:
    assert parsed(written) == meant


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("today", "2026-03-01T23:00Z", "2026-03-02T23:00Z"),
        ("+7d", "2026-03-08T23:00Z", "2026-03-09T23:00Z"),
        ("-1w", "2026-02-22T23:00Z", "2026-02-23T23:00Z"),
        ("2026-03-29", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
        ("2026-10-25", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
        ("2026-03-02T10:30", "2026-03-02T09:30Z", "2026-03-02T09:30:00.000001Z"),
        ("2026-03-02T10:30Z", "2026-03-02T10:30Z", "2026-03-02T10:30:00.000001Z"),
        ('"2026-03-02 10:30"', "2026-03-02T09:30Z", "2026-03-02T09:30:00.000001Z"),
    ],
)
def test_a_day_is_as_long_as_it_is_in_its_zone_and_an_instant_is_itself(written: str, start: str, end: str) -> None:
    span = Span(datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert parsed(f"due:{written}") == term(Field.DUE, span)


def test_what_does_not_speak_of_time_asks_neither_the_clock_nor_the_zone() -> None:
    def unasked() -> ZoneInfo:
        raise AssertionError

    assert parse("login due:none", unasked, unasked)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["status:all", "is:open", "a or -(b done:any)", "cancelled<today", "-is:done"])
def test_a_filter_that_speaks_of_statuses_is_known(written: str) -> None:
    assert mentions_status(parsed(written))


def test_a_filter_that_does_not_is_known_too() -> None:
    assert not mentions_status(parsed("created:today -tag:done status_page"))
    assert not mentions_status(parsed("-is:blocked or is:overdue or is:ready"))
    assert not mentions_project(parsed("text:project"))
    assert mentions_project(parsed("a or not project:web"))
