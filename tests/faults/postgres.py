"""A PostgreSQL server of a test's own, which may be stopped and killed."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Literal, Self

import psycopg2
from psycopg2 import sql

from tests.canaries import DATABASE_PASSWORD
from tests.faults.ports import free_port
from tests.processes import eventually, query

StopMode = Literal["fast", "immediate"]

SIGNALS: Mapping[StopMode, signal.Signals] = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "16MB",
    "max_connections": "100",
}
WITHIN_SECONDS = 60


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: that on PATH, or else the newest of Debian's; None without any."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if on_path := shutil.which("postgres"):
        folders.insert(0, Path(on_path).parent)
    return next((folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()), None)


class PrivatePostgres:
    """One PostgreSQL server on loopback, in a folder of its own, as durable as one in production.

    `start`, `stop` and `kill` may be called in any state; each does what is left to do.
    """

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "PostgreSQL's programs are not installed"
        self._programs = found
        self._account = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="radar-postgres-")).resolve()
        self._data = self.folder / "data"
        self._log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._was_killed = False
        self.port = free_port()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def version(self) -> str:
        ((version,),) = query(self.url(), "SHOW server_version")
        return str(version)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres:{DATABASE_PASSWORD}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database; gives its URL."""
        with closing(psycopg2.connect(self.url())) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        if self.running:
            return
        if not self._data.exists():
            self._initialise()
        settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": self.port}.items()]
        command = [str(self._programs / "postgres"), "-D", str(self._data), *settings]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self._options
            )
        eventually(self._accepts, WITHIN_SECONDS)
        self._was_killed = False

    def stop(self, mode: StopMode = "fast") -> None:
        """Stop the server: `fast` ends its connections in order, `immediate` leaves it a crash to recover from."""
        if self._process is None:
            return
        self._process.send_signal(SIGNALS[mode])
        self._process.wait(WITHIN_SECONDS)
        self._process = None

    def restart(self, mode: StopMode = "fast") -> None:
        self.stop(mode)
        self.start()

    def kill(self) -> None:
        """Kill the postmaster and then every process that outlived it; `start` begins with a recovery."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait(WITHIN_SECONDS)
        eventually(self._no_orphan_is_left)
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        self._process = None
        self._was_killed = True

    def close(self) -> None:
        """Stop the server, and remove its folder."""
        try:
            if self._was_killed:
                # Only a start frees the shared memory that a killed server leaves behind.
                self.start()
            self.stop("immediate")
        finally:
            self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"cwd": self.folder, "env": ENVIRONMENT}
        if self._account is not None:
            options |= {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        return options

    def _initialise(self) -> None:
        if self._account is not None:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        password = self.folder / "password"
        password.write_text(DATABASE_PASSWORD)
        command = [str(self._programs / "initdb"), "-D", str(self._data), "-U", "postgres"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--no-locale", "--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._options)
        assert done.returncode == 0, f"initdb failed: {done.stderr.strip()}"

    def _accepts(self) -> bool:
        assert self.running, f"PostgreSQL ended at its start:\n{self._log.read_text()[-2000:]}"
        try:
            psycopg2.connect(self.url(), connect_timeout=3).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _no_orphan_is_left(self) -> bool:
        """Kill what is left of the server: the processes that work in its data folder."""
        orphans = [link.parent for link in Path("/proc").glob("[0-9]*/cwd") if _target(link) == self._data]
        for orphan in orphans:
            with suppress(ProcessLookupError):
                os.kill(int(orphan.name), signal.SIGKILL)
        return not orphans


def _account() -> pwd.struct_passwd | None:
    """Whom the server is run as: PostgreSQL refuses to be root's. None for the user of the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def _target(link: Path) -> Path | None:
    try:
        return link.readlink()
    except OSError:
        return None
