"""Which characters a chart's layers are drawn with, so that they can be told apart with what ink there is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Line, Points, Role
from radar_cli.rendering.canvas import FULL, Ink

# What fills areas and bars: the one that a role has if nobody else in the chart has it already.
SHADES = {
    Role.DONE: FULL,
    Role.IN_PROGRESS: "▒",
    Role.TODO: "░",
    Role.CANCELLED: "▚",
    Role.FIRST: FULL,
    Role.SECOND: "▒",
    Role.THIRD: "░",
}
ASCII_FILLS = {
    Role.DONE: "#",
    Role.IN_PROGRESS: "o",
    Role.TODO: ".",
    Role.CANCELLED: "x",
    Role.FIRST: "#",
    Role.SECOND: "o",
    Role.THIRD: ".",
}
SPARE_SHADES = "▓▞┼═○◇□△▽"
SPARE_ASCII_FILLS = "+=/:%@&$!?"
# What fills bands, repeated along a row, and shifted by two from row to row.
TEXTURES = {Role.CALM: "·   ", Role.WATCH: "· ", Role.ALARM: "░"}
ASCII_TEXTURES = {Role.CALM: ".   ", Role.WATCH: ". ", Role.ALARM: ":"}


class Stroke(NamedTuple):
    """How a line is drawn: dots drawn and left out in turn, its sign in the legend, and both in ASCII."""

    dashes: Sequence[int]
    sign: str
    ascii: str


class Spot(NamedTuple):
    """How a point is drawn, and several in the same place."""

    one: str
    several: str


STROKES = (Stroke((), "──", "*"), Stroke((4, 3), "╌╌", "="), Stroke((1, 2), "┈┈", "~"), Stroke((7, 2, 1, 2), "─╌", "^"))
SPOTS = (Spot("•", "●"), Spot("◦", "○"), Spot("▴", "▲"), Spot("▪", "■"))
ASCII_SPOTS = (Spot("o", "@"), Spot("x", "X"), Spot("+", "#"), Spot("v", "V"))


class Marks:
    """The marks of one chart."""

    def __init__(self, chart: Chart, ink: Ink) -> None:
        self.ink = ink
        self._fills = _fills(_filled(chart), ink)
        lines = dict.fromkeys(layer.role for layer in chart.layers if isinstance(layer, Line))
        points = dict.fromkeys(layer.role for layer in chart.layers if isinstance(layer, Points))
        spots = ASCII_SPOTS if ink is Ink.ASCII else SPOTS
        # Where there are colours lines need no dashes, which would cost them their shape.
        strokes = STROKES[:1] if ink is Ink.COLOUR else STROKES
        self._strokes = {role: strokes[position % len(strokes)] for position, role in enumerate(lines)}
        self._spots = {role: spots[position % len(spots)] for position, role in enumerate(points)}

    def fill(self, role: Role) -> str:
        """What an area or a bar is filled with."""
        return self._fills[role]

    def stroke(self, role: Role) -> Stroke:
        """How a line is drawn."""
        return self._strokes[role]

    def spot(self, role: Role) -> Spot:
        """How a point is drawn."""
        return self._spots[role]

    def texture(self, band: Band) -> str:
        """What a band is filled with."""
        if self.ink is Ink.COLOUR:
            return "░"
        textures = ASCII_TEXTURES if self.ink is Ink.ASCII else TEXTURES
        return textures.get(band.role, textures[Role.CALM])

    @property
    def level(self) -> str:
        """What a level's line is made of."""
        return "-" if self.ink is Ink.ASCII else "╌"


def _filled(chart: Chart) -> Iterable[Role]:
    for layer in chart.layers:
        if isinstance(layer, Areas):
            yield from layer.roles
        elif isinstance(layer, Bars):
            yield layer.role


def _fills(roles: Iterable[Role], ink: Ink) -> Mapping[Role, str]:
    if ink is Ink.COLOUR:
        return dict.fromkeys(roles, FULL)
    own, spare = (ASCII_FILLS, SPARE_ASCII_FILLS) if ink is Ink.ASCII else (SHADES, SPARE_SHADES)
    result: dict[Role, str] = {}
    for role in dict.fromkeys(roles):
        choices = (own.get(role, spare[0]), *spare)
        result[role] = next(choice for choice in choices if choice not in result.values())
    return result
