"""Profiles: settings of their own for work, for home, for another team."""

from pathlib import Path

import pytest

from tests.cli.conftest import Radar


@pytest.fixture
def folder(home: Path) -> Path:
    return home / ".config" / "radar"


@pytest.fixture
def work(radar: Radar, home: Path) -> None:
    """A profile named work, whose project is web."""
    assert radar("config", "set", "project", "web", "--profile", "work").code == 0


def source(radar: Radar, key: str, *arguments: str) -> str:
    (line,) = [line for line in radar("config", "show", *arguments).lines if line.startswith(f"{key}\t")]
    return line.split("\t")[2]


def test_setting_something_in_a_profile_makes_it(radar: Radar, folder: Path) -> None:
    done = radar("config", "set", "project", "web", "--profile", "work")
    assert done.err == f"project is set in {folder}/profiles/work.toml\n"
    assert (folder / "profiles" / "work.toml").read_text() == 'project = "web"\n'
    assert not (folder / "config.toml").exists()


@pytest.mark.parametrize("arguments", [("--profile", "work", "config", "get"), ("config", "get", "--profile", "work")])
def test_it_is_chosen_before_or_after_the_command(radar: Radar, work: None, arguments: tuple[str, ...]) -> None:
    assert radar(*arguments, "project").out == "web\n"
    assert radar("config", "get", "project").out == "\n"


def test_it_is_chosen_by_the_environment(radar: Radar, work: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_PROFILE", "work")
    assert radar("config", "get", "project").out == "web\n"


def test_the_flag_beats_the_environment_and_an_empty_one_chooses_none(
    radar: Radar, work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    radar("config", "set", "project", "garden", "--profile", "home")
    monkeypatch.setenv("RADAR_PROFILE", "work")
    assert radar("config", "get", "project", "--profile", "home").out == "garden\n"
    assert radar("config", "get", "project", "--profile", "").out == "\n"


def test_it_beats_the_config_file_and_the_environment_beats_it(
    radar: Radar, work: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    radar("config", "set", "project", "api")
    radar("config", "set", "queue", "ours")
    file = str(folder / "profiles" / "work.toml")
    assert source(radar, "project", "--profile", "work") == file
    assert source(radar, "queue", "--profile", "work") == str(folder / "config.toml")
    assert source(radar, "timezone", "--profile", "work") == "default"
    monkeypatch.setenv("RADAR_PROJECT", "shop")
    assert source(radar, "project", "--profile", "work") == "RADAR_PROJECT"


def test_taking_a_setting_out_of_a_profile_leaves_that_of_the_config_file(radar: Radar, work: None) -> None:
    radar("config", "set", "project", "api")
    radar("config", "set", "project", "", "--profile", "work")
    assert radar("config", "get", "project", "--profile", "work").out == "api\n"


def test_its_path_is_printed(radar: Radar, work: None, folder: Path) -> None:
    assert radar("config", "path", "--profile", "work").out == f"{folder}/profiles/work.toml\n"
    assert radar("config", "path").out == f"{folder}/config.toml\n"


def test_it_is_beside_a_config_file_that_is_elsewhere(
    radar: Radar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADAR_CONFIG", str(tmp_path / "dots" / "radar.toml"))
    radar("config", "set", "project", "web", "--profile", "work")
    assert (tmp_path / "dots" / "profiles" / "work.toml").exists()


def test_profiles_are_listed(radar: Radar, work: None, folder: Path) -> None:
    radar("config", "set", "project", "garden", "--profile", "home")
    assert radar("config", "profiles").lines == [
        f"home\t{folder}/profiles/home.toml",
        f"work\t{folder}/profiles/work.toml",
    ]


def test_where_there_are_none_the_list_says_how_to_make_one(radar: Radar, home: Path) -> None:
    done = radar("config", "profiles")
    assert (done.code, done.out) == (0, "")
    assert done.err == "there are no profiles: radar config set KEY VALUE --profile NAME makes one\n"


@pytest.mark.parametrize(
    "command",
    [("config", "show"), ("config", "path"), ("task", "list"), ("project", "use"), ("config", "set", "queue", "")],
)
def test_one_that_is_not_there_is_refused_and_the_others_are_named(
    radar: Radar, work: None, folder: Path, command: tuple[str, ...]
) -> None:
    done = radar(*command, "--profile", "wrok")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "radar: there is no profile 'wrok': known are work; make it with radar config set KEY VALUE --profile wrok\n"
    )
    assert not (folder / "profiles" / "wrok.toml").exists()


@pytest.mark.parametrize("name", ["../config", "two words", "-x", ".hidden", "a/b", "x" * 41, "\x1b[2J"])
def test_a_name_is_one_plain_word(radar: Radar, home: Path, name: str) -> None:
    done = radar("config", "set", "project", "web", f"--profile={name}")
    assert done.code == 2
    assert "cannot be a profile's name" in done.err
    assert "\x1b" not in done.err


def test_the_project_in_use_is_that_of_the_profile(radar: Radar, web: None, work: None) -> None:
    radar("project", "add", "api")
    radar("project", "use", "api", "--profile", "work")
    assert radar("config", "get", "project", "--profile", "work").out == "api\n"
    assert radar("config", "get", "project").out == "\n"


def test_a_profile_may_have_a_database_of_its_own(radar: Radar, web: None, tmp_path: Path) -> None:
    radar("config", "set", "database_url", f"sqlite:///{tmp_path}/work.db", "--profile", "work")
    radar("project", "add", "only-at-work", "--profile", "work")
    assert "only-at-work" in radar("project", "list", "--profile", "work").out
    assert "only-at-work" not in radar("project", "list").out


def test_files_named_env_are_never_read(
    radar: Radar, home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder.mkdir(parents=True)
    for place in (tmp_path, home, folder):
        (place / ".env").write_text("RADAR_PROJECT=stolen\nRADAR_PROFILE=stolen\nproject=stolen\n")
    assert "stolen" not in radar("config", "show").out
