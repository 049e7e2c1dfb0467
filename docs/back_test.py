"""How often forecasts held: on past days of the demo team, from what was known on each, against what came.

python docs/back_test.py            writes the table into forecast.md, beside this file
python docs/back_test.py --check    exits 1 if it is not what would be written

The demo team is made from a seed and a day, both fixed here, so that the table is always the same.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from radar_cli.domain import demo_team
from radar_cli.domain.monte_carlo import CONFIDENCES, days_until, items_within, nearest_rank
from radar_cli.domain.task import TaskStatus
from radar_cli.services.demo import SEED

TARGET = Path(__file__).with_name("forecast.md")
BEGIN, END = "<!-- back-test -->\n", "<!-- end of back-test -->\n"
NOW = datetime(2026, 7, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PAST_DAYS = 90
# The team's first weeks are left out of what is sampled, since nobody starts with an empty list; and of the last
# forecasts it must be known whether they held.
FIRST, LAST, EVERY = NOW - 240 * DAY, NOW - 100 * DAY, 4
ITEMS, DAYS = 20, 30
NEVER = datetime.max.replace(tzinfo=UTC)

# When a task became done, and when it was reopened: NEVER if it was not.
Completion = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """Of how many forecasts, and how many of them held at each of CONFIDENCES."""

    forecasts: int
    when: Sequence[int]
    how_many: Sequence[int]


def main(arguments: Sequence[str], target: Path = TARGET) -> int:
    """Write the table into the document `target`, or with --check compare it; gives the exit code."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python docs/back_test.py [--check]\n")
        return 2
    text = target.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    if not arguments:
        target.write_text(written, encoding="utf-8")
    elif text != written:
        sys.stderr.write(f"{target.name} is out of date: run python docs/back_test.py\n")
        return 1
    return 0


def table() -> str:
    """The outcome as a table in Markdown: a line for each project, and one for all of their forecasts."""
    lines = [
        f"| project | forecasts | {ITEMS} tasks done by the day at {_titles()}"
        f" | in {DAYS} days at least the number at {_titles()} |",
        "| --- | ---: | ---: | ---: |",
    ]
    random = Random(SEED)  # noqa: S311  as the demo makes it
    outcomes = [(theme.name, _held(list(_completions(theme, random)))) for theme in demo_team.THEMES]
    for name, held in [*outcomes, ("all", _together([held for _, held in outcomes]))]:
        shares = (_shares(counts, held.forecasts) for counts in (held.when, held.how_many))
        lines.append(f"| {name} | {held.forecasts} | {' | '.join(shares)} |")
    return "\n".join(lines) + "\n"


def _titles() -> str:
    return " / ".join(f"{confidence} %" for confidence in CONFIDENCES)


def _shares(counts: Sequence[int], forecasts: int) -> str:
    return " / ".join(f"{100 * count / forecasts:.0f} %" for count in counts)


def _completions(theme: demo_team.Theme, random: Random) -> Iterator[Completion]:
    for steps in demo_team.histories(theme, random, NOW):
        moments = [step.at for step in steps[1:]] + [NEVER]
        for step, next_at in zip(steps, moments, strict=True):
            if step.after.status is TaskStatus.DONE:
                yield step.at, next_at


def _done(completions: Sequence[Completion], start: datetime, end: datetime) -> int:
    """How many tasks were done from `start` on and still at `end`: what was known at `end`."""
    return sum(start <= done_at < end <= reopened_at for done_at, reopened_at in completions)


def _held(completions: Sequence[Completion]) -> Held:
    """What came of forecasts made at the midnights of many days; each reads what was known at its midnight."""
    mornings = [FIRST + n * DAY for n in range(0, (LAST - FIRST).days, EVERY)]
    when = [0] * len(CONFIDENCES)
    how_many = [0] * len(CONFIDENCES)
    for seed, morning in enumerate(mornings):
        past = [_known(completions, morning, morning - n * DAY) for n in range(PAST_DAYS, 0, -1)]
        days, items = days_until(past, ITEMS, seed), items_within(past, DAYS, seed)
        for place, confidence in enumerate(CONFIDENCES):
            end = morning + nearest_rank(days, confidence) * DAY
            assert end <= NOW, "the last forecasts are too late for their outcome to be known"
            when[place] += _done(completions, morning, end) >= ITEMS
            done = _done(completions, morning, morning + DAYS * DAY)
            how_many[place] += done >= nearest_rank(items, 100 - confidence)
    return Held(len(mornings), when, how_many)


def _known(completions: Sequence[Completion], now: datetime, day: datetime) -> int:
    """How many tasks were done on a day and still now."""
    return sum(day <= done_at < day + DAY and now <= reopened_at for done_at, reopened_at in completions)


def _together(outcomes: Sequence[Held]) -> Held:
    places = range(len(CONFIDENCES))
    return Held(
        sum(held.forecasts for held in outcomes),
        [sum(held.when[place] for held in outcomes) for place in places],
        [sum(held.how_many[place] for held in outcomes) for place in places],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
