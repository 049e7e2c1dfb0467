"""Rules on saved views."""

from collections.abc import Sequence
from datetime import tzinfo

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.clock import Clock
from radar_cli.domain.filters.syntax import parse
from radar_cli.domain.quoted import quoted
from radar_cli.domain.user import User
from radar_cli.domain.view import View
from radar_cli.errors import NotFound
from radar_cli.repositories import views


def save(
    db: Database,
    clock: Clock,
    actor: User,
    zone: tzinfo,
    name: str,
    filter_text: str,
    sort: str,
    columns: Sequence[str],
) -> View:
    """Save a view of the actor's, over one of the same name if there is one.

    The filter is kept as it was typed: what it says of today is said of the day on which it is used. Sort and
    columns have been checked.

    Raises:
        BadInput: the name or the filter is not acceptable.
    """
    view = View(text.name(name, "name"), filter_text.strip(), sort, columns, clock())
    if view.filter:
        parse(view.filter, clock, lambda: zone)
    with db.transaction():
        views.save(db, actor.id, text.folded(view.name), view)
        return view


def listed(db: Database, actor: User) -> Sequence[View]:
    """The actor's views by name."""
    with db.reading():
        return views.of_owner(db, actor.id)


def named(db: Database, actor: User, name: str) -> View:
    """The actor's view of that name.

    Raises:
        NotFound: there is none.
    """
    key = text.folded(name.strip())
    for view in listed(db, actor):
        if text.folded(view.name) == key:
            return view
    raise _no_view(name)


def delete(db: Database, actor: User, name: str) -> None:
    """Delete a view.

    Raises:
        NotFound: there is none of that name.
    """
    with db.transaction():
        if not views.delete(db, actor.id, text.folded(name.strip())):
            raise _no_view(name)


def _no_view(name: str) -> NotFound:
    return NotFound(f"you have no view {quoted(name)}", "see radar view list")
