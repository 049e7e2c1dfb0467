"""Projects and their members, on both databases."""

import pytest

from radar_cli.domain.project import Role
from radar_cli.errors import BadInput, NotFound, OperationFailed
from radar_cli.services import project_deletion, projects, tasks
from tests.world import World


def names(world: World, actor: object, *, with_archived: bool = False) -> list[str]:
    return [one.name for one in projects.visible(world.db, actor, with_archived=with_archived)]


def test_whoever_makes_a_project_owns_it(world: World) -> None:
    ana = world.user("Ana")
    project = projects.add(world.db, world.clock, ana, " Web ")
    assert (project.name, project.owner, project.role) == ("Web", "ana@example.com", Role.OWNER)
    assert projects.find(world.db, ana, "Web") == project


def test_names_are_the_same_in_any_case(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana, "Straße Ä")
    assert projects.find(world.db, ana, "STRASSE ä").name == "Straße Ä"
    with pytest.raises(BadInput, match="already"):
        world.project(ana, "strasse Ä")


def test_two_people_can_own_projects_of_one_name(world: World) -> None:
    ana, ben = world.user("Ana"), world.user("Ben")
    world.project(ana)
    world.project(ben)
    assert projects.find(world.db, ana, "web").owner == "ana@example.com"


def test_an_ambiguous_name_is_refused_and_an_exact_one_is_not(world: World) -> None:
    ana, ben = world.user("Ana"), world.user("Ben")
    world.project(ana)
    world.project(ben, ana=Role.MEMBER)
    with pytest.raises(BadInput, match=r"write ana@example.com/web or ben@example.com/web"):
        projects.find(world.db, ana, "web")
    assert projects.find(world.db, ana, "ben@example.com/web").owner == "ben@example.com"


def test_without_a_name_the_only_project_is_meant(world: World) -> None:
    ana = world.user("Ana")
    with pytest.raises(BadInput, match="you have no project yet"):
        projects.find(world.db, ana, None)
    world.project(ana)
    assert projects.find(world.db, ana, None).name == "web"
    world.project(ana, "api")
    with pytest.raises(BadInput, match="no project is named"):
        projects.find(world.db, ana, None)


def test_somebody_elses_project_and_none_read_alike(world: World) -> None:
    ana, eve = world.user("Ana"), world.user("Eve")
    world.project(ana)
    with pytest.raises(NotFound) as of_ana:
        projects.find(world.db, eve, "web")
    with pytest.raises(NotFound) as of_nobody:
        projects.find(world.db, eve, "api")
    assert str(of_ana.value).replace("web", "api") == str(of_nobody.value)


def test_renaming_keeps_the_tasks(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    projects.rename(world.db, ana, "web", "Website")
    assert tasks.get(world.db, ana, task.id).project == "Website"
    with pytest.raises(NotFound):
        projects.find(world.db, ana, "web")


def test_only_the_case_of_a_name_can_be_changed(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    projects.rename(world.db, ana, "web", "WEB")
    assert names(world, ana) == ["WEB"]


def test_a_name_in_use_is_refused(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.project(ana, "api")
    with pytest.raises(BadInput, match="already"):
        projects.rename(world.db, ana, "api", "Web")


def test_archived_projects_are_listed_on_request(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    projects.archive(world.db, world.clock, ana, "web", undo=False)
    assert names(world, ana) == []
    assert names(world, ana, with_archived=True) == ["web"]


def test_deleting_a_project_deletes_all_that_is_in_it(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.project(ana, "api")
    world.task(ana)
    kept = world.task(ana, project="api")
    assert project_deletion.count_tasks(world.db, ana, "web") == 1
    project_deletion.delete(world.db, world.clock, ana, "web")
    assert names(world, ana) == ["api"]
    assert world.scalar("SELECT count(*) FROM tasks") == 1
    assert world.scalar("SELECT count(*) FROM task_events") == 1
    assert tasks.get(world.db, ana, kept.id) == kept


def test_roles_are_given_changed_and_taken(world: World) -> None:
    ana = world.user("Ana")
    ben = world.user("Ben")
    world.project(ana, ben=Role.VIEWER)
    assert projects.find(world.db, ben, "web").role is Role.VIEWER
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.MEMBER)
    assert projects.find(world.db, ben, "web").role is Role.MEMBER
    projects.remove_member(world.db, ana, "web", "ben@example.com")
    with pytest.raises(NotFound):
        projects.find(world.db, ben, "web")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_only_owners_manage_a_project(world: World, role: Role) -> None:
    ana = world.user("Ana")
    ben = world.user("Ben")
    world.project(ana, ben=role)
    for attempt in (
        lambda: projects.rename(world.db, ben, "web", "x"),
        lambda: projects.archive(world.db, world.clock, ben, "web", undo=False),
        lambda: project_deletion.delete(world.db, world.clock, ben, "web"),
        lambda: projects.set_member(world.db, ben, "web", "ben@example.com", Role.OWNER),
        lambda: projects.remove_member(world.db, ben, "web", "ana@example.com"),
    ):
        with pytest.raises(OperationFailed, match=f"as {role} of web you may not change the project"):
            attempt()


def test_a_project_keeps_its_owner(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with pytest.raises(OperationFailed, match="stays its owner"):
        projects.set_member(world.db, ana, "web", "ana@example.com", Role.VIEWER)
    with pytest.raises(OperationFailed, match="stays its owner"):
        projects.remove_member(world.db, ana, "web", "ana@example.com")


def test_only_registered_people_become_members(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with pytest.raises(NotFound, match=r"nobody is registered as zoe@example.com"):
        projects.set_member(world.db, ana, "web", "zoe@example.com", Role.MEMBER)


def test_members_are_listed_by_address(world: World) -> None:
    ana = world.user("Ana")
    world.user("Ben")
    world.project(ana, ben=Role.VIEWER)
    found = [(member.email, member.role) for member in projects.members(world.db, ana, "web")]
    assert found == [("ana@example.com", Role.OWNER), ("ben@example.com", Role.VIEWER)]


def test_a_co_owner_renames_within_the_names_of_the_owner(world: World) -> None:
    ana = world.user("Ana")
    ben = world.user("Ben")
    world.project(ana, ben=Role.OWNER)
    world.project(ana, "api")
    world.project(ben, "mine")
    with pytest.raises(BadInput, match="its owner has a project named api already"):
        projects.rename(world.db, ben, "web", "api")
    assert projects.rename(world.db, ben, "web", "mine").owner == "ana@example.com"
