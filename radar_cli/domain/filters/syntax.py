"""From what was typed to an expression."""

from collections.abc import Callable
from datetime import tzinfo

from radar_cli.domain.clock import Clock
from radar_cli.domain.filters.expression import And, Expression, Not, Or
from radar_cli.domain.filters.mistakes import mistake
from radar_cli.domain.filters.scanner import Kind, Word, words
from radar_cli.domain.filters.values import Reader
from radar_cli.errors import BadInput

MOST_CHARACTERS = 4_000
# SQLite limits how deep an expression may be, to 1,000 steps (a value may be one) and to 100 words that are open.
MOST_VALUES = 500
DEEPEST = 10

DANGLING = {Kind.AND: "and", Kind.OR: "or", Kind.NOT: "not"}


def parse(text: str, clock: Clock, zone: Callable[[], tzinfo]) -> Expression:
    """The expression that a filter means.

    Args:
        text: the filter, as docs/filters.md describes it.
        clock: asked once, and only where the filter speaks of the present.
        zone: where days begin; asked only where the filter has a date.

    Raises:
        BadInput: it cannot be understood; the error says at which character, and what could be meant.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"the filter has {len(text)} characters", f"use at most {MOST_CHARACTERS}")
    found = list(words(text))
    if not found:
        raise BadInput("the filter is empty", "write a condition like status:todo, or leave it out")
    _require_few_values(found)
    return _Parser(found, len(text), Reader(clock, zone)).whole()


def _require_few_values(found: list[Word]) -> None:
    count = 0
    for word in found:
        count += len(word.values)
        if count > MOST_VALUES:
            raise mistake(word.offset, f"there are more than {MOST_VALUES} values", "ask for less at once")


class _Parser:
    """Recursive descent: an or of ands of negations, terms and brackets."""

    def __init__(self, found: list[Word], end: int, reader: Reader) -> None:
        self._words = found
        self._end = end
        self._reader = reader
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._any()
        if (word := self._peek()) is not None:
            raise mistake(word.offset, "no bracket is open that this one closes", "leave it out, or open one before")
        return expression

    def _any(self) -> Expression:
        parts = [self._all()]
        while (word := self._taken(Kind.OR)) is not None:
            self._require_part(word)
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Expression:
        parts = [self._one()]
        while True:
            joint = self._taken(Kind.AND)
            if joint is not None:
                self._require_part(joint)
            elif not self._begins_part():
                return parts[0] if len(parts) == 1 else And(tuple(parts))
            parts.append(self._one())

    def _one(self) -> Expression:
        word = self._peek()
        if word is None or word.kind in {Kind.AND, Kind.OR, Kind.CLOSE}:
            raise self._misplaced(word)
        self._next += 1
        if word.kind is Kind.NOT:
            self._require_part(word)
            return Not(self._deeper(word, self._one))
        if word.kind is Kind.OPEN:
            inner = self._deeper(word, self._any)
            if self._taken(Kind.CLOSE) is None:
                raise mistake(word.offset, "this bracket is not closed", "add the )")
            return inner
        return self._reader.term(word)

    def _deeper(self, word: Word, inner: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise mistake(word.offset, f"there are more than {DEEPEST} levels", "use fewer brackets and negations")
        expression = inner()
        self._depth -= 1
        return expression

    def _peek(self) -> Word | None:
        return self._words[self._next] if self._next < len(self._words) else None

    def _taken(self, kind: Kind) -> Word | None:
        word = self._peek()
        if word is None or word.kind is not kind:
            return None
        self._next += 1
        return word

    def _begins_part(self) -> bool:
        word = self._peek()
        return word is not None and word.kind in {Kind.NOT, Kind.OPEN, Kind.TERM, Kind.TEXT}

    def _require_part(self, before: Word) -> None:
        if not self._begins_part():
            name = DANGLING[before.kind]
            raise mistake(before.offset, f"nothing follows '{name}'", f'write a condition, or "{name}" for the word')

    def _misplaced(self, word: Word | None) -> BadInput:
        if word is None:
            return mistake(self._end, "a condition is missing", "write one, or leave the bracket out")
        if word.kind is Kind.CLOSE and self._depth:
            return mistake(word.offset, "there is nothing between the brackets", "leave them out")
        if word.kind is Kind.CLOSE:
            return mistake(word.offset, "no bracket is open that this one closes", "leave it out, or open one before")
        name = DANGLING[word.kind]
        return mistake(word.offset, f"nothing comes before '{name}'", f'write a condition, or "{name}" for the word')
