"""Saved views, on both databases."""

from datetime import UTC

import pytest

from radar_cli.domain.user import User
from radar_cli.domain.view import View
from radar_cli.errors import BadInput, NotFound
from radar_cli.services import views
from tests.world import World


@pytest.fixture
def ana(world: World) -> User:
    return world.user("Ana")


def save(world: World, actor: User, name: str, filter_text: str = "", sort: str = "id", *columns: str) -> View:
    return views.save(world.db, world.clock, actor, UTC, name, filter_text, sort, columns)


def test_a_view_is_kept_as_it_was_typed(world: World, ana: User) -> None:
    save(world, ana, " Soon ", " assignee:me due<+7d ", "+due", "id", "title")
    found = views.named(world.db, ana, "soon")
    assert (found.name, found.filter, found.sort, list(found.columns)) == (
        "Soon", "assignee:me due<+7d", "+due", ["id", "title"]
    )  # fmt: skip
    assert found.created_at == world.clock.now


def test_saving_again_writes_over_it(world: World, ana: User) -> None:
    save(world, ana, "Soon", "due<+7d")
    save(world, ana, "soon", "due<+3d")
    assert [(view.name, view.filter) for view in views.listed(world.db, ana)] == [("soon", "due<+3d")]


def test_views_are_listed_by_name_and_are_ones_own(world: World, ana: User) -> None:
    save(world, ana, "later")
    save(world, ana, "Backend", "tag:backend")
    save(world, world.user("Ben"), "his")
    assert [view.name for view in views.listed(world.db, ana)] == ["Backend", "later"]
    with pytest.raises(NotFound, match=r"^you have no view 'his': "):
        views.named(world.db, ana, "his")


def test_a_filter_that_cannot_be_understood_is_not_saved(world: World, ana: User) -> None:
    with pytest.raises(BadInput, match="there is no field 'stauts'"):
        save(world, ana, "soon", "stauts:todo")
    assert not views.listed(world.db, ana)


def test_a_deleted_view_is_gone(world: World, ana: User) -> None:
    save(world, ana, "Soon")
    views.delete(world.db, ana, "soon")
    with pytest.raises(NotFound):
        views.delete(world.db, ana, "soon")
