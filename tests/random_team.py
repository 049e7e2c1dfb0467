"""Two people who do something at random, for tests that hold whatever they did."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, StatusChange
from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Priority, TaskStatus
from radar_cli.domain.user import User
from radar_cli.errors import RadarError
from radar_cli.services import blocking, comments, dependencies, imports, projects, task_edits, tasks, undo
from tests.world import World

DRAFT = tasks.Draft("Fix login")
REFS = ("K-1", "K-2", "K-3", "K-4")
CREATED_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Team:
    """Two people who do something at random to the tasks of two projects."""

    def __init__(self, world: World, random: Random) -> None:
        self.world = world
        self.random = random
        self.people = [world.user("Ana"), world.user("Ben")]
        for name in ("web", "api"):
            world.project(self.people[0], name)
            projects.set_member(world.db, self.people[0], name, self.people[1].email, Role.MEMBER)
        self.commands: Sequence[Callable[[User], object]] = (
            self.add, self.edit, self.edit, self.move, self.move, self.delete, self.depend, self.release,
            self.block, self.unblock, self.comment, self.import_, self.import_, self.undo, self.undo, self.redo,
        )  # fmt: skip

    def act(self) -> bool:
        """One command; whether it changed something."""
        self.world.clock.advance(minutes=self.random.randrange(1, 600))
        with suppress(RadarError):
            self.random.choice(self.commands)(self.random.choice(self.people))
            return True
        return False

    def ids(self) -> list[int]:
        with self.world.db.reading():
            there = [row["id"] for row in self.world.db.rows("SELECT id FROM tasks ORDER BY id")]
        if not there:
            there = [task.id for task in tasks.add(self.world.db, self.world.clock, self.people[0], "web", [DRAFT] * 3)]
        return self.random.sample(there, min(len(there), self.random.randrange(1, 5)))

    def add(self, actor: User) -> None:
        draft = replace(DRAFT, tags=self.random.sample("abcd", 2), assignee=self.random.choice([None, "me"]))
        drafts = [replace(draft, title=f"{draft.title} {n}") for n in range(self.random.randrange(1, 4))]
        tasks.add(self.world.db, self.world.clock, actor, self.random.choice(["web", "api"]), drafts)

    def edit(self, actor: User) -> None:
        values = self.random.choice(
            [
                task_edits.Edit(title=self.random.choice("xyz")),
                task_edits.Edit(description="a\nb", priority=self.random.choice(list(Priority))),
                task_edits.Edit(assignee=self.random.choice(["me", "none"]), add_tags=self.random.sample("abcd", 1)),
                task_edits.Edit(remove_tags=self.random.sample("abcd", 2), due_at=datetime(2026, 5, 1, tzinfo=UTC)),
                task_edits.Edit(due_at=task_edits.Absent.ABSENT, tags=[]),
            ]
        )
        task_edits.edit(self.world.db, self.world.clock, actor, self.ids(), values)

    def move(self, actor: User) -> None:
        tasks.move(self.world.db, self.world.clock, actor, self.ids()[:1], self.random.choice(list(Move)))

    def delete(self, actor: User) -> None:
        tasks.delete(self.world.db, self.world.clock, actor, self.ids()[:2])

    def depend(self, actor: User) -> None:
        first, *others = self.ids()
        dependencies.depend(self.world.db, self.world.clock, actor, first, others)

    def release(self, actor: User) -> None:
        first, *others = self.ids()
        dependencies.release(self.world.db, self.world.clock, actor, first, others)

    def block(self, actor: User) -> None:
        blocking.block(self.world.db, self.world.clock, actor, self.ids(), self.random.choice(["waits", "is stuck"]))

    def unblock(self, actor: User) -> None:
        blocking.unblock(self.world.db, self.world.clock, actor, self.ids()[:1])

    def comment(self, actor: User) -> None:
        comments.add(self.world.db, self.world.clock, actor, self.ids()[0], "looks good")

    def import_(self, actor: User) -> None:
        refs = self.random.sample(REFS, self.random.randrange(1, 4))
        records = [self._record(line, ref) for line, ref in enumerate(refs, 1)]
        imports.take_in(self.world.db, self.world.clock, actor, "jsonl", iter(records), Notes())

    def _record(self, line: int, ref: str) -> ImportedTask:
        statuses = self.random.choices(list(TaskStatus), k=self.random.randrange(4))
        days = [CREATED_AT + timedelta(days=day) for day in range(1, 5)]
        blocked = self.random.choice([(None, None), (CREATED_AT, "waits for the vendor")])
        return ImportedTask(
            line=line,
            project=self.random.choice(["web", "api"]),
            external_ref=ref,
            title=self.random.choice("xyz"),
            created_at=CREATED_AT,
            assignee=self.random.choice([None, Person("eva@example.com", "Eva")]),
            tags=tuple(self.random.sample("abcd", 2)),
            history=tuple(StatusChange(at, status) for at, status in zip(days, statuses, strict=False)),
            says_status=bool(statuses),
            comments=(ImportedComment(self.random.choice([None, *days]), "looks good"),) * self.random.randrange(2),
            depends_on=tuple(self.random.sample(REFS, self.random.randrange(3))),
            blocked_at=blocked[0],
            blocked_reason=blocked[1],
        )

    def undo(self, actor: User) -> None:
        undo.undo(self.world.db, self.world.clock, actor, None)

    def redo(self, actor: User) -> None:
        with self.world.db.reading():
            last = self.world.db.value("SELECT max(id) FROM batches WHERE undoes IS NOT NULL")
        undo.undo(self.world.db, self.world.clock, actor, last)
