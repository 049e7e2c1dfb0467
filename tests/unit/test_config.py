from pathlib import Path

import pytest

from radar_cli import config
from radar_cli.errors import BadInput

FILE = Path("/etc/radar.toml")
DEFAULTS = {
    "database_url": "",
    "broker_url": "",
    "queue": "radar",
    "project": "",
    "timezone": "",
    "holidays": "",
    "log_level": "info",
    "log_format": "text",
}


def resolved(environment=None, in_file=None) -> config.Config:
    return config.resolved(environment or {}, {FILE: in_file or {}})


def test_with_nothing_configured_every_setting_has_its_default() -> None:
    settings = resolved()
    assert {key: settings[key] for key in settings.values} == DEFAULTS
    assert {value.source for value in settings.values.values()} == {"default"}


@pytest.mark.parametrize("key", DEFAULTS)
def test_a_setting_is_read_from_the_variable_of_its_name(key) -> None:
    value = {"log_level": "debug", "log_format": "json", "broker_url": "amqp://rabbit//"}.get(key, "from-environment")
    variable = f"RADAR_{key.upper()}"
    assert resolved({variable: value}).values[key] == config.Value(value, variable)


def test_the_file_beats_the_default() -> None:
    assert resolved(in_file={"project": "web"}).values["project"] == config.Value("web", "/etc/radar.toml")


def test_the_environment_beats_the_file() -> None:
    settings = resolved({"RADAR_PROJECT": "api"}, {"project": "web"})
    assert settings.values["project"] == config.Value("api", "RADAR_PROJECT")


def test_an_empty_variable_counts_as_unset() -> None:
    settings = resolved({"RADAR_PROJECT": "", "RADAR_LOG_LEVEL": ""}, {"project": "web"})
    assert (settings["project"], settings["log_level"]) == ("web", DEFAULTS["log_level"])


def test_an_empty_text_in_the_file_beats_the_default() -> None:
    assert resolved(in_file={"queue": ""}).values["queue"] == config.Value("", "/etc/radar.toml")


def test_settings_are_taken_one_by_one() -> None:
    settings = resolved({"RADAR_PROJECT": "api"}, {"queue": "ours"})
    assert (settings["project"], settings["queue"], settings["log_format"]) == ("api", "ours", "text")


def test_other_variables_are_nobodys_settings() -> None:
    assert resolved({"RADAR_TOKEN": "secret", "PROJECT": "x", "radar_project": "y"}) == resolved()


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_a_choice_is_accepted(level) -> None:
    assert resolved({"RADAR_LOG_LEVEL": level})["log_level"] == level


@pytest.mark.parametrize(
    ("key", "value", "choices"),
    [
        ("log_level", "loud", "debug or info or warning or error"),
        ("log_level", "DEBUG", "debug or info or warning or error"),
        ("log_format", "xml", "text or json"),
    ],
)
def test_a_value_that_is_no_choice_is_refused_and_the_error_says_where_it_is_from(key, value, choices) -> None:
    variable = f"RADAR_{key.upper()}"
    with pytest.raises(BadInput) as refusal:
        resolved({variable: value})
    assert str(refusal.value) == f"{key} cannot be '{value}' (from {variable}): use {choices}"


@pytest.mark.parametrize("value", ["loud", ""])
def test_a_bad_value_in_the_file_is_refused_by_the_files_name(value) -> None:
    with pytest.raises(BadInput, match=f"^log_level cannot be '{value}' \\(from /etc/radar.toml\\): "):
        resolved(in_file={"log_level": value})


@pytest.mark.parametrize("url", ["", "amqp://rabbit//", "amqps://ana:secret@rabbit:5671/team"])
def test_the_broker_is_any_amqp_url_or_none(url) -> None:
    assert resolved(in_file={"broker_url": url})["broker_url"] == url


@pytest.mark.parametrize(
    "url",
    [
        *("redis://ana:secret@rabbit", "ana:secret@rabbit", "amqp:secret", "secret"),
        *("amqp://ana:12/secret@rabbit", "amqp://ana:se@secret@rabbit", "amqp://ana:12#secret@rabbit"),
    ],
)
def test_a_broker_of_another_kind_is_refused_without_repeating_its_password(url) -> None:
    with pytest.raises(BadInput) as refusal:
        resolved({"RADAR_BROKER_URL": url})
    assert refusal.value.what == "broker_url is no amqp URL (from RADAR_BROKER_URL)"
    assert "secret" not in str(refusal.value)


def test_a_bad_value_in_the_file_does_not_matter_when_the_environment_beats_it() -> None:
    assert resolved({"RADAR_LOG_LEVEL": "info"}, {"log_level": "loud"})["log_level"] == "info"


def test_the_config_file_can_be_named_in_the_environment() -> None:
    environment = {"RADAR_CONFIG": "/srv/radar.toml", "XDG_CONFIG_HOME": "/xdg"}
    assert config.path(environment) == Path("/srv/radar.toml")


def test_the_folders_follow_xdg() -> None:
    environment = {"XDG_CONFIG_HOME": "/xdg/config", "XDG_DATA_HOME": "/xdg/data"}
    assert config.path(environment) == Path("/xdg/config/radar/config.toml")
    assert config.data_folder(environment) == Path("/xdg/data/radar")


@pytest.mark.parametrize("xdg", [None, "", "relative/path"])
def test_without_an_absolute_xdg_folder_they_are_in_the_home_folder(xdg, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    environment = {} if xdg is None else {"XDG_CONFIG_HOME": xdg, "XDG_DATA_HOME": xdg, "RADAR_CONFIG": ""}
    assert config.path(environment) == tmp_path / ".config/radar/config.toml"
    assert config.data_folder(environment) == tmp_path / ".local/share/radar"
