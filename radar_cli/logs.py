"""The one logging set-up: time, level, logger and message, on stderr."""

import json
import logging
import sys
from datetime import UTC, datetime

from radar_cli.domain.instants import rfc3339
from radar_cli.redaction import redacted
from radar_cli.rendering.safe_text import escaped


class TextFormatter(logging.Formatter):
    """A line for people; a traceback follows on lines of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        return rfc3339(datetime.fromtimestamp(record.created, UTC))

    def format(self, record: logging.LogRecord) -> str:
        return escaped(redacted(super().format(record)), keep="\n\t")


class JsonFormatter(logging.Formatter):
    """One JSON object a line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": rfc3339(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = redacted(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def silence() -> None:
    """Log nothing: what a person needs to know is said by the command, in one line."""
    logging.getLogger().handlers[:] = [logging.NullHandler()]


def configure(level: str, format_: str) -> None:
    """Send everything from `level` up to stderr, in one of the configured forms."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if format_ == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
