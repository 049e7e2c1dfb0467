"""An import is taken in part by part, in one transaction; here each part has two records. On both databases."""

import pytest

from radar_cli.domain.user import User
from radar_cli.errors import BadInput
from radar_cli.services import imports, tasks
from tests.integration.test_imports import RECORD, counts, take_in, task_of
from tests.world import World


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 2)


@pytest.fixture
def ana(world: World) -> User:
    return world.user("Ana")


def records(count: int, **fields: object) -> list[dict[str, object]]:
    return [{**RECORD, "external_ref": f"WEB-{number}", **fields} for number in range(1, count + 1)]


def test_every_part_goes_in(world: World, ana: User) -> None:
    assert counts(take_in(world, ana, *records(5))) == (5, 0, 0, 0)
    assert world.scalar("SELECT count(*) FROM tasks") == 5
    assert world.scalar("SELECT count(*) FROM batches") == 1


def test_each_part_is_compared_with_what_is_there(world: World, ana: User) -> None:
    take_in(world, ana, *records(5))
    again = records(7)
    again[0]["title"] = again[4]["title"] = "New"
    assert counts(take_in(world, ana, *again)) == (2, 2, 3, 0)


def test_a_file_that_is_cut_off_after_parts_of_it_were_taken_keeps_nothing(world: World, ana: User) -> None:
    with pytest.raises(BadInput, match="cut off"):
        take_in(world, ana, *records(5), '{"project": "we')
    for table in ("tasks", "task_events", "projects", "batches"):
        assert world.scalar(f"SELECT count(*) FROM {table}") == 0


def test_a_key_of_an_earlier_part_is_refused(world: World, ana: User) -> None:
    summary = take_in(world, ana, *records(4), RECORD)
    assert counts(summary) == (4, 0, 0, 1)
    assert [(bad.line, bad.reason) for bad in summary.bad] == [(5, "the key 'WEB-1' stands in line 1 already")]


def test_dependencies_go_from_part_to_part(world: World, ana: User) -> None:
    chained = records(5)
    chained[0]["depends_on"] = ["WEB-5"]
    chained[4]["depends_on"] = ["WEB-2"]
    take_in(world, ana, *chained)
    assert task_of(world, ana).depends_on == (task_of(world, ana, "WEB-5").id,)
    assert task_of(world, ana, "WEB-5").depends_on == (task_of(world, ana, "WEB-2").id,)


def test_somebody_of_an_earlier_part_is_known(world: World, ana: User) -> None:
    summary = take_in(world, ana, *records(5, assignee="ben@example.com"))
    assert summary.people == ["ben@example.com"]
    assert task_of(world, ana, "WEB-5").assignee == "ben@example.com"


def test_a_project_that_an_import_made_is_known_by_its_name_with_blanks_too(world: World, ana: User) -> None:
    blank = {**RECORD, "external_ref": "WEB-9", "project": " web "}
    summary = take_in(world, ana, *records(3), blank)
    assert summary.projects == ["web"]
    assert tasks.get(world.db, ana, task_of(world, ana, "WEB-9").id).project == "web"
