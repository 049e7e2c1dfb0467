import stat

import pytest

from radar_cli.errors import BadInput
from radar_cli.token_file import TokenFile

DATABASE = "postgresql://db:5432/radar"


def test_a_token_is_read_back_as_it_was_written(tmp_path) -> None:
    TokenFile(tmp_path, DATABASE).write("abc123")
    assert TokenFile(tmp_path, DATABASE).read() == "abc123"


def test_there_is_no_token_before_the_first_login(tmp_path) -> None:
    assert TokenFile(tmp_path, DATABASE).read() is None


def test_there_is_no_token_in_an_empty_file(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.write("abc123")
    token_file.path.write_text("")
    assert token_file.read() is None


@pytest.mark.parametrize(
    "other", ["postgresql://db:5433/radar", "postgresql://db:5432/other", "sqlite:////srv/radar.db", ""]
)
def test_another_database_never_gets_the_token(tmp_path, other) -> None:
    TokenFile(tmp_path, DATABASE).write("abc123")
    assert TokenFile(tmp_path, other).read() is None


def test_logins_to_two_databases_stand_side_by_side(tmp_path) -> None:
    first, second = TokenFile(tmp_path, DATABASE), TokenFile(tmp_path, "sqlite:////srv/radar.db")
    first.write("one")
    second.write("two")
    assert (first.read(), second.read()) == ("one", "two")


def test_a_new_login_replaces_the_old_token(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.write("old")
    token_file.write("new")
    assert token_file.read() == "new"


def test_a_deleted_token_is_gone(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.write("abc123")
    token_file.delete()
    assert token_file.read() is None


def test_logging_out_twice_does_no_harm(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.delete()
    token_file.delete()
    assert token_file.read() is None


def test_the_file_and_its_folder_are_for_their_owner_alone(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.write("abc123")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (token_file.path, token_file.path.parent)]
    assert modes == [0o600, 0o700]


@pytest.mark.parametrize("identity", [DATABASE, "../../etc/passwd", "a/b", "x" * 5000, "\0"])
def test_the_files_name_gives_nothing_of_the_database_away(tmp_path, identity) -> None:
    path = TokenFile(tmp_path, identity).path
    assert path.parent == tmp_path / "tokens"
    assert len(path.name) == 16
    assert set(path.name) <= set("0123456789abcdef")


def test_a_token_that_others_can_read_is_refused(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.write("abc123")
    token_file.path.chmod(0o644)
    with pytest.raises(BadInput, match=r"can be read by others"):
        token_file.read()


def test_a_token_behind_a_symbolic_link_is_refused(tmp_path) -> None:
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.write("abc123")
    token_file.path.rename(tmp_path / "elsewhere")
    token_file.path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput):
        token_file.read()


def test_writing_replaces_a_symbolic_link_and_leaves_its_target_alone(tmp_path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    token_file = TokenFile(tmp_path, DATABASE)
    token_file.path.parent.mkdir()
    token_file.path.symlink_to(victim)
    token_file.write("abc123")
    assert (victim.read_text(), token_file.read()) == ("precious", "abc123")
