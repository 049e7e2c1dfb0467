"""Where in its file each key and each number of an import stands, so that none is taken twice."""

from radar_cli.domain.imported import ImportedTask
from radar_cli.domain.project import Project
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

MEND = "leave one out"


class Lines:
    """The lines of the records that were accepted, by number, and by key within a project."""

    def __init__(self) -> None:
        self._by_number: dict[int | None, int] = {}
        self._by_key: dict[int, dict[str | None, int]] = {}

    def require_new_number(self, record: ImportedTask) -> None:
        """Refuse a record with the number of an earlier one.

        Raises:
            BadInput: there is one.
        """
        if record.number in self._by_number:
            raise BadInput(f"the id {record.number} stands in line {self._by_number[record.number]} already", MEND)

    def require_new_key(self, record: ImportedTask, project: Project) -> None:
        """Refuse a record with the key of an earlier one of its project.

        Raises:
            BadInput: there is one.
        """
        key, lines = record.external_ref, self._by_key.get(project.id, {})
        if key in lines:
            raise BadInput(f"the key {quoted(key or '')} stands in line {lines[key]} already", MEND)

    def note(self, record: ImportedTask, project: Project) -> None:
        """Take in that a record is accepted."""
        if record.number is not None:
            self._by_number[record.number] = record.line
        if record.external_ref is not None:
            self._by_key.setdefault(project.id, {})[record.external_ref] = record.line
