"""The composition root: what a command or the worker needs, each made when it is first asked for.

Imports stand inside functions here, and only here: a command pays for what it uses.
"""

import os
import pwd
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from radar_cli.domain.clock import Clock, system_clock
from radar_cli.errors import DatabaseUnavailable, NotLoggedIn, RadarError, SchemaOutOfDate
from radar_cli.redaction import redacted
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from radar_cli.config import Config
    from radar_cli.database.session import Database
    from radar_cli.database.url import DatabaseUrl
    from radar_cli.domain.filters.expression import Expression
    from radar_cli.domain.user import User
    from radar_cli.schedule_files import ScheduleFiles
    from radar_cli.services.publishing import Publisher
    from radar_cli.token_file import TokenFile


@dataclass
class Context:
    """Everything that depends on the surroundings: settings, database, broker, clock, and who is asking."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    quiet: bool = False
    debug: bool = False
    profile: str | None = None
    output: OutputOptions = field(default_factory=OutputOptions)

    @cached_property
    def config(self) -> "Config":
        from radar_cli import config

        # The profile's file first; without one both are the same.
        files = (self.config_path, config.path(self.environment))
        return config.resolved(self.environment, {file: self._settings_in(file) for file in files})

    @property
    def profile_name(self) -> str:
        """The profile of --profile, else of RADAR_PROFILE; empty for none."""
        return self.environment.get("RADAR_PROFILE", "") if self.profile is None else self.profile

    def _settings_in(self, file: "Path") -> Mapping[str, str]:
        if not os.path.exists(file):  # Path.exists may raise
            return {}
        from radar_cli import config_file

        return config_file.read(file)

    def write_setting(self, key: str, value: str, *, new_profile: bool = False) -> "Path":
        """Put a setting into the chosen profile's file, or the config file where none is; gives the file.

        An empty value takes the setting out. A profile that is not there is made if it may be a new one.

        Raises:
            BadInput: no such setting, or not a value for it, or no such profile.
        """
        from radar_cli import config_file

        file = self._settings_file(may_be_new=new_profile)
        config_file.write(file, key, value)
        return file

    @property
    def config_path(self) -> "Path":
        """The file that settings are written to: the chosen profile's, or the config file, which need not exist.

        Raises:
            BadInput: there is no such profile.
        """
        return self._settings_file(may_be_new=False)

    def _settings_file(self, *, may_be_new: bool) -> "Path":
        from radar_cli import config

        if not self.profile_name:
            return config.path(self.environment)
        from radar_cli import profiles

        find = profiles.path if may_be_new else profiles.existing
        return find(self.environment, self.profile_name)

    @cached_property
    def database_url(self) -> "DatabaseUrl":
        from radar_cli.database import url

        if self.config["database_url"]:
            return url.parse(self.config["database_url"])
        return url.of_file(self._data_folder / "radar.db")

    @property
    def _data_folder(self) -> "Path":
        from radar_cli import config

        return config.data_folder(self.environment)

    @property
    def is_embedded(self) -> bool:
        return self.database_url.dialect == "sqlite"

    @cached_property
    def database(self) -> "Database":
        """The database, its schema known to be this program's.

        An embedded one is made and migrated here, at the first use and after an upgrade.

        Raises:
            DatabaseUnavailable: it cannot be reached or used.
            SchemaOutOfDate: a shared one has to be migrated first, or is newer than this program.
        """
        from radar_cli.database import migration_files

        if self.is_embedded and not os.path.exists(self.database_url.path):  # Path.exists may raise
            self.prepare_embedded()
        db = self.unchecked_database
        if db.schema_version() != migration_files.latest_version(db.url.dialect):
            self._require_current(db)
        return db

    @property
    def ready_database(self) -> "Database":
        """The database if it can be used as it is: nothing is made, migrated or asked of anybody.

        Raises:
            DatabaseUnavailable: it cannot be reached or used, or an embedded one is not there yet.
            SchemaOutOfDate: its schema is not this program's.
        """
        from radar_cli.database import migration_files

        if self.is_embedded and not os.path.exists(self.database_url.path):
            raise DatabaseUnavailable("there is no database yet", "run radar project add NAME")
        if self.unchecked_database.schema_version() != migration_files.latest_version(self.database_url.dialect):
            raise SchemaOutOfDate("the schema is not this program's", "run radar db status")
        return self.unchecked_database

    def prepare_embedded(self) -> None:
        """Make the embedded database's file, and the folder of the default one, where they are missing."""
        from radar_cli.services import schema

        schema.prepare_embedded(self.database_url, with_folder=not self.config["database_url"])

    def _require_current(self, db: "Database") -> None:
        from radar_cli.services import schema

        schema.require_current(db)

    @cached_property
    def unchecked_database(self) -> "Database":
        """The database as it is, whatever its schema."""
        from radar_cli.database.session import Database

        return Database(self.database_url)

    def close(self) -> None:
        """Let go of the database, if there was one."""
        if "unchecked_database" in self.__dict__:
            self.unchecked_database.disconnect()

    @cached_property
    def publisher(self) -> "Publisher":
        from radar_cli.services.publishing import InProcess

        if not self.has_broker:
            return InProcess(self.database)
        from radar_cli.broker import CeleryPublisher

        return CeleryPublisher(self.config["broker_url"], self.config["queue"])

    def sweep(self) -> None:
        """See to the reports that were lost on the way, as every command on reports does once, if that is possible.

        Publishing is left to the workers: only they take messages, and each of them sweeps.
        """
        from radar_cli.services import sweep

        db = self.database
        with suppress(RadarError):
            sweep.sweep(db, None)

    @property
    def in_process(self) -> "Publisher | None":
        """What computes reports in this process; None where workers do."""
        return None if self.has_broker else self.publisher

    @property
    def has_broker(self) -> bool:
        return bool(self.config["broker_url"])

    def queue_depth(self) -> int:
        """How many messages wait at the broker.

        Raises:
            BrokerUnavailable: it does not answer.
        """
        from radar_cli import broker

        return broker.queue_depth(self.config["broker_url"], self.config["queue"])

    @cached_property
    def token_file(self) -> "TokenFile":
        from radar_cli.token_file import TokenFile

        return TokenFile(self._data_folder, self.database_url.identity)

    @cached_property
    def schedule_files(self) -> "ScheduleFiles":
        """The files that schedules write on this machine."""
        from radar_cli.schedule_files import ScheduleFiles

        return ScheduleFiles(self._data_folder, self.database_url.identity)

    @property
    def host(self) -> str:
        """What this machine is called."""
        return os.uname().nodename

    @property
    def token(self) -> str | None:
        """The token of RADAR_TOKEN, or of the last login to this database."""
        return self.environment.get("RADAR_TOKEN") or self.token_file.read()

    @cached_property
    def current_user(self) -> "User":
        """Who is asking: the holder of the token, or in an embedded database the local account.

        In an isolated database it is whose login of the database's this is, and tokens are not looked at.

        Raises:
            NotLoggedIn: there is no valid token, and no local account to fall back on; or that login is nobody's.
        """
        from radar_cli.services import identity

        if self.database.is_isolated:
            return identity.login_user(self.database)
        if token := self.environment.get("RADAR_TOKEN"):
            mend = "set RADAR_TOKEN to another, made by radar auth token, or unset it"
            return identity.session_of(self.database, token, mend).user
        if token := self.token_file.read():
            return identity.session_of(self.database, token).user
        if not self.is_embedded:
            raise NotLoggedIn("nobody is logged in", "run radar auth login, or set RADAR_TOKEN")
        return identity.local_user(self.database, self.clock, self.account_name)

    def project(self, given: str | None) -> str | None:
        """The project that a command acts on: the one given, or the one in use."""
        return given or self.config["project"] or None

    @cached_property
    def zone(self) -> "ZoneInfo":
        """The zone of shown times and of days: the configured one, or this machine's."""
        from radar_cli.domain import zones

        return zones.zone(self.zone_name)

    @cached_property
    def zone_name(self) -> str:
        if self.config["timezone"]:
            return self.config["timezone"]
        from tzlocal import get_localzone_name

        return get_localzone_name() or "UTC"

    @property
    def holidays(self) -> "Sequence[str]":
        """The days of the setting `holidays`, in ISO form and in their order.

        Raises:
            BadInput: it is not understood.
        """
        from radar_cli.domain import report_options

        return report_options.holidays(self.config["holidays"])

    def filter(self, written: str) -> "Expression":
        """A filter as it was typed; days are those of the user's zone.

        Raises:
            BadInput: it cannot be understood.
        """
        from radar_cli.domain.filters.syntax import parse

        return parse(written, self.clock, lambda: self.zone)

    @cached_property
    def clock(self) -> Clock:
        """The clock by which changes are dated: a shared database's own, so that its users' clocks may differ."""
        return system_clock if self.is_embedded else self.database.clock

    @property
    def account_name(self) -> str:
        """The operating system's name for the user; the number where there is none, as in some containers."""
        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return f"uid{os.getuid()}"

    def say(self, sentence: str) -> None:
        """A sentence for the person at the terminal, on stderr; not with --quiet."""
        if not self.quiet:
            self.warn(sentence)

    @contextmanager
    def spinner(self) -> Iterator[Callable[[str], None]]:
        """Something that turns on stderr while somebody waits; the function given sets the words beside it.

        Nothing off a terminal, on one that cannot move its cursor, and with --quiet.
        """
        if self.quiet or not sys.stderr.isatty() or self.environment.get("TERM") == "dumb":
            yield lambda _words: None
            return
        from radar_cli.rendering.spinner import spinner

        with spinner(color=self.output.color) as say:
            yield say

    def warn(self, sentence: str) -> None:
        """A sentence that --quiet does not keep back."""
        with suppress(OSError):  # stderr may be full or gone; what was asked for is done all the same
            print(escaped(sentence), file=sys.stderr)  # noqa: T201  the one place that speaks to people

    def show_traceback(self, error: BaseException) -> None:
        """The whole story of an error on stderr, for --debug."""
        import traceback

        story = "".join(traceback.format_exception(error))
        print(escaped(redacted(story), keep="\n"), file=sys.stderr, end="")  # noqa: T201
