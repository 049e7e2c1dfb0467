"""Where an axis is marked, and with what: round numbers, and days that people count in."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

# The first and the last multiple of a step that matter to a range: its low end, its high end, the step.
Counted = Callable[[float, float, float], tuple[int, int]]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Days between ticks: every day, every other, Mondays, every other Monday.
DAY_STEPS = (1, 2, 7, 14)
# Months between ticks: a month, two, a quarter, half a year, and so many years.
MONTH_STEPS = (1, 2, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)))
MONDAY = 1  # the ordinal of the first one
LAST_DAY = date.max.toordinal()
# From here on figures are shortened to three, as in 1.5e+07.
VAST = 10_000_000
FINEST = -12
UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
# Numbers below this are written out.
SHORTENED_FROM = 10_000
# Numbers beyond these are written with an exponent.
HUGE, TINY = 1e15, 1e-4
SLACK = 1e-9


class Tick(NamedTuple):
    """A place on an axis and its label; `year` is that of a day, where it is to stand below."""

    at: float
    label: str
    year: str = ""


def numbers(low: float, high: float, most: int, whole: bool) -> Sequence[Tick]:
    """At most so many round numbers from `low` to `high`; `whole` ones where things are counted."""
    return _numbers(low, high, most, whole, _inside)


def around(low: float, high: float, most: int, whole: bool) -> Sequence[Tick]:
    """At most so many round numbers (or three) of which the first and the last have the range between them."""
    return _numbers(low, high, max(most, 3), whole, _around)


def days(low: float, high: float, most: int) -> Sequence[Tick]:
    """At most so many days from `low` to `high` (ordinals): days, weeks from Monday, months, quarters or years.

    The first tick and the first of each year have their year; where ticks are years apart it is their label.
    """
    first, last = max(math.ceil(low), 1), min(math.floor(high), LAST_DAY)
    room = max(most, 1)
    for step in DAY_STEPS:
        if (last - first) // step <= room:
            marked = list(range(first + (MONDAY - first) % step, last + 1, step))
            if len(marked) <= room:
                return _dated(marked, "{day} {month}")
    for step in MONTH_STEPS:
        if (last - first) // (step * 31) <= room:
            marked = list(months(first, last, step))
            if len(marked) <= room:
                return _dated(marked, "{month}" if step < 12 else "")
    return []


def day_name(value: float) -> str:
    """The calendar day of a place on an axis of days, in full."""
    day = date.fromordinal(min(max(math.floor(value), 1), LAST_DAY))
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_number(value: float) -> str:
    """A number as short as can be and still tell it from its like: 0.05, 3.4, 12.4, 380, 12k, 3.2M."""
    size = abs(value)
    if size >= HUGE or 0 < size < TINY:
        return f"{value:.2g}"
    unit, suffix = unit_of(size)
    decimals = 1 if size >= 1 else 2 if size >= 0.1 else 4
    text = f"{value / unit + 0.0:.{decimals}f}"  # -0.0 becomes 0.0
    return (text.rstrip("0").rstrip(".") if "." in text else text) + suffix


def unit_of(largest: float) -> tuple[float, str]:
    """What numbers up to this one are counted in, and what stands behind them then."""
    if largest < SHORTENED_FROM:
        return 1.0, ""
    return next((unit, suffix) for unit, suffix in UNITS if largest >= unit)


def _inside(low: float, high: float, step: float) -> tuple[int, int]:
    """The first and the last multiple of the step in a range; what misses one by a rounding error is there."""
    return math.ceil(low / step - SLACK), math.floor(high / step + SLACK)


def _around(low: float, high: float, step: float) -> tuple[int, int]:
    """The nearest multiples of the step that have the range between them, and are two."""
    first = math.floor(low / step + SLACK)
    return first, max(math.ceil(high / step - SLACK), first + 1)


def _numbers(low: float, high: float, most: int, whole: bool, counted: Counted) -> Sequence[Tick]:
    """Multiples of the smallest of 1, 2, 5, 10, 20 … of which at most so many are counted."""
    most = max(most, 1)
    exponent = math.floor(math.log10(max((high - low) / most, 10.0**FINEST))) - 1
    exponent = max(exponent, 0 if whole else FINEST)
    while True:
        for factor in (1, 2, 5):
            step = factor * 10.0**exponent
            first, last = counted(low, high, step)
            if last - first < most:
                decimals = max(-exponent, 0)
                values = [round(count * step, decimals) for count in range(first, last + 1)]
                return [Tick(value, _number(value, decimals)) for value in values]
        exponent += 1


def _number(value: float, decimals: int) -> str:
    if abs(value) >= VAST:
        return f"{value:.3g}"
    return f"{value + 0.0:,.{decimals}f}"  # -0.0 becomes 0.0


def months(first: int, last: int, step: int) -> Iterator[int]:
    """The first days (ordinals) of every so many months from `first` to `last`, counted from January."""
    start = date.fromordinal(first)
    month = start.year * 12 + start.month - 1 + (start.day > 1)
    month += -month % step
    while month // 12 <= date.max.year:
        ordinal = date(month // 12, month % 12 + 1, 1).toordinal() if month >= 12 else last + 1
        if ordinal > last:
            return
        yield ordinal
        month += step


def _dated(marked: Sequence[int], pattern: str) -> Sequence[Tick]:
    ticks = []
    year = None
    for ordinal in marked:
        day = date.fromordinal(ordinal)
        label = pattern.format(day=day.day, month=MONTHS[day.month - 1])
        if label:
            ticks.append(Tick(float(ordinal), label, str(day.year) if day.year != year else ""))
        else:
            ticks.append(Tick(float(ordinal), str(day.year)))
        year = day.year
    return ticks
