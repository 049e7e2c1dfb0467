"""A PostgreSQL database with many tasks is upgraded while people work: nobody waits long for it."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg2

from radar_cli.database import migrations
from radar_cli.database import url as urls
from radar_cli.errors import ExitCode
from tests.faults import migration_folder
from tests.faults.command_lines import Notes, act_as, call
from tests.faults.outcome import Outcome
from tests.processes import change, query

LONGEST_SECONDS = 5
PAUSE_SECONDS = 0.003
START = multiprocessing.get_context("fork")
FILL = """
    INSERT INTO users (email, name, created_at) VALUES ('ana@example.com', 'Ana', now());
    INSERT INTO projects (name, name_key, owner_id, created_at) SELECT 'web', 'web', id, now() FROM users;
    INSERT INTO project_members SELECT p.id, p.owner_id, 'owner' FROM projects p;
    INSERT INTO tasks (project_id, title, description, status, priority, created_at)
    SELECT p.id, 'Task number ' || n, 'What is to be done about ' || n, 'todo', 1 + n % 4, now() - n * interval '1 s'
      FROM projects p, generate_series(1, {count}) AS n;
"""
ADD = """
    INSERT INTO tasks (project_id, title, description, status, priority, created_at)
    SELECT id, 'meanwhile', '', 'todo', 2, now() FROM projects
"""
EDIT = "UPDATE tasks SET title = 'edited meanwhile', version = version + 1 WHERE id = %s"
# Those that an INSERT or an UPDATE waits for.
STRONG_LOCKS = """
    SELECT count(*) FROM pg_locks
     WHERE relation = 'tasks'::regclass AND granted AND pid <> pg_backend_pid()
       AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""
BUILT = """
    SELECT count(*) FROM pg_index
     WHERE indexrelid IN (to_regclass('tasks_title'), to_regclass('notes_text')) AND indisvalid
"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many tasks there are, and how long another transaction goes on that is older than the upgrade."""

    tasks: int
    old_transaction_seconds: float


SMALL = Numbers(tasks=20_000, old_transaction_seconds=1)
FULL = Numbers(tasks=1_000_000, old_transaction_seconds=12)


class Repeated:
    """Something done again and again in a thread of its own, on a connection of its own."""

    def __init__(self, url: str, once: Callable[[Any], None]) -> None:
        self.url = url
        self.once = once
        self.ended = threading.Event()
        self.errors: list[str] = []
        self.thread = threading.Thread(target=self._repeat)

    def __enter__(self) -> "Repeated":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _repeat(self) -> None:
        try:
            with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
                connection.autocommit = True
                while not self.ended.wait(PAUSE_SECONDS):
                    self.once(cursor)
        except psycopg2.Error as error:
            self.errors.append(str(error).strip())


class Work:
    """Somebody's work on the tasks, and how long they had to wait for it at most."""

    def __init__(self, random: Random, tasks: int) -> None:
        self.random = random
        self.tasks = tasks
        self.writes = 0
        self.longest = 0.0

    def __call__(self, cursor: Any) -> None:
        began = time.monotonic()
        if self.random.random() < 0.5:
            cursor.execute(ADD)
        else:
            cursor.execute(EDIT, [self.random.randint(1, self.tasks)])
        self.writes += 1
        self.longest = max(self.longest, time.monotonic() - began)


class Watch:
    """How long anybody held a lock on the tasks that writers wait for, as seen every few milliseconds."""

    def __init__(self) -> None:
        self.since: float | None = None
        self.longest = 0.0

    def __call__(self, cursor: Any) -> None:
        cursor.execute(STRONG_LOCKS)
        now = time.monotonic()
        if cursor.fetchone() == (0,):
            self.since = None
            return
        self.since = self.since or now
        self.longest = max(self.longest, now - self.since)


def run(numbers: Numbers, random: Random, url: str, folder: Path) -> Outcome:
    """Fill an empty PostgreSQL database at the first migration with tasks, and upgrade it with files made up."""
    files = migration_folder.made(folder)
    with migrations.opened(urls.parse(url)) as target:
        migrations.migrate(target, migrations.known(files / "postgresql")[:1])
    change(url, FILL.format(count=numbers.tasks))
    notes = Notes(folder / "upgrade.jsonl")
    go = START.Event()
    # Started before there are threads, which a process that is forked would inherit half of.
    migrator = START.Process(target=_migrate, args=(url, files, notes, go))
    migrator.start()
    work, watch = Work(random, numbers.tasks), Watch()
    with Repeated(url, work) as worker, Repeated(url, watch) as watcher:
        with _old_transaction(url):
            go.set()
            migrator.join(numbers.old_transaction_seconds)
            was_waited_for = migrator.exitcode is None
        migrator.join()
    failures = [*worker.errors, *watcher.errors, *_failures(url, notes, work, watch)]
    if not was_waited_for:
        failures.append("the upgrade did not wait for the transaction that was older")
    seconds = sum(done.seconds for done in notes.read())
    return Outcome(
        "upgrade under work",
        f"{numbers.tasks} tasks, another transaction open for {numbers.old_transaction_seconds} s",
        f"the upgrade took {seconds:.1f} s; of {work.writes} writes meanwhile the slowest took "
        f"{work.longest:.3f} s; the longest lock that keeps writers out was seen for {watch.longest:.3f} s",
        failures,
    )


def _migrate(url: str, files: Path, notes: Notes, go: Any) -> None:
    act_as(url, "", notes.path.parent)
    migration_folder.use(files)
    go.wait()
    notes.add(call("db", "migrate"))


@contextmanager
def _old_transaction(url: str) -> Iterator[None]:
    """A transaction that has looked at the database, and goes on; it has no lock on the tasks."""
    with closing(psycopg2.connect(url)) as connection:
        connection.set_session(isolation_level="REPEATABLE READ")
        connection.cursor().execute("SELECT 1")
        yield


def _failures(url: str, notes: Notes, work: Work, watch: Watch) -> Sequence[str]:
    failures = [str(done) for done in notes.read() if done.code != ExitCode.DONE]
    if not notes.read():
        failures.append("the upgrade ended without a word")
    if query(url, BUILT) != [(2,)]:
        failures.append("an index is missing or invalid")
    if work.longest > LONGEST_SECONDS:
        failures.append(f"a write took {work.longest:.1f} s")
    if watch.longest > LONGEST_SECONDS:
        failures.append(f"a lock that keeps writers out was held for {watch.longest:.1f} s")
    if not work.writes:
        failures.append("nobody wrote anything meanwhile")
    return failures
