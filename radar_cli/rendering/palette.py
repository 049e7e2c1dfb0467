"""How each role looks in light and in dark: told apart by lightness, dash and shape as well as by hue."""

from collections.abc import Mapping
from dataclasses import dataclass

from radar_cli.domain.chart import Role


@dataclass(frozen=True, slots=True)
class Look:
    """A role's colours on the light and on the dark surface, and what marks it where hues do not.

    Args:
        light, dark: against their surfaces at least 3:1, as WCAG asks of graphics.
        dash: an SVG dash array of its lines; an empty one draws them through.
        hatched: whether its bars and areas are.
        shape: of its points: circle, square, diamond or triangle.
    """

    light: str
    dark: str
    dash: str = ""
    hatched: bool = False
    shape: str = "circle"


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour of what is around the marks."""

    light: str
    dark: str


# The hues follow Okabe and Ito; of what lies beside each other one is clearly lighter.
LOOKS: Mapping[Role, Look] = {
    Role.TODO: Look("#567594", "#6d90b5", shape="square"),
    Role.IN_PROGRESS: Look("#d97a0c", "#ffc04d", shape="diamond"),
    Role.DONE: Look("#0b6b53", "#2f9e79"),
    Role.CANCELLED: Look("#8b8f96", "#878d96", dash="2 4"),
    Role.FIRST: Look("#0072b2", "#56b4e9"),
    Role.SECOND: Look("#dc7313", "#ffb347", dash="7 4", hatched=True, shape="diamond"),
    Role.THIRD: Look("#5e3c99", "#b79cf0", dash="2 4", shape="square"),
    Role.CALM: Look("#2f86b8", "#5aa9d6"),
    Role.WATCH: Look("#b07d00", "#e6b23c", dash="7 4", shape="square"),
    Role.ALARM: Look("#c2410c", "#ff7d54", dash="2 4", hatched=True, shape="triangle"),
    Role.LEVEL: Look("#4b5563", "#a9b4c2", dash="5 4"),
}
SHADES: Mapping[str, Shade] = {
    "surface": Shade("#ffffff", "#151a21"),
    "ink": Shade("#1c2430", "#e8ecf1"),
    "soft": Shade("#56606e", "#a4afbd"),
    "grid": Shade("#e4e8ee", "#2a323d"),
    "axis": Shade("#848e9c", "#6f7b8a"),
}
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif'


def name_of(role: Role) -> str:
    """The class, and the end of the variable's name, of a role in CSS."""
    return role.value.replace("_", "-")


def variables(*, dark: bool) -> str:
    """The CSS declarations of every colour, one variable each."""
    shades = {name: shade.dark if dark else shade.light for name, shade in SHADES.items()}
    roles = {name_of(role): look.dark if dark else look.light for role, look in LOOKS.items()}
    return "".join(f"--{name}:{colour};" for name, colour in {**shades, **roles}.items())


def chart_css() -> str:
    """The rules of a drawing. Those of several in one page are the same, and reach nothing else in it."""
    roles = "\n".join(
        f".radar-chart .{name_of(role)}{{color:{look.light};color:var(--{name_of(role)})}}"
        for role, look in LOOKS.items()
    )
    return f""".radar-chart{{color-scheme:light dark;font:12px {FONTS};{variables(dark=False)}}}
@media (prefers-color-scheme:dark){{.radar-chart{{{variables(dark=True)}}}}}
@media print{{.radar-chart{{{variables(dark=False)}}}}}
{roles}
.radar-chart text{{{_fill("soft")}}}
.radar-chart .heading{{{_fill("ink")};font-size:17px;font-weight:600}}
.radar-chart .strong{{{_fill("ink")}}}
.radar-chart .surface{{{_fill("surface")}}}
.radar-chart .grid{{{_stroke("grid")}}}
.radar-chart .axis{{{_stroke("axis")}}}
.radar-chart .gap{{{_stroke("surface")}}}
.radar-chart .fill{{fill:currentColor}}
.radar-chart .area{{{_stroke("surface")};stroke-linejoin:round}}
.radar-chart .band{{fill-opacity:.13}}
.radar-chart .edge{{stroke:currentColor;stroke-opacity:.55}}
.radar-chart .line{{fill:none;stroke:currentColor;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}}
.radar-chart .casing{{fill:none;{_stroke("surface")};stroke-width:4.5;stroke-linejoin:round;stroke-linecap:round}}
.radar-chart .level{{stroke:currentColor;stroke-width:1.5}}
.radar-chart .lead{{fill:none;{_stroke("axis")}}}
.radar-chart .point{{fill:currentColor;fill-opacity:.72;{_stroke("surface")};stroke-width:.75}}
"""


def _fill(shade: str) -> str:
    # What does not know variables takes the first declaration.
    return f"fill:{SHADES[shade].light};fill:var(--{shade})"


def _stroke(shade: str) -> str:
    return f"stroke:{SHADES[shade].light};stroke:var(--{shade})"
