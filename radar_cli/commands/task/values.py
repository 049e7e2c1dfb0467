"""New values of tasks as they are typed: --priority high, --set priority=high, or a line of the form."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from radar_cli.commands import arguments
from radar_cli.domain.clock import Clock
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput
from radar_cli.services.task_edits import Absent, Edit

NONE = "none"
FIELDS = ("title", "description", "priority", "assignee", "due", "tags")


def settings(written: Sequence[str]) -> dict[str, str]:
    """What --set FIELD=VALUE says.

    Raises:
        BadInput: one is no field and value, or a field is there twice.
    """
    values: dict[str, str] = {}
    for one in written:
        field, equals, value = one.partition("=")
        if field == "status":
            raise BadInput("a status is not set", "use radar task start, done, cancel or reopen; - reads stdin")
        if field not in FIELDS:
            raise BadInput(f"there is no field {quoted(field)} to set", f"give one of {', '.join(FIELDS)}")
        if not equals:
            raise BadInput(f"{field} is set to nothing", f"write it like {field}=VALUE")
        if field in values:
            raise BadInput(f"{field} is set twice", "set each field once")
        values[field] = value
    return values


def edit_of(
    values: Mapping[str, str],
    clock: Clock,
    zone: Callable[[], tzinfo],
    add_tags: Sequence[str] = (),
    remove_tags: Sequence[str] = (),
) -> Edit:
    """The values by field, those that are there, as an edit; "none", or nothing, takes what is there away.

    Raises:
        BadInput: a value is not acceptable.
    """
    priority, due, tags = values.get("priority"), values.get("due"), values.get("tags")
    assignee = values.get("assignee")
    return Edit(
        title=values.get("title"),
        description=values.get("description"),
        priority=None if priority is None else arguments.priority(priority),
        assignee=NONE if assignee == "" else assignee,
        due_at=Absent.ABSENT if due in ("", NONE) else None if due is None else arguments.instant(due, clock, zone),
        tags=None if tags is None else [tag for tag in tags.split(",") if tag.strip() not in ("", NONE)],
        add_tags=add_tags,
        remove_tags=remove_tags,
    )
