"""What Jira gives out: issues of its REST interface, or its CSV export."""

from collections.abc import Iterator
from typing import BinaryIO

from radar_cli.domain.imported import Notes, Record
from radar_cli.importers import jira_csv, jira_rest
from radar_cli.importers.options import Options
from radar_cli.importers.text_lines import text_lines


def read(source: BinaryIO, options: Options, notes: Notes) -> Iterator[Record]:
    """The issues of a file; JSON begins with a bracket, and everything else is read as CSV.

    Raises:
        BadInput: the file as a whole is neither, or its times need --tz or --date-format.
    """
    first, lines = text_lines(source)
    if first.lstrip()[0] in "{[":
        return jira_rest.tasks(first, lines, options, notes)
    return jira_csv.tasks(first, lines, options, notes)
