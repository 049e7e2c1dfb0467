"""Whose a task is: people as they are written on the command line."""

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.user import ME, User
from radar_cli.errors import BadInput, NotFound
from radar_cli.repositories import projects, users

NONE = "none"


def assignee(db: Database, actor: User, written: str) -> User | None:
    """The person that an e-mail address or "me" means; None for "none".

    Raises:
        BadInput: it is no e-mail address.
        NotFound: nobody whom the actor sees has it; whether anybody else has is not told.
    """
    if written == ME:
        return actor
    if written == NONE:
        return None
    email = text.email(written)
    user = users.seen_by_email(db, email, actor.id)
    if user is None:
        raise NotFound(f"nobody in your projects is {email}", "see radar project members list")
    return user


def require_member(db: Database, project_id: int, person: User | None) -> None:
    """Refuse to give work to somebody who cannot see it.

    Raises:
        BadInput: they are not in the project.
    """
    if person is None or projects.role_of(db, project_id, person.id) is not None:
        return
    raise BadInput(
        f"{person.email} is not in the project",
        "add them with radar project members add, or choose another",
    )
