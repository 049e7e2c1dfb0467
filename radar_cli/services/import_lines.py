"""Where in its file each key and each number of an import stands, so that none is taken twice."""

from radar_cli.domain.imported import ImportedTask
from radar_cli.domain.project import Project
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

MEND = "leave one out"


class Lines:
    """The lines of the records so far, by number, and by key within a project."""

    def __init__(self) -> None:
        self._by_number: dict[int, int] = {}
        self._by_key: dict[int, dict[str, int]] = {}

    def require_new_number(self, record: ImportedTask) -> None:
        """Note the number of a record, if it has one.

        Raises:
            BadInput: an earlier one has it.
        """
        if record.number is None:
            return
        if record.number in self._by_number:
            raise BadInput(f"the id {record.number} stands in line {self._by_number[record.number]} already", MEND)
        self._by_number[record.number] = record.line

    def require_new_key(self, record: ImportedTask, project: Project) -> None:
        """Note the key of a record, if it has one.

        Raises:
            BadInput: an earlier one of its project has it.
        """
        key, lines = record.external_ref, self._by_key.setdefault(project.id, {})
        if key is None:
            return
        if key in lines:
            raise BadInput(f"the key {quoted(key)} stands in line {lines[key]} already", MEND)
        lines[key] = record.line
