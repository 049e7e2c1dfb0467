"""A task as a small text that somebody edits: fields above an empty line, the description below it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, tzinfo

from radar_cli.domain.task import Task
from radar_cli.errors import BadInput

FIELDS = ("title", "priority", "assignee", "due", "tags")
HINT = "# Task {id} of {project}. Everything below the first empty line is the description.\n"
NONE = "none"


def written(task: Task, zone: tzinfo) -> str:
    """The form of a task; days and times in it are of `zone`."""
    values = {
        "title": task.title,
        "priority": task.priority.label,
        "assignee": task.assignee or NONE,
        "due": NONE if task.due_at is None else _day(task.due_at, zone),
        "tags": ", ".join(task.tags),
    }
    lines = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in values.items())
    return f"{HINT.format(id=task.id, project=task.project)}{lines}\n{task.description}\n"


def read(form: str) -> Mapping[str, str]:
    """The fields of a form as they were typed, the description among them; lines that begin with # are left out.

    Raises:
        BadInput: a line above the first empty one is no field, or a field is missing or there twice.
    """
    values: dict[str, str] = {}
    lines = form.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            values["description"] = "\n".join(lines[number + 1 :]).strip("\n")
            break
        if line.startswith("#"):
            continue
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if not colon or key not in FIELDS:
            raise BadInput(
                f"line {number + 1} of the form is no field", f"write one of {', '.join(FIELDS)}, and a colon"
            )
        if key in values:
            raise BadInput(f"line {number + 1} of the form has {key} again", "leave one of them out")
        values[key] = value.strip()
    for key in FIELDS:
        if key not in values:
            raise BadInput(f"the form has lost its {key}", f'write it as "{key}: ..."')
    return {"description": "", **values}


def _day(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    if local.time() == time():
        return local.date().isoformat()
    if local.second or local.microsecond:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return local.strftime("%Y-%m-%dT%H:%M")
