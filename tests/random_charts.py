"""Charts of anything, for the tests of what draws them: numbers that are none, texts that are an attack."""

from hypothesis import strategies as st

from radar_cli.domain.chart import Areas, Axis, Band, Bars, Chart, Layer, Level, Line, Points, Role, Scale

numbers = st.one_of(
    st.integers(-5, 50).map(float),
    st.floats(-1e6, 1e6),
    st.floats(allow_nan=True, allow_infinity=True),
)
days = st.floats(0, 3_700_000) | st.integers(738_000, 739_000).map(float)
roles = st.sampled_from(Role)
awkward = ["日本語の名前", "a\tb\n\x1b[31mred", "e\u0301", "\U0001f469\u200d\U0001f467 family", "\u202eright"]
texts = st.text(max_size=30) | st.sampled_from(awkward)


@st.composite
def layers(draw: st.DrawFn, xs: st.SearchStrategy[float]) -> Layer:
    kind = draw(st.sampled_from([Areas, Line, Bars, Points, Level, Band]))
    name, role = draw(texts), draw(roles)
    if kind is Level:
        return Level(name, draw(numbers), role)
    if kind is Band:
        return Band(name, role, draw(numbers), draw(st.none() | numbers))
    x = draw(st.lists(xs, max_size=20))
    row = st.lists(numbers, min_size=len(x), max_size=len(x))
    if kind is Areas:
        heights = draw(st.lists(row, max_size=4))
        names = draw(st.lists(texts, min_size=len(heights), max_size=len(heights)))
        return Areas(x, names, draw(st.lists(roles, min_size=len(heights), max_size=len(heights))), heights)
    if kind is Line:
        return Line(name, role, x, draw(st.lists(st.none() | numbers, min_size=len(x), max_size=len(x))))
    if kind is Bars:
        return Bars(name, role, x, draw(row))
    return Points(name, role, x, draw(row), draw(st.just(()) | st.lists(texts, min_size=len(x), max_size=len(x))))


@st.composite
def random_charts(draw: st.DrawFn) -> Chart:
    scale = draw(st.sampled_from(Scale))
    names = draw(st.lists(texts, min_size=1, max_size=12)) if scale is Scale.NAME else []
    xs = {Scale.NUMBER: numbers, Scale.DAY: days, Scale.NAME: st.integers(0, max(len(names) - 1, 0)).map(float)}[scale]
    x = Axis(draw(texts), scale, names)
    return Chart("random", draw(texts), draw(texts), x, Axis(draw(texts)), draw(st.lists(layers(xs), max_size=5)))
