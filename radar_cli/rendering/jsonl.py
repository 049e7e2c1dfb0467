"""JSON lines: one object a line."""

import json
from typing import TextIO

from radar_cli.domain.table import Table
from radar_cli.rendering.json import documents
from radar_cli.rendering.options import OutputOptions


def write(table: Table, out: TextIO, options: OutputOptions) -> None:  # noqa: ARG001  every renderer has this shape
    for document in documents(table):
        out.write(json.dumps(document, ensure_ascii=False) + "\n")
