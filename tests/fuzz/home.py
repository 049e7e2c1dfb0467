"""Where command lines are fuzzed: a folder with broken files, and a database with hostile texts."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.event import LOGGED_FIELDS, EventType
from radar_cli.domain.replay import attributes, played
from radar_cli.domain.user import User
from radar_cli.errors import RadarError
from radar_cli.repositories import users
from radar_cli.services import logs, tasks
from tests.fuzz.calls import Result, call
from tests.fuzz.words import STORABLE

DEEP = "[" * 100_000
SETTLED = ("RADAR_", "XDG_")


@contextmanager
def inside(folder: Path, url: str) -> Iterator[None]:
    """Lines are run in a new folder, on a migrated database that is filled; no setting of anybody else's is there."""
    folder.mkdir(parents=True)
    before, left = dict(os.environ), Path.cwd()
    for name in list(os.environ):
        if name.startswith(SETTLED):
            del os.environ[name]
    os.environ.update(HOME=str(folder / "home"), TZ="UTC", RADAR_DATABASE_URL=url)
    (folder / "home").mkdir()
    (folder / "work").mkdir()
    os.chdir(folder / "work")
    _write_files()
    try:
        yield
    finally:
        os.chdir(left)
        os.environ.clear()
        os.environ.update(before)


def fill() -> None:
    """People, projects, tasks, comments, views, schedules and reports, whose texts are hostile where they can be."""
    call(["auth", "register", "--email=ana@example.com", "--name=Ana", "--password-stdin"], b"x" * 12)
    for name in ("web", "api"):
        _said("project", "add", name)
    for number, text in enumerate(STORABLE):
        _said("task", "add", f"--description={text}", f"--tag={text.replace(',', '')}", "--project=web", "--", text)
        if number % 3 == 0:
            _said("task", "comment", str(number // 3 + 1), "--", text)
    for number in range(1, 6):
        _said("task", "start", str(number))
        _said("task", "block", str(number + 5), f"--reason={STORABLE[number]}")
        _said("task", "depend", str(number + 12), "--on", str(number))
        _said("view", "save", STORABLE[number], "is:ready")
    for move in (("block", "--reason=r"), ("unblock",), ("done",)):
        _said("task", move[0], "1", "2", "3", *move[1:])
    call(("import", "jsonl", "-"), _history().encode())
    _said("project", "add", STORABLE[4])
    _said("report", "daily-summary", "-p", "web")
    _said("report", "dashboard", "--all-projects")
    _said("schedule", "add", "throughput", "-p", "web", "--cron", "@daily", "--output", f"{STORABLE[1]}-{{date}}.csv")
    _said("config", "set", "timezone", "Europe/Berlin", "--profile", "team")


def hostile(db: Database) -> None:
    """What no command line would take, put into the database as somebody with psql could."""
    with db.transaction():
        owner = users.by_id(db, 1)
        db.execute("UPDATE users SET name = $name WHERE id = $id", name=STORABLE[0], id=owner.id)
        for number, name in enumerate((STORABLE[2], STORABLE[14], STORABLE[21])):
            other = users.add(db, f"{number}@example.com\u202e\x1b]0;x\a", name, db.now())
            db.execute(
                "INSERT INTO project_members (project_id, user_id, role) SELECT id, $user, 'member' FROM projects",
                user=other.id,
            )
            db.execute("UPDATE tasks SET assignee_id = $user WHERE id % 3 = $n", user=other.id, n=number)
        db.execute("UPDATE projects SET name = $name WHERE name = 'api'", name=STORABLE[21])


def misfits(url: str) -> Iterator[str]:
    """What is wrong with a database, a line each: its structure, its counts, and its log against its tasks."""
    db = Database(urls.parse(url))
    try:
        if db.dialect.is_one_file:
            yield from _broken(db)
        auditor = _auditor(db)
        yield from _miscounted(db)
        yield from _unlike_the_log(db, auditor)
    finally:
        db.disconnect()


def _history() -> str:
    """Tasks that were done some days ago, and people who did them, by hostile names."""
    now = datetime.now(UTC)
    tasks_of_old = [
        {
            "project": "web",
            "external_ref": text,
            "title": text,
            "assignee": {"email": f"person-{number}@example.com", "name": text},
            "created_at": (now - timedelta(days=20)).isoformat(),
            "history": [
                {"at": (now - timedelta(days=15)).isoformat(), "status": "in_progress"},
                {"at": (now - timedelta(days=number % 9 + 2)).isoformat(), "status": "done"},
            ],
            "comments": [{"at": (now - timedelta(days=3)).isoformat(), "body": text}],
        }
        for number, text in enumerate(STORABLE)
    ]
    return "\n".join(map(json.dumps, tasks_of_old))


def _said(*arguments: str) -> Result:
    """Some of them are refused, which is as good."""
    return call(arguments)


def _write_files() -> None:
    Path("sub").mkdir()
    Path("loop").symlink_to("loop")
    Path("tasks.csv").write_text("Title,Status\n" + "".join(f'"{text}",todo\n' for text in STORABLE))
    issue = {"number": 1, "title": "\ud800", "state": "open", "createdAt": "99999-01-01"}
    Path("issues.json").write_text(json.dumps([issue]))
    Path("tasks.jsonl").write_text("\n".join(json.dumps({"title": text, "id": 2**70}) for text in STORABLE))
    Path("broken.bin").write_bytes(bytes(range(256)) * 50)
    Path("deep.json").write_text(DEEP)


def _broken(db: Database) -> Sequence[str]:
    with db.reading():
        if (said := db.value("PRAGMA integrity_check")) != "ok":
            return [f"the file is damaged: {said}"]
        return [f"a row refers to nothing: {dict(row)}" for row in db.rows("PRAGMA foreign_key_check")]


def _miscounted(db: Database) -> Iterator[str]:
    with db.reading():
        kept = db.rows("SELECT project_id, status, sum(tasks) AS n FROM status_counts GROUP BY 1, 2")
        there = db.rows("SELECT project_id, status, count(*) AS n FROM tasks GROUP BY 1, 2")
    counts = [{(row["project_id"], row["status"]): int(row["n"]) for row in rows if row["n"]} for rows in (kept, there)]
    if counts[0] != counts[1]:
        yield f"the counts are {counts[0]}, the tasks {counts[1]}"


def _auditor(db: Database) -> User:
    """Somebody who sees every project."""
    with db.transaction():
        auditor = users.add(db, f"auditor-{os.urandom(4).hex()}@example.com", "auditor", db.now())
        db.execute(
            "INSERT INTO project_members (project_id, user_id, role) SELECT id, $auditor, 'viewer' FROM projects",
            auditor=auditor.id,
        )
        return auditor


def _unlike_the_log(db: Database, auditor: User) -> Iterator[str]:
    with db.reading():
        there = {row["id"] for row in db.rows("SELECT id FROM tasks")}
        logged = {row["task_id"] for row in db.rows("SELECT task_id FROM task_events")}
    yield from (f"task {task_id} has no event" for task_id in there - logged)
    for task_id in sorted(logged):
        try:
            events = logs.of_task(db, auditor, task_id)
        except RadarError as error:
            yield f"the log of task {task_id} cannot be read: {error}"
            continue
        fields = played(events)
        if task_id not in there:
            if fields != dict.fromkeys(LOGGED_FIELDS):
                yield f"task {task_id} is not there, and its log gives {fields}"
            continue
        task = tasks.get(db, auditor, task_id)
        if replace(task, **attributes(fields)) != task:
            yield f"task {task_id} is {task}, and its log gives {fields}"
        if task.version != sum(event.type is not EventType.COMMENTED for event in events):
            yield f"task {task_id} is at version {task.version} after {len(events)} events"


def copied(template: Path, target: Path) -> str:
    """A copy of a SQLite database; gives its URL."""
    shutil.copy(template, target)
    return f"sqlite:///{target}"
