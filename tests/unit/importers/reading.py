"""Reading small files in tests."""

import io
import json
from datetime import UTC, datetime
from typing import Any

from radar_cli.domain.imported import BadRecord, ImportedTask, Notes, Record
from radar_cli.importers.formats import reader
from radar_cli.importers.options import Options

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def read(format_name: str, content: bytes | str, notes: Notes | None = None, **options: Any) -> list[Record]:
    """All records of a file with that content."""
    data = content.encode() if isinstance(content, str) else content
    source = io.BytesIO(data)
    return list(reader(format_name)(source, Options(NOW, **options), Notes() if notes is None else notes))


def one(format_name: str, content: object, notes: Notes | None = None, **options: Any) -> ImportedTask:
    """The task of a file with one; what is no text is written as JSON."""
    written = content if isinstance(content, str) else json.dumps(content)
    (record,) = read(format_name, written, notes, **options)
    assert isinstance(record, ImportedTask), record
    return record


def refused(format_name: str, content: object, **options: Any) -> str:
    """Why the only record of a file is bad."""
    written = content if isinstance(content, str) else json.dumps(content)
    (record,) = read(format_name, written, **options)
    assert isinstance(record, BadRecord), record
    return record.reason


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)
