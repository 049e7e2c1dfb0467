import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_cli.domain.csv_line import csv_line
from radar_cli.rendering import csv as csv_format

CELLS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5)
HOSTILE = st.lists(
    st.text(st.sampled_from(list("ab ,\"'=+-@\n\r\t\\\x1b\x85\x9b\u00ad\u200d\u2028\u202e\ufeff\u00e9\U0001f600"))),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["1", "Fix login", ""], "1,Fix login,\n"),
        (["a,b", 'say "hi"', "one\ntwo"], '"a,b","say ""hi""","one\ntwo"\n'),
        (["a\rb", "c"], '"a\rb",c\n'),
        ([""], '""\n'),
    ],
)
def test_a_cell_is_quoted_where_it_has_to_be(cells, line) -> None:
    assert csv_line(cells) == line


@given(CELLS | HOSTILE)
def test_a_line_is_read_back_as_its_cells(cells) -> None:
    assert list(csv.reader(io.StringIO(csv_line(cells), newline=""))) == [cells]


@given(CELLS | HOSTILE)
def test_a_line_is_guarded_like_the_cells_that_it_was_made_of(cells) -> None:
    made_safe = list(csv_format.lines([], [cells], raw=False))[1]
    assert csv_format.guarded(csv_line(cells).encode()).decode() == made_safe
