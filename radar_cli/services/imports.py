"""Taking in tasks with their history: all that can be taken, as one batch, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from radar_cli.database.ahead import inserting_ahead
from radar_cli.database.session import Database
from radar_cli.domain.change import IMPORT, Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.comment import Comment
from radar_cli.domain.history import Step, led_to, same_flow, steps, steps_after
from radar_cli.domain.import_merge import brought_up_to_date, checked, first_task, still_blocked, with_flow_of
from radar_cli.domain.imported import BadRecord, ImportedComment, ImportedTask, Notes, Person, Record
from radar_cli.domain.project import Project
from radar_cli.domain.quick_dataclass import quick_dataclass
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.errors import BadInput
from radar_cli.repositories import batches, comments, dependencies, tasks
from radar_cli.services.changes import Writing
from radar_cli.services.garbage import uncollected
from radar_cli.services.import_bases import import_bases
from radar_cli.services.import_dependencies import Dependencies
from radar_cli.services.import_lines import Lines
from radar_cli.services.import_people import People
from radar_cli.services.import_projects import Projects

# What was there is looked up for each part, and all of a part is in memory.
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did: tasks added, changed and left as they are; records that are no tasks, or not acceptable.

    `projects` were made by it (names), `people` too, as inactive users (e-mail addresses).
    """

    added: int
    changed: int
    unchanged: int
    bad: Sequence[BadRecord]
    projects: Sequence[str]
    people: Sequence[str]


@quick_dataclass
class Candidate:
    """A record whose texts are acceptable, its project, and the task of the same key that is there already."""

    record: ImportedTask
    project: Project
    there: Task | None


def take_in(
    db: Database,
    clock: Clock,
    actor: User,
    source: str,
    records: Iterator[Record],
    notes: Notes,
    *,
    strict: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> Summary:
    """Take in what a reader of importers/ yields; `source` is its name, `progress` is told how many it was so far.

    A task whose project has one with its key already is brought up to date: what the source says otherwise than at the
    last import that changed it goes before what radar has; what it still says, or leaves empty, stays as it is in
    radar. A bad record is left out; if `strict`, nothing is kept then. A dry run keeps nothing.

    Raises:
        BadInput: the file as a whole is not acceptable, or a record of a strict import.
        OperationFailed: the actor may not change the tasks of a project; nothing was kept.
        Conflict: somebody else changed one of the tasks at the same moment; nothing was kept.
    """
    with uncollected(), db.transaction(kept=not dry_run), inserting_ahead(db):
        dependencies.lock(db)
        intake = _Intake(db, actor, clock(), f"{IMPORT} {source}", notes, strict=strict)
        count = 0
        while part := list(islice(records, AT_ONCE)):
            intake.take(part)
            count += len(part)
            progress(count)
        intake.connect()
        return intake.summary()


class _Intake:
    """One import in its transaction."""

    def __init__(self, db: Database, actor: User, at: datetime, action: str, notes: Notes, *, strict: bool) -> None:
        self._db = db
        self._actor = actor
        self._at = at
        self._action = action
        self._strict = strict
        self._batch_id: int | None = None
        self._people = People(db, actor, at, notes)
        self._projects = Projects(db, actor, at)
        self._dependencies = Dependencies(db, notes)
        self._lines = Lines()
        self._added = 0
        self._found: set[int] = set()
        self._changed: set[int] = set()
        self._bad: list[BadRecord] = []

    def take(self, part: Sequence[Record]) -> None:
        """Take in some records."""
        accepted = [pair for record in part if (pair := self._accepted(record)) is not None]
        self._people.learn([record for record, _ in accepted])
        candidates = list(self._candidates(accepted))
        self._update([candidate for candidate in candidates if candidate.there is not None])
        self._add([candidate for candidate in candidates if candidate.there is None])

    def connect(self) -> None:
        """Let tasks depend on each other, now that all are there."""
        writing = self._writing()
        for before, after in self._dependencies.changes(self._found):
            self._changed.add(after.id)
            writing.add(Change(before, after, self._actor.id, self._at))
        self._flush(writing)

    def summary(self) -> Summary:
        """What has happened."""
        changed = len(self._changed & self._found)
        unchanged = len(self._found) - changed
        return Summary(self._added, changed, unchanged, self._bad, self._projects.made, self._people.made)

    def _accepted(self, record: Record) -> tuple[ImportedTask, Project] | None:
        if isinstance(record, BadRecord):
            self._refuse(record)
            return None
        try:
            accepted = checked(record)
            self._lines.require_new_number(accepted)
            project = self._projects.named(accepted.project)
            self._lines.require_new_key(accepted, project)
            self._lines.note(accepted, project)
        except BadInput as error:
            self._refuse(BadRecord(record.line, error.what))
            return None
        return accepted, project

    def _refuse(self, bad: BadRecord) -> None:
        if self._strict:
            raise BadInput(f"line {bad.line}: {bad.reason}", "nothing was imported: mend it, or leave --strict out")
        self._bad.append(bad)

    def _candidates(self, accepted: Sequence[tuple[ImportedTask, Project]]) -> Iterator[Candidate]:
        by_project: dict[int, list[str]] = {}
        for record, project in accepted:
            if record.external_ref is not None and self._projects.had_keys(project):
                by_project.setdefault(project.id, []).append(record.external_ref)
        there = {project_id: tasks.by_refs(self._db, project_id, refs) for project_id, refs in by_project.items()}
        for record, project in accepted:
            task = there.get(project.id, {}).get(record.external_ref or "")
            yield Candidate(self._people.admitted(record), project, task)

    def _add(self, candidates: Sequence[Candidate]) -> None:
        writing = self._writing()
        for task_id, candidate in zip(tasks.new_ids(self._db, len(candidates)), candidates, strict=True):
            self._add_one(writing, task_id, candidate)
        self._added += len(candidates)
        self._keep(writing, candidates)

    def _add_one(self, writing: Writing, task_id: int, candidate: Candidate) -> None:
        record = candidate.record
        first = first_task(task_id, candidate.project, record)
        writing.add(Change(None, first, self._id_of(record.created_by), record.created_at))
        last = self._live(writing, first, steps(first, record.history))
        if last.is_open and record.blocked_at is not None:
            blocked = replace(last, blocked_at=record.blocked_at, blocked_reason=record.blocked_reason)
            writing.add(Change(last, blocked, self._actor.id, record.blocked_at))
        for comment in record.comments:
            self._comment(writing, first, comment)

    def _live(self, writing: Writing, task: Task, lived: Iterable[Step]) -> Task:
        for step in lived:
            writing.add(Change(task, step.task, self._id_of(step.by), step.at or self._at))
            task = step.task
        return task

    def _update(self, candidates: Sequence[Candidate]) -> None:
        if not candidates:
            return
        writing = self._writing()
        said = _said(comments.of_tasks(self._db, [one.there.id for one in candidates if one.there is not None]))
        differing = [one.there for one in candidates if one.there is not None and _differs(one)]
        bases = import_bases(self._db, differing)
        for candidate in candidates:
            record, there = candidate.record, candidate.there
            assert there is not None
            self._found.add(there.id)
            last = self._caught_up(writing, candidate, there, bases.get(there.id, ()))
            new = brought_up_to_date(still_blocked(last, there, record), record, bases.get(there.id, ()))
            writing.add(Change(last, new, self._actor.id, self._at))
            remarks = [one for one in record.comments if (there.id, one.body, one.at) not in said]
            for comment in remarks:
                self._comment(writing, there, comment)
            if remarks or new != there:
                self._changed.add(there.id)
        self._keep(writing, candidates)

    def _caught_up(self, writing: Writing, candidate: Candidate, there: Task, bases: Sequence[Task]) -> Task:
        if not candidate.record.says_status:
            return there
        first = first_task(there.id, candidate.project, candidate.record)
        lived = steps(first, candidate.record.history)
        last = _last(first, lived)
        if same_flow(last, there) or any(same_flow(led_to(base, last), base) for base in bases):
            return there
        missing = steps_after(there, first, lived)
        if missing is None:  # radar's own history is another one: go straight to where the source is
            led = led_to(there, last)
            missing = [] if same_flow(led, there) else [Step(led, self._at, None)]
        task = there
        for step in missing:
            task = self._live(writing, task, [replace(step, task=with_flow_of(step.task, task))])
        return task

    def _comment(self, writing: Writing, task: Task, said: ImportedComment) -> None:
        author = self._actor.email if said.by is None else said.by.email
        at = said.at or task.created_at
        writing.comment(Comment(0, task.id, task.project_id, author, said.body, at), self._id_of(said.by), at)

    def _id_of(self, person: Person | None) -> int:
        return self._actor.id if person is None else self._people.id_of(person)

    def _writing(self) -> Writing:
        return Writing(self._db, self._people.ids)

    def _keep(self, writing: Writing, candidates: Sequence[Candidate]) -> None:
        for candidate, task in zip(candidates, writing.outcome, strict=True):
            self._dependencies.note(candidate.record, task)
        self._flush(writing)

    def _flush(self, writing: Writing) -> None:
        if writing.is_empty:
            return
        if self._batch_id is None:
            self._batch_id = batches.add(self._db, self._actor.id, self._action, self._at)
        writing.flush(self._batch_id)


def _differs(candidate: Candidate) -> bool:
    record, there = candidate.record, candidate.there
    assert there is not None
    first = first_task(there.id, candidate.project, record)
    last = _last(first, steps(first, record.history)) if record.says_status else there
    return not same_flow(last, there) or brought_up_to_date(there, record, ()) is not there


def _last(first: Task, lived: Sequence[Step]) -> Task:
    return lived[-1].task if lived else first


def _said(found: Iterable[Comment]) -> set[tuple[int, str, datetime | None]]:
    """What was said of which task, and when; once more without the time, for a source that does not know it."""
    times = ((comment, at) for comment in found for at in (comment.created_at, None))
    return {(comment.task_id, comment.body, at) for comment, at in times}
