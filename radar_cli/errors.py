"""What can go wrong, and the exit code that says so."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command. They are part of the interface: scripts and cron rely on them."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    DATABASE = 3
    NOT_LOGGED_IN = 4
    NOT_FOUND = 5
    CONFLICT = 6
    BROKER = 69
    WAIT_TIMED_OUT = 75
    INTERRUPTED = 130


class RadarError(Exception):
    """An expected failure: one line for the user, and an exit code.

    Args:
        what: what is wrong, without a full stop.
        mend: what the user can do about it.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}: {mend}")
        self.what = what
        self.mend = mend


class OperationFailed(RadarError):
    """The request was understood, and the state of things does not allow it."""


class QueryTimedOut(OperationFailed):
    """The database ended a query that took too long."""


class BadInput(RadarError):
    """A value that the user gave is not acceptable."""

    exit_code = ExitCode.USAGE


class DatabaseUnavailable(RadarError):
    """The database cannot be reached, or was lost, or its file cannot be used."""

    exit_code = ExitCode.DATABASE


class SchemaOutOfDate(RadarError):
    """The database's schema is not the one that this program was written for."""

    exit_code = ExitCode.DATABASE


class NotLoggedIn(RadarError):
    """Nobody is logged in, or the credentials are wrong."""

    exit_code = ExitCode.NOT_LOGGED_IN


class NotFound(RadarError):
    """It does not exist, or is not yours to see; the two read alike on purpose."""

    exit_code = ExitCode.NOT_FOUND


class Conflict(RadarError):
    """Somebody else changed it first."""

    exit_code = ExitCode.CONFLICT


class Interrupted(RadarError):
    """Ctrl-C."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, outcome: str = "what had not finished changed nothing") -> None:
        super().__init__("interrupted", outcome)


class BrokerUnavailable(RadarError):
    """The broker did not take the message."""

    exit_code = ExitCode.BROKER


class WaitTimedOut(RadarError):
    """The report was not ready in time; it goes on being computed."""

    exit_code = ExitCode.WAIT_TIMED_OUT
