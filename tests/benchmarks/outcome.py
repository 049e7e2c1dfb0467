"""What was measured, and how it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADER = ("", "ms", "against", "ms", "ratio", "asked", "")
ALIGN = ("<", ">", "<", ">", ">", ">", "<")


@dataclass(frozen=True, slots=True)
class Timed:
    """A time in milliseconds, alone or against another.

    `at_most` is the highest ratio of the two that is asked for; None where the time is for information.
    """

    what: str
    ms: float
    against: str = ""
    against_ms: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.against_ms is None else self.ms / self.against_ms

    @property
    def missed(self) -> bool:
        return self.at_most is not None and self.ratio is not None and self.ratio > self.at_most


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence below the times; `missed` where it says that something asked for does not hold."""

    text: str
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The outcome of one benchmark."""

    title: str
    times: Sequence[Timed]
    notes: Sequence[Note] = ()

    @property
    def missed(self) -> Sequence[str]:
        """What was asked for and does not hold."""
        times = [f"{time.what}: {time.ratio:.2f} times {time.against}" for time in self.times if time.missed]
        return [*times, *(note.text for note in self.notes if note.missed)]


def rendered(section: Section) -> str:
    """A section as text: its title, its times as a table, its notes."""
    rows = [HEADER, *(_cells(time) for time in section.times)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = [
        "  ".join(f"{cell:{align}{width}}" for cell, align, width in zip(row, ALIGN, widths, strict=True)).rstrip()
        for row in rows
    ]
    notes = [f"{note.text}{': MISSED' if note.missed else ''}" for note in section.notes]
    return "\n".join([section.title, *(f"  {line}" for line in [*lines, *notes])])


def _cells(time: Timed) -> tuple[str, ...]:
    return (
        time.what,
        _number(time.ms),
        time.against,
        _number(time.against_ms),
        "" if time.ratio is None else f"{time.ratio:.2f}",
        "" if time.at_most is None else f"<= {time.at_most:.2f}",
        _verdict(time),
    )


def _number(ms: float | None) -> str:
    if ms is None:
        return ""
    return f"{ms:.1f}" if ms >= 10 else f"{ms:.2f}"


def _verdict(time: Timed) -> str:
    if time.at_most is None:
        return ""
    return "MISSED" if time.missed else "ok"
