"""Where the ticks of an axis are, and what stands beside them."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from radar_cli.rendering.ticks import DAY_STEPS, HUGE, MONTH_STEPS, MONTHS, TINY, Tick, months, unit_of

NICE = (1.0, 2.0, 2.5, 5.0)
ROWS_BETWEEN_TICKS = (3, 4, 5)
# For small counts, which have only a few whole numbers.
ROWS_BETWEEN_FEW_TICKS = (7, 15)
# A name is not shown shorter than this if it is longer.
SHORTEST_NAME = 5
BETWEEN_DATES = 2


@dataclass(frozen=True, slots=True)
class Upright:
    """The axis at the side: its ends, its ticks, and how many rows they take; every tick is between two rows."""

    low: float
    high: float
    rows: int
    ticks: Sequence[Tick]

    def row(self, y: float) -> float:
        """How many rows above the lower end."""
        return (y - self.low) / (self.high - self.low) * self.rows


def side_scale(low: float, high: float, height: int, *, whole: bool) -> Upright:
    """The axis for numbers from `low` to `high`, neither above nor below zero both, with the data as tall as can be.

    It takes at most `height` rows, and has a tick every few of them; `whole` keeps ticks to whole numbers.
    """
    if high - low < 1e-200:
        high = low + 1
    best = _tallest(low, high, height, ROWS_BETWEEN_TICKS, whole=whole)
    if best[0] < height / 2:
        best = max(best, _tallest(low, high, height, ROWS_BETWEEN_FEW_TICKS, whole=whole))
    _, between, step = best
    above, below = _rows(high, step / between), _rows(-low, step / between)
    first, last = -(below // between), above // between
    ticks = _ticks(first, max(last, first + 1), step)
    return Upright(-below * step / between, above * step / between, above + below, ticks[: last - first + 1])


def _tallest(low: float, high: float, height: int, choices: Sequence[int], *, whole: bool) -> tuple[float, int, float]:
    """How many rows the data takes, the rows between two ticks, and what is between two ticks, where it takes most."""
    steps = [(between, _step_that_fits(low, high, between, height, whole=whole)) for between in choices]
    return max(((high - low) / step * between, between, step) for between, step in steps)


def _step_that_fits(low: float, high: float, between: int, height: int, *, whole: bool) -> float:
    for step in _nice_steps((high - low) / max(height, 2) * between, whole=whole):
        if _rows(high, step / between) + _rows(-low, step / between) <= max(height, 2):
            return step
    raise AssertionError("steps grow without end")


def _rows(length: float, unit: float) -> int:
    """How many rows a length takes; what is a hair more than a row is no second one."""
    return math.ceil(length / unit - 1e-9)


def number_ticks(low: float, high: float, most: int, *, whole: bool) -> Sequence[Tick]:
    """Ticks at round numbers, the first at or below `low` and the last at or above `high`.

    There are at most `most` intervals between them; `whole` keeps them to whole numbers.
    """
    if high - low < 1e-200:
        high = low + 1
    for step in _nice_steps((high - low) / most, whole=whole):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= most:
            return _ticks(first, max(last, first + 1), step)
    raise AssertionError("steps grow without end")


def _nice_steps(at_least: float, *, whole: bool) -> Iterator[float]:
    """Round numbers in rising order, without end, from about this one on."""
    magnitude = 10.0 ** math.floor(math.log10(at_least))
    while True:
        yield from (step for step in (factor * magnitude for factor in NICE) if not whole or step.is_integer())
        magnitude *= 10


def _ticks(first: int, last: int, step: float) -> Sequence[Tick]:
    digits = 2 - math.floor(math.log10(step))
    places = [round(position * step, digits) for position in range(first, last + 1)]
    return [Tick(*pair) for pair in zip(places, _number_labels(places), strict=True)]


def _number_labels(places: Sequence[float]) -> Sequence[str]:
    largest = max(map(abs, places))
    if largest >= HUGE or places[1] - places[0] < TINY:
        return [f"{place:g}" for place in places]
    unit, suffix = unit_of(largest)
    decimals = next(
        (count for count in range(4) if all(_is_whole(place / unit * 10**count) for place in places)),
        4,
    )
    return [f"{place / unit:.{decimals}f}{suffix}" if place else "0" for place in places]


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6


def day_ticks(low: float, high: float, columns: int) -> Sequence[Tick]:
    """Ticks at days, weeks, months, quarters or years: as many as have room for their dates side by side."""
    for step in DAY_STEPS:
        ticks = [*_days(low, high, step, columns)]
        if ticks and _have_room(ticks, low, high, columns):
            return ticks
    for step in MONTH_STEPS:
        ticks = [*_months(low, high, step, columns)]
        if len(ticks) > 1 and _have_room(ticks, low, high, columns):
            return ticks
    return [Tick(float(math.ceil(low)), _short_date(_day(low)))]


def _days(low: float, high: float, step: int, columns: int) -> Iterator[Tick]:
    """Every so many days; from a Monday on, if it is weeks."""
    if (high - low) / step > columns:
        return
    # Ordinal 1 is a Monday.
    first = math.ceil(low)
    first += (1 - first) % 7 if step % 7 == 0 else 0
    for ordinal in range(first, math.floor(high) + 1, step):
        yield Tick(float(ordinal), _short_date(_day(ordinal)))


def _months(low: float, high: float, step: int, columns: int) -> Iterator[Tick]:
    """The first days of every so many months, counted from January, or from a round year; January is its year."""
    if (high - low) / (step * 28) > columns:
        return
    first, last = max(math.ceil(low), 1), min(math.floor(high), date.max.toordinal())
    for ordinal in months(first, last, step) if first <= last else ():
        day = date.fromordinal(ordinal)
        yield Tick(float(ordinal), str(day.year) if day.month == 1 else MONTHS[day.month - 1])


def _have_room(ticks: Sequence[Tick], low: float, high: float, columns: int) -> bool:
    return all(
        (later.at - sooner.at) / (high - low) * columns >= (len(sooner.label) + len(later.label)) / 2 + BETWEEN_DATES
        for sooner, later in pairwise(ticks)
    )


def _day(ordinal: float) -> date:
    return date.fromordinal(min(max(math.floor(ordinal), 1), date.max.toordinal()))


def _short_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def days_shown(low: float, high: float) -> str:
    """From when to when an axis of days goes, with the years that its ticks leave out."""
    start, end = _day(low), _day(high)
    return start.isoformat() if start == end else f"{start.isoformat()} to {end.isoformat()}"


def names_shown(widths: Sequence[int], columns: int) -> tuple[int, int]:
    """Every how many names one is shown, and how wide it may be, for names that are `widths` cells wide."""
    place = columns / len(widths)
    wanted = min(max(widths), SHORTEST_NAME) + 1
    every = max(1, math.ceil(wanted / place))
    return every, max(1, math.floor(every * place) - 1)


def apart(rows: Sequence[int], height: int) -> Sequence[int | None]:
    """Rows for labels that want to be in these, in rising order, one each: moved no further than they must be.

    None is for those that find no row, of which there are some only where there are more labels than rows.
    """
    taken: list[int] = []
    for row in rows:
        place = min(max(row, taken[-1] + 1 if taken else 0), height - 1)
        if taken and place <= taken[-1]:
            # Below the top there may be rows left: everybody moves down.
            free = next((at for at in range(height - 1, -1, -1) if at not in taken), None)
            if free is None:
                break
            taken.insert(bisect_left(taken, free), free)
        else:
            taken.append(place)
    return [*taken, *[None] * (len(rows) - len(taken))]
