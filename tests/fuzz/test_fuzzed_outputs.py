"""No output drives a terminal, a spreadsheet or a browser, whatever is in the database; JSON has it exactly."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from tests.fuzz import commands, home, outputs
from tests.fuzz.calls import call
from tests.fuzz.outputs import Asked
from tests.fuzz.printed import faults, texts

LETTERS = (
    "ab =+-@'\"<>&|,;\\\t\n\r\x1b\x07\x7f\x85\x9b\xad\u061c\u200b\u202e\u2028\u2066\ufeff\U000e0041\U0001f600\u00e9"
)
HOSTILE = st.text(st.sampled_from(LETTERS))
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
LISTED = (
    ("task", "list", "--status", "all"),
    ("task", "show", "1"),
    ("task", "log", "1"),
    ("log",),
    ("export", "tasks"),
)
WITHOUT_SHRINKING = (Phase.explicit, Phase.generate)  # each example is a dozen command lines


@pytest.fixture
def inside(any_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database that is full of hostile texts; gives its URL."""
    with home.inside(tmp_path / "inside", any_url):
        monkeypatch.setenv("TERM", "dumb")
        home.fill()
        db = Database(urls.parse(any_url))
        home.hostile(db)
        db.disconnect()
        monkeypatch.setenv("RADAR_PROJECT", "web")
        yield any_url


def test_every_command_prints_safely_in_its_formats(inside: str) -> None:
    asked = list(outputs.every(outputs.ready_report(), "1", all_formats=False))
    if inside.startswith("postgresql"):
        asked = asked[::6]
    assert [problem for one in asked for problem in outputs.problems(one)] == []


@pytest.mark.parametrize("any_url", ["sqlite"], indirect=True)
def test_every_report_is_drawn_safely(inside: str, tmp_path: Path) -> None:
    assert list(outputs.drawn(tmp_path, outputs.ready_report())) == []


@pytest.mark.parametrize("any_url", ["sqlite"], indirect=True)
def test_charts_on_a_terminal_are_safe(inside: str) -> None:
    shown = [one for one in outputs.printing() if one.takes("--html")]
    asked = [
        Asked([*one.words, *outputs.GIVEN.get(str(one), ())], "table")
        for one in shown
        if one.words[1] not in ("show", "wait")
    ]
    assert [problem for one in asked for problem in outputs.problems(one, on_terminal=True)] == []


@pytest.mark.parametrize("any_url", ["sqlite"], indirect=True)
def test_any_text_is_printed_safely_and_exactly_as_json(inside: str) -> None:
    @settings(
        max_examples=12,
        phases=WITHOUT_SHRINKING,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(HOSTILE | ANY, st.integers(0, 10_000))
    @example("=1+1\x1b[31m\u202e", 0)
    def prints(text: str, chance: int) -> None:
        edited = call(
            ["task", "edit", "1", f"--description={text}", f"--title=t{text}", f"--set=tags={text.replace(',', ' ')}"]
        )
        call(["task", "comment", "1", "--", text])
        call(["view", "save", "--", text or "view"])
        for number, words in enumerate(LISTED):
            names = ("csv", "json", "jsonl") if words[0] == "export" else outputs.format_names()
            name = names[(chance + number) % len(names)]
            printed = call([*words, "--format", name])
            assert (printed.code, list(faults(printed.out, name))) == (0, []), (words, name)
            assert list(faults(printed.err, "table")) == []
        if edited.code == 0:
            exact = call(["task", "show", "1", "--json", "title,description"])
            assert json.loads(exact.out) == {"title": f"t{text}".strip(), "description": text}
            assert text in list(texts(call(["export", "tasks", "--format", "jsonl"]).out, "jsonl"))

    prints()


def test_commands_that_are_left_out_are_there() -> None:
    assert set(outputs.LEFT_OUT) | set(outputs.GIVEN) <= {str(command) for command in commands.every()}


def test_nearly_every_command_that_offers_formats_is_asked() -> None:
    offering = [str(one) for one in commands.every() if one.takes("--format") and one.words[:2] != ("schedule", "add")]
    assert {*offering} - {str(one) for one in outputs.printing()} == set(outputs.LEFT_OUT)


def test_a_format_that_writes_cells_as_they_are_is_none() -> None:
    assert not {"unsafehtml", "latex_raw"} & set(outputs.format_names())
