"""Rules on remarks about tasks."""

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.clock import Clock
from radar_cli.domain.comment import Comment
from radar_cli.domain.user import User
from radar_cli.repositories import batches, tasks
from radar_cli.services.changes import Writing
from radar_cli.services.task_access import writable


def add(db: Database, clock: Clock, actor: User, task_id: int, body: str) -> Comment:
    """Say something about a task.

    Raises:
        NotFound: it is not there.
        BadInput: the remark is not acceptable.
        OperationFailed: the actor may not.
    """
    remark = text.comment(body)
    with db.transaction():
        (task,) = writable(db, actor, [task_id])
        tasks.lock(db, [task])  # or it could be deleted meanwhile, or its making undone
        at = clock()
        comment = Comment(0, task.id, task.project_id, actor.email, remark, at)
        writing = Writing(db)
        writing.comment(comment, actor.id, at)
        writing.flush(batches.add(db, actor.id, "comment", at))
        return comment
