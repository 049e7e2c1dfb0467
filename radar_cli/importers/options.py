"""What a user says about the file to import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from radar_cli.domain.task import TaskStatus


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one import; each format looks at those that concern it.

    `now` (UTC) dates what the source does not. `project` takes every task, whatever project the source says.
    `statuses` are the source's names of statuses and what they mean, in any case. `columns` are radar's fields and
    the CSV headings that hold them. With `keep_resolution` a Jira issue that is done stays so, whatever its
    resolution. `zone` is that of times without an offset, and of days; where it is not said, days begin in `home`, the
    user's own. `date_format` is how both are written, as for strptime.
    """

    now: datetime
    project: str | None = None
    statuses: Mapping[str, TaskStatus] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    keep_resolution: bool = False
    zone: tzinfo | None = None
    home: tzinfo = UTC
    date_format: str | None = None
