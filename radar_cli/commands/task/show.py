"""radar task show"""

from collections.abc import Mapping
from typing import Any

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.task.columns import DETAIL_COLUMNS, row
from radar_cli.commands.task.options import Id
from radar_cli.domain.comment import Comment
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.table import Column, Table
from radar_cli.rendering.json import documents
from radar_cli.services import task_details
from radar_cli.services.task_details import Details

app = typer.Typer()

COMMENTS = Column("comments", "Comments")


@app.command("show", cls=DataCommand, epilog="Example: radar task show 42")
def show_(context: typer.Context, task_id: Id) -> None:
    """Show everything about a task."""
    radar = radar_of(context)
    show(radar, _table(task_details.details(radar.database, radar.current_user, arguments.task_id(task_id))))


def _table(details: Details) -> Table:
    fields = Table(DETAIL_COLUMNS, [row(details.task)], single=True)
    remarks = "\n".join(_said(comment) for comment in details.comments)
    return Table(
        [*DETAIL_COLUMNS, COMMENTS],
        [[*row(details.task), remarks or None]],
        single=True,
        document={**documents(fields)[0], "comments": [_document(comment) for comment in details.comments]},
    )


def _said(comment: Comment) -> str:
    return f"{comment.created_at:%Y-%m-%d} {comment.author}: {comment.body}"


def _document(comment: Comment) -> Mapping[str, Any]:
    return {"at": rfc3339(comment.created_at), "by": comment.author, "body": comment.body}
