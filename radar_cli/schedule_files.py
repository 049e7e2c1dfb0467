"""The files that schedules write on this machine."""

import json
from collections.abc import Mapping
from pathlib import Path

from radar_cli.files import read_private_file, replace_file
from radar_cli.token_file import name_of


class ScheduleFiles:
    """Where the reports of one database's schedules are written to, a note for each schedule of this machine's.

    It is kept here, and not only in the database: who can write to a shared database must not be able to choose
    files of somebody else's.
    """

    def __init__(self, folder: Path, database_identity: str) -> None:
        self.folder = folder / "schedules" / name_of(database_identity)

    def read(self, schedule_id: int) -> Mapping[str, Path]:
        """The files of a schedule by what they hold, placeholders not filled in; none where they are another machine's.

        Raises:
            BadInput: the note's permissions are too loose, or it is a symbolic link.
        """
        content = read_private_file(self._note(schedule_id))
        return {name: Path(file) for name, file in json.loads(content or "{}").items()}

    def write(self, schedule_id: int, files: Mapping[str, str]) -> None:
        replace_file(self._note(schedule_id), json.dumps(files), private=True)

    def delete(self, schedule_id: int) -> None:
        self._note(schedule_id).unlink(missing_ok=True)

    def _note(self, schedule_id: int) -> Path:
        return self.folder / str(schedule_id)
