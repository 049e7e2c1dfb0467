"""Who is named in what is imported."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.imported import ImportedTask, Notes, Person
from radar_cli.domain.user import User
from radar_cli.repositories import users


class People:
    """The users of an import, `ids` by e-mail address; those who are not known become inactive users.

    An isolated database lets nobody write in the name of somebody who can log in: what they did is the actor's there.
    Neither does it show those who can log in but share no project with the actor: work is not given to them.
    """

    def __init__(self, db: Database, actor: User, at: datetime, notes: Notes) -> None:
        self._db = db
        self._actor = actor
        self._at = at
        self._notes = notes
        self._inactive: set[int] = set()
        self.ids: dict[str, int] = {actor.email: actor.id}
        self.made: list[str] = []

    def learn(self, tasks: Sequence[ImportedTask]) -> None:
        """Look up everybody who is named, and make those who are not there."""
        named = {person.email: person.name for person in _people(tasks) if person is not None}
        unknown = named.keys() - self.ids.keys()
        if not unknown:
            return
        self.ids |= users.ids_by_email(self._db, unknown)
        missing = sorted(unknown - self.ids.keys())
        if missing:
            names = {email: named[email][: text.MAX_NAME] for email in missing}
            self.made += users.add_inactive(self._db, names, self._at)
            self.ids |= users.ids_by_email(self._db, set(missing))
        if self._db.is_isolated:
            self._inactive |= users.inactive_ids(self._db, unknown)

    def admitted(self, task: ImportedTask) -> ImportedTask:
        """A task that was learnt from, with those people alone in whose name the actor may write."""
        if not self._db.is_isolated:
            return task
        return replace(
            task,
            assignee=self._assignee(task.assignee),
            created_by=self._author(task.created_by),
            history=tuple(replace(change, by=self._author(change.by)) for change in task.history),
            comments=tuple(replace(comment, by=self._author(comment.by)) for comment in task.comments),
        )

    def id_of(self, person: Person) -> int:
        """The number of somebody who was named in what was learnt."""
        return self.ids[person.email]

    def _author(self, person: Person | None) -> Person | None:
        if person is None or self.ids.get(person.email) in self._inactive:
            return person
        if person.email != self._actor.email:
            self._notes.warn("what was done by somebody who can log in is imported as yours")
        return None

    def _assignee(self, person: Person | None) -> Person | None:
        if person is None or person.email in self.ids:
            return person
        self._notes.warn("the task of somebody who is in no project of yours is imported as nobody's")
        return None


def _people(tasks: Sequence[ImportedTask]) -> Iterator[Person | None]:
    """Everybody who is named, those last whose work it is: the last name of an address counts, of each part."""
    yield from [comment.by for task in tasks for comment in task.comments]
    yield from [change.by for task in tasks for change in task.history]
    yield from [task.created_by for task in tasks]
    yield from [task.assignee for task in tasks]
