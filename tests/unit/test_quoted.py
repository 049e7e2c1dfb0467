import re
from pathlib import Path

import pytest

from radar_cli.domain.quoted import quoted, shown
from radar_cli.errors import BadInput
from radar_cli.rendering import display
from radar_cli.rendering.options import OutputOptions

SOURCES = Path(__file__).parents[2] / "radar_cli"


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ("web", "'web'"),
        ("", "''"),
        ("Größe ²", "'Größe ²'"),
        ("it's", "'it's'"),
        ("a\\b", "'a\\b'"),
        ("a\\b\x1b[31m", "'a\\b\\x1b[31m'"),
        ("é\n\u202e\udcff", "'é\\n\\u202e\\udcff'"),
        ("x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 40}…'"),
        ("\x00" + "x" * 40, f"'\\x00{'x' * 39}…'"),
    ],
)
def test_a_value_is_repeated_between_one_pair_of_quotes_with_only_the_unseen_written_out(written, repeated) -> None:
    assert quoted(written) == repeated
    assert repeated == f"'{shown(written)}'"


def test_a_format_that_there_is_not_is_repeated_between_one_pair_of_quotes() -> None:
    with pytest.raises(BadInput, match=r"^there is no format '\\x1b\[31m': "):
        display.check(OutputOptions(format="\x1b[31m"))


def test_no_other_place_makes_values_fit_to_be_repeated() -> None:
    found = [
        file.name
        for file in sorted(SOURCES.rglob("*.py"))
        if re.search(r"![ar]\}|\bascii\(|\brepr\(", file.read_text())
    ]
    assert found == ["quoted.py"]
