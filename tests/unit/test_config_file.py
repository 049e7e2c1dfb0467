import stat

import pytest

from radar_cli import config_file
from radar_cli.errors import BadInput


@pytest.fixture
def file(tmp_path):
    return tmp_path / "radar" / "config.toml"


@pytest.fixture
def written(file):
    def write(content):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def test_without_a_file_nothing_is_set(file) -> None:
    assert config_file.read(file) == {}


def test_below_a_file_nothing_is_set(tmp_path) -> None:
    (tmp_path / "file").touch()
    assert config_file.read(tmp_path / "file" / "config.toml") == {}


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n"])
def test_in_an_empty_file_nothing_is_set(written, content) -> None:
    assert config_file.read(written(content)) == {}


def test_settings_are_read_from_toml(written) -> None:
    content = '# ours\nproject = \'web\' # the site\n\n"queue"="caf\\u00e9"\n'
    assert config_file.read(written(content)) == {"project": "web", "queue": "caf\u00e9"}


def test_an_unknown_setting_is_refused_and_the_known_ones_are_named(written) -> None:
    with pytest.raises(BadInput) as refusal:
        config_file.read(written('projekt = "web"\n'))
    assert refusal.value.what.endswith("config.toml has an unknown setting 'projekt'")
    assert refusal.value.mend == (
        "known are database_url, broker_url, queue, project, timezone, holidays, log_level, log_format"
    )


def test_a_table_is_an_unknown_setting(written) -> None:
    with pytest.raises(BadInput, match=r"unknown setting 'radar'"):
        config_file.read(written('[radar]\nproject = "web"\n'))


@pytest.mark.parametrize("value", ["5", "true", "1.5", '["web"]', "{ name = 'web' }", "2026-01-31"])
def test_a_value_that_is_no_text_is_refused(written, value) -> None:
    with pytest.raises(BadInput, match=r'^project in .*config.toml is not a text: write project = "'):
        config_file.read(written(f"project = {value}\n"))


@pytest.mark.parametrize(
    "content",
    [
        "project",
        "project = web",
        "project = 'web",
        "project = 'a'\nproject = 'b'",
        "{}",
        b"project = '\xff'",
        b"\0",
    ],
)
def test_a_file_that_is_not_toml_is_refused(written, content) -> None:
    with pytest.raises(BadInput, match=r"config.toml is not valid TOML \(.*\): mend it, or move it away$"):
        config_file.read(written(content))


def test_a_folder_in_the_files_place_is_refused(tmp_path) -> None:
    with pytest.raises(BadInput, match=r"cannot be read \(Is a directory\): check its permissions$"):
        config_file.read(tmp_path)


@pytest.mark.parametrize(
    "value",
    [
        "web",
        "two words",
        'quoted "twice"',
        "back\\slash \\n",
        "it's",
        "# no comment",
        "a = b",
        "\u65e5\u672c\U0001f600",
        "postgresql://ana:s%20e@cret@db/radar?x=y",
    ],
)
def test_a_written_setting_is_read_back_exactly(file, value) -> None:
    config_file.write(file, "project", value)
    assert config_file.read(file) == {"project": value}


def test_the_file_and_its_folder_are_for_their_owner_alone(file) -> None:
    config_file.write(file, "project", "web")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)] == [0o600, 0o700]


def test_an_existing_file_becomes_its_owners_alone(written) -> None:
    file = written("")
    file.chmod(0o644)
    config_file.write(file, "project", "web")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_comments_blank_lines_and_other_settings_stay_as_they_are(written) -> None:
    file = written('# ours\n\nqueue = "q"   # shared\n#project = "old"\n  timezone="UTC"')
    config_file.write(file, "project", "web")
    assert file.read_text() == (
        '# ours\n\nqueue = "q"   # shared\n#project = "old"\n  timezone="UTC"\nproject = "web"\n'
    )


@pytest.mark.parametrize("line", ['project = "old"', "project='old'", '  project\t= "old" # why'])
def test_a_setting_is_replaced_however_its_line_is_spaced(written, line) -> None:
    file = written(f'queue = "q"\n{line}\n')
    config_file.write(file, "project", "new")
    assert file.read_text() == 'queue = "q"\nproject = "new"\n'


def test_an_empty_value_takes_the_setting_out(written) -> None:
    file = written('# ours\nproject = "web"\nqueue = "q"\n')
    config_file.write(file, "project", "")
    assert file.read_text() == '# ours\nqueue = "q"\n'


def test_a_setting_whose_name_begins_alike_is_left_alone(written) -> None:
    file = written('log_level = "info"\n')
    config_file.write(file, "log_format", "json")
    assert config_file.read(file) == {"log_level": "info", "log_format": "json"}


def test_an_unknown_setting_is_not_written(file) -> None:
    with pytest.raises(BadInput, match=r"^there is no setting 'projekt': known are database_url, "):
        config_file.write(file, "projekt", "web")
    assert not file.exists()


@pytest.mark.parametrize("value", ["a\nproject = 'b'", "\x1b[31m", "a\tb", "\0", "\u202e", "\ud800", "\x85"])
def test_a_value_with_control_characters_is_not_written(file, value) -> None:
    with pytest.raises(BadInput, match=r"^project (has|contains|is) [\w -]+ \(from the command line\): "):
        config_file.write(file, "project", value)
    assert not file.exists()


def test_a_value_that_is_no_choice_is_not_written(file) -> None:
    with pytest.raises(BadInput, match=r"^log_level cannot be 'loud'"):
        config_file.write(file, "log_level", "loud")
    assert not file.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("database_url", "mysql://db/radar"),
        ("broker_url", "redis://db"),
        ("timezone", "Europe/Atlantis"),
        ("holidays", "xmas"),
    ],
)
def test_a_value_that_would_never_work_is_not_written(file, key, value) -> None:
    with pytest.raises(BadInput):
        config_file.write(file, key, value)
    assert not file.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("database_url", "postgresql://ana@db/radar"),
        ("broker_url", "amqps://rabbit//"),
        ("timezone", "Europe/Berlin"),
        ("holidays", "2026-12-25, 2026-12-26"),
    ],
)
def test_a_value_that_works_is_written(file, key, value) -> None:
    config_file.write(file, key, value)
    assert config_file.read(file) == {key: value}


def test_a_setting_with_choices_can_be_taken_out(written) -> None:
    file = written('log_level = "info"\n')
    config_file.write(file, "log_level", "")
    assert config_file.read(file) == {}


def test_a_bad_value_in_the_file_can_be_mended(written) -> None:
    file = written('log_level = "loud"\n')
    config_file.write(file, "log_level", "info")
    assert config_file.read(file) == {"log_level": "info"}


@pytest.mark.parametrize("content", ["no toml", 'unknown = "x"\n', "queue = 5\n"])
def test_a_file_that_cannot_be_understood_is_left_alone(written, content) -> None:
    file = written(content)
    with pytest.raises(BadInput):
        config_file.write(file, "project", "web")
    assert file.read_text() == content
