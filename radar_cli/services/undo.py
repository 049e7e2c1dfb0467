"""Undoing what a command did, however many tasks it changed: all of it, or nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.change import Batch, Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.comment import Comment
from radar_cli.domain.event import Event, EventType
from radar_cli.domain.replay import depended_on
from radar_cli.domain.task import Task
from radar_cli.domain.undoing import NetChange, changed_since, dependencies_changed, net_change, undone
from radar_cli.domain.user import User
from radar_cli.errors import Conflict, NotFound, OperationFailed
from radar_cli.repositories import batches, comments, dependencies, events, projects, tasks
from radar_cli.services.changes import Writing
from radar_cli.services.dependencies import require_no_circle
from radar_cli.services.task_access import require_writable


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone: the batch, how many tasks it had changed, and the batch that undid it."""

    batch: Batch
    tasks: int
    by: int


def undo(db: Database, clock: Clock, actor: User, batch_id: int | None, *, dry_run: bool = False) -> Undone:
    """Undo a batch of the actor's; without a number the last one that is neither undone nor an undoing.

    The number of an undoing brings back what it undid. A dry run undoes it and keeps nothing.

    Raises:
        NotFound: there is no such batch, or one of its projects can no longer be seen.
        OperationFailed: it is undone already, or the actor may no longer change one of its projects, or a
            dependency would close a circle by now.
        Conflict: somebody has changed one of its tasks since, or something depends on what would go.
    """
    with db.transaction(kept=not dry_run):
        dependencies.lock(db)
        batch = _batch(db, actor, batch_id)
        logged = events.of_batch(db, batch.id)
        undoing = _Undoing(db, batch, logged)
        _require_writable(db, actor, undoing.project_ids)
        undoing.hold()
        at = clock()
        writing = Writing(db)
        for before, after in undoing.pairs():
            writing.add(Change(before, after, actor.id, at))
        for comment, comes_back in undoing.remarks():
            (writing.comment if comes_back else writing.take_back)(comment, actor.id, at)
        by = batches.add(db, actor.id, "undo", at, batch.id)
        writing.flush(by)
        require_no_circle(db, {task.id: task.depends_on for task in undoing.with_new_dependencies})
        _note_undone(db, batch, by)
        return Undone(batch, len({event.task_id for event in logged}), by)


def _batch(db: Database, actor: User, batch_id: int | None) -> Batch:
    if batch_id is None:
        last = batches.last(db, actor.id)
        if last is None:
            raise NotFound("there is nothing of yours to undo", "see radar log for what others did")
        return last
    batch = batches.of(db, actor.id, batch_id)
    if batch is None:
        raise NotFound(f"there is no batch {batch_id} of yours", "see the batches in radar log")
    if batch.undone_by is not None:
        raise OperationFailed(
            f"batch {batch_id} is undone already", f"bring it back with radar undo --batch {batch.undone_by}"
        )
    return batch


def _note_undone(db: Database, batch: Batch, by: int) -> None:
    """What undid nothing any more counts again, and what that had undone is undone again, and so on."""
    batches.set_undone_by(db, batch.id, by)
    undoer, is_undone = batch, False
    while undoer.undoes is not None:
        batches.set_undone_by(db, undoer.undoes, undoer.id if is_undone else None)
        undoer, is_undone = batches.numbered(db, undoer.undoes), not is_undone


def _require_writable(db: Database, actor: User, project_ids: set[int]) -> None:
    there = projects.by_ids(db, actor.id, sorted(project_ids))
    if len(there) < len(project_ids):
        raise NotFound("a project of what was changed is no longer there for you", "ask its owner")
    for project in there.values():
        require_writable(project)


class _Undoing:
    """What a batch changed, held against how things are."""

    def __init__(self, db: Database, batch: Batch, logged: Sequence[Event]) -> None:
        self._db = db
        self._batch = batch
        by_task: dict[int, list[Event]] = defaultdict(list)
        for event in logged:
            by_task[event.task_id].append(event)
        self._task_ids = sorted(by_task)
        self._comment_events = [event for event in logged if _is_comment(event)]
        of_tasks = ([event for event in found if not _is_comment(event)] for found in by_task.values())
        self._nets = [net_change(found[0].project_id, found) for found in of_tasks if found]
        self._now = tasks.unrestricted(db, [net.task_id for net in self._nets])
        self._comments: Mapping[Content, Comment] = {}
        self._with_new_dependencies: Sequence[Task] = []

    def hold(self) -> None:
        """From here on nobody changes the tasks, or says something about them.

        Raises:
            Conflict: somebody has, meanwhile.
        """
        tasks.lock(self._db, list(self._now.values()))
        self._comments = _by_content(comments.of_tasks(self._db, self._task_ids))

    @property
    def project_ids(self) -> set[int]:
        """The projects that the command was about, without those where only a dependency went with another task."""
        came_or_went = {net.task_id for net in self._nets if net.existed != net.exists}
        aimed_at = {
            net.project_id
            for net in self._nets
            if net.fields.keys() != {"depends_on"} or not dependencies_changed(net) <= came_or_went
        }
        return aimed_at | {one.project_id for one in self._comment_events}

    @property
    def with_new_dependencies(self) -> Sequence[Task]:
        """The tasks that depend on more than before."""
        return self._with_new_dependencies

    def pairs(self) -> Sequence[tuple[Task | None, Task | None]]:
        """Each task as it is, and as it is to be again."""
        self._require_unchanged()
        gone = [net for net in self._nets if net.existed and not net.exists]
        self._require_free_keys(gone)
        versions = events.counts(self._db, [net.task_id for net in gone])
        names = {task.project_id: task.project for task in self._now.values()}
        names |= projects.names(self._db, [net.project_id for net in gone])
        pairs = [
            (
                self._now.get(net.task_id),
                undone(net, self._now.get(net.task_id), names.get(net.project_id, ""), versions.get(net.task_id, 0)),
            )
            for net in self._nets
        ]
        existing = self._with_dependencies_that_exist(pairs)
        self._with_new_dependencies = [after for before, after in existing if after and _grown(before, after)]
        return existing

    def remarks(self) -> Sequence[tuple[Comment, bool]]:
        """The remarks of the batch, and for each whether it comes back rather than goes."""
        found = []
        for event in self._comment_events:
            comment = _comment_of(event)
            comes_back = event.changes["comment"][0] is not None
            found.append((comment if comes_back else self._comments.get(_content(comment), comment), comes_back))
        return found

    def _require_unchanged(self) -> None:
        for net in self._nets:
            if fields := changed_since(net, self._now.get(net.task_id)):
                raise self._changed(net, fields)
        self._require_nothing_added()

    def _changed(self, net: NetChange, fields: Sequence[str]) -> Conflict:
        later = events.after_batch(self._db, self._batch.id, net.task_id)
        by = next((event for event in reversed(later) if event.changes.keys() & set(fields)), None)
        by = by or (later[-1] if later else None)
        who = "" if by is None else f" by {by.actor} at {by.created_at:%Y-%m-%d %H:%M} UTC"
        what = "was deleted or brought back" if fields == ["existence"] else f"was changed ({', '.join(fields)})"
        return Conflict(f"task {net.task_id} {what} since{who}", "nothing was undone: change it by hand")

    def _require_free_keys(self, gone: Sequence[NetChange]) -> None:
        refs: dict[int, list[str]] = defaultdict(list)
        for net in gone:
            ref = net.fields.get("external_ref", (None, None))[0]
            if ref is not None:
                refs[net.project_id].append(str(ref))
        for project_id, wanted in refs.items():
            for ref, task in tasks.by_refs(self._db, project_id, wanted).items():
                raise Conflict(f"task {task.id} has the key {ref} since", "nothing was undone: delete it first")

    def _require_nothing_added(self) -> None:
        going = {net.task_id for net in self._nets if not net.existed and net.exists}
        others = self._comments.keys() - {_content(_comment_of(event)) for event in self._comment_events}
        commented = sorted({task_id for task_id, *_ in others} & going)
        for event in events.remarks_after_batch(self._db, self._batch.id, commented):
            if _content(_comment_of(event)) in others:
                raise Conflict(f"task {event.task_id} has comments since", "nothing was undone: delete it by hand")
        before = {net.task_id: net.fields["depends_on"][0] for net in self._nets if "depends_on" in net.fields}
        depended = {task_id: depended_on(value) for task_id, value in before.items()}
        for task in dependencies.dependents(self._db, sorted(going)):
            on = next(iter(going & depended.get(task.id, set(task.depends_on))), None)
            if task.id not in going and on is not None:
                raise Conflict(
                    f"task {task.id} depends on task {on} since",
                    f"release it first, with radar task depend {task.id} --off {on}",
                )

    def _with_dependencies_that_exist(
        self, pairs: Sequence[tuple[Task | None, Task | None]]
    ) -> Sequence[tuple[Task | None, Task | None]]:
        wanted = {on for _, after in pairs if after is not None for on in after.depends_on}
        there = set(tasks.unrestricted(self._db, sorted(wanted))) | {after.id for _, after in pairs if after}
        return [
            (before, after and replace(after, depends_on=tuple(on for on in after.depends_on if on in there)))
            for before, after in pairs
        ]


def _grown(before: Task | None, after: Task) -> bool:
    return bool(set(after.depends_on) - set(() if before is None else before.depends_on))


Content = tuple[int, str, str, str]


def _by_content(found: Sequence[Comment]) -> Mapping[Content, Comment]:
    return {_content(comment): comment for comment in found}


def _content(comment: Comment) -> Content:
    return (comment.task_id, comment.body, comment.author, comment.created_at.isoformat())


def _is_comment(event: Event) -> bool:
    return event.type is EventType.COMMENTED


def _comment_of(event: Event) -> Comment:
    body, author, created_at = (
        str(before if after is None else after)
        for before, after in (event.changes[name] for name in ("comment", "comment_by", "comment_at"))
    )
    return Comment(0, event.task_id, event.project_id, author, body, datetime.fromisoformat(created_at))
