"""Who is named in what is imported."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.imported import ImportedTask, Person
from radar_cli.domain.user import User
from radar_cli.repositories import users


class People:
    """The users of an import, `ids` by e-mail address; those who are not known become inactive users."""

    def __init__(self, db: Database, actor: User, at: datetime) -> None:
        self._db = db
        self._at = at
        self.ids: dict[str, int] = {actor.email: actor.id}
        self.made: list[str] = []

    def learn(self, tasks: Iterable[ImportedTask]) -> None:
        """Look up everybody who is named, and make those who are not there."""
        named = {person.email: person.name for task in tasks for person in _people(task) if person is not None}
        unknown = named.keys() - self.ids.keys()
        if not unknown:
            return
        self.ids |= users.ids_by_email(self._db, unknown)
        missing = sorted(unknown - self.ids.keys())
        if missing:
            users.add_inactive(self._db, {email: named[email][: text.MAX_NAME] for email in missing}, self._at)
            self.ids |= users.ids_by_email(self._db, set(missing))
            self.made += missing

    def id_of(self, person: Person) -> int:
        """The number of somebody who was named in what was learnt."""
        return self.ids[person.email]


def _people(task: ImportedTask) -> Sequence[Person | None]:
    moved_by = [change.by for change in task.history]
    said_by = [comment.by for comment in task.comments]
    return [task.assignee, task.created_by, *moved_by, *said_by]
