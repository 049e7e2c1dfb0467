"""Editing one task as a text in an editor."""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import typer

from radar_cli.commands import editor, prompts
from radar_cli.commands.task import sentences, values
from radar_cli.context import Context
from radar_cli.domain import task_form
from radar_cli.domain.task import Task
from radar_cli.errors import BadInput, OperationFailed, RadarError
from radar_cli.services import task_edits, tasks


def edit_in_editor(radar: Context, task_id: int) -> None:
    """Let somebody edit a task in their editor, and again if they like where the text cannot be taken.

    Raises:
        RadarError: it cannot be taken, and stays in a file that the error names; nothing was changed.
    """
    task = tasks.get(radar.database, radar.current_user, task_id)
    form = task_form.written(task, radar.zone)
    path = _file(task_id, form)
    before = path.stat().st_mtime_ns
    try:
        edited = _edited(radar, task, form, path)
    except (RadarError, typer.Abort):
        _keep(radar, path, before)
        raise
    _remove(path)
    radar.say(sentences.changed("edited", [edited]) if edited is not None else "nothing was changed")


def _file(task_id: int, form: str) -> Path:
    """A file in a folder of its own, for its owner alone: editors put copies of what they edit beside it."""
    path = Path(mkdtemp(prefix="radar-")) / f"task-{task_id}.txt"
    path.touch(0o600)
    path.write_text(form, "utf-8")
    return path


def _remove(path: Path) -> None:
    rmtree(path.parent, ignore_errors=True)


def _keep(radar: Context, path: Path, before: int) -> None:
    if not path.exists() or path.stat().st_mtime_ns == before:
        _remove(path)
    else:
        radar.warn(f"your text is kept in {path}")


def _edited(radar: Context, task: Task, form: str, path: Path) -> Task | None:
    while True:
        editor.edit(path)
        try:
            return _taken(radar, task, form, path.read_text("utf-8-sig"))
        except OSError as error:
            raise OperationFailed(f"{path} cannot be read ({error.strerror})", "nothing was changed") from None
        except (BadInput, UnicodeDecodeError) as error:
            radar.warn(f"radar: {error}")
            prompts.confirm("Edit it again?", yes=False)


def _taken(radar: Context, task: Task, form: str, text: str) -> Task | None:
    before, after = task_form.read(form), task_form.read(text)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed:
        return None
    new = values.edit_of(changed, radar.clock, lambda: radar.zone)
    (edited,) = task_edits.edit(radar.database, radar.clock, radar.current_user, [task.id], new, as_seen=[task])
    return edited.after
