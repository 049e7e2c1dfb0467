"""What can be asked of a report beside its projects and its zone: each option as data, for every way of asking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from radar_cli.domain.durations import Count
from radar_cli.domain.periods import By, length
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput


class Reopen(StrEnum):
    """From when a reopened task counts: from its first creation and start on, or from its last reopening."""

    LAST = "last"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Args:
        name: as in a report's parameters; on the command line it has a - for each _.
        metavar: what its value is called; empty for a flag, whose value is True.
        help: a sentence.
        read: makes what was typed the value, which JSON can hold; raises BadInput.
    """

    name: str
    metavar: str
    help: str
    read: Callable[[str], object] = str

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")


def one_of(flag: str, choices: type[StrEnum]) -> Callable[[str], str]:
    """A reader of one of some words.

    Raises (the reader):
        BadInput: it is none of them.
    """

    def read(text: str) -> str:
        if text not in tuple(choices):
            raise BadInput(f"{flag} cannot be {quoted(text)}", f"use {', '.join(choices)}")
        return str(choices(text))

    return read


def holidays(text: str) -> Sequence[str]:
    """Days with commas between, as the setting `holidays` has them, in their order.

    Raises:
        BadInput: one is no day.
    """
    try:
        return sorted({date.fromisoformat(day.strip()).isoformat() for day in text.split(",") if day.strip()})
    except ValueError:
        raise BadInput("holidays are not days with commas between", "write 2026-12-25,2026-12-26") from None


LAST = Option("last", "LENGTH", "Of the last days, weeks, months or years up to --until: 30d, 12w, 6m, 2y.", length)
SINCE = Option("since", "DAY", "From this day on.")
UNTIL = Option("until", "DAY", "Up to the end of this day; today if it is left out.")
WHERE = Option("where", "FILTER", "Of the tasks that a filter means; see docs/filters.md.")
COUNT = Option(
    "count",
    "elapsed|inclusive",
    "Durations as elapsed days, or as whole days with both ends counted.",
    one_of("--count", Count),
)
WORKING_DAYS = Option("working_days", "", "Leave out weekends, and the days of the setting holidays.")
REOPEN = Option(
    "reopen",
    "last|reset",
    "Count a reopened task from its first creation and start on, or from its last reopening.",
    one_of("--reopen", Reopen),
)
BY = Option("by", "day|week|month", "How long a period is.", one_of("--by", By))

WINDOW = (LAST, SINCE, UNTIL)
# What the setting of that name adds to the options of a report, where it is asked for working days.
HOLIDAYS = "holidays"
DURATIONS = (COUNT, WORKING_DAYS, REOPEN)
