"""Every service by the login of whoever acts, so that the suite of behaviour runs in an isolated database.

The tests themselves stay superusers, who see and arrange everything. A superuser can become another session user, as
nobody else can: for the rules that is the very same as a login.
"""

import inspect
import pkgutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

from radar_cli import services
from radar_cli.database.session import Database

WORKERS = {"sweep.sweep", "report_jobs.run", "report_jobs.keep", "workers.note_alive", "workers.sign_off"}
OWNERS = {"isolation", "isolation_checks", "sharing", "roll_ups", "schema", "demo"}

# What reads otherwise where people do not see each other, and why.
DIFFERENT = {
    "test_a_task_is_only_assigned_to_people_in_its_project": "who is in no project of one's own is not there at all",
    "test_deleting_what_a_hidden_task_waits_for_is_undone": "what cannot be seen is not undone",
    "test_who_loses_the_membership_before_it_is_computed_sees_nothing": "not even that there was a report",
    "test_a_co_owner_renames_within_the_names_of_the_owner": "only who made a project renames it",
}

_acting = threading.local()


def act_by_logins(prefix: str) -> None:
    """Put what changes the session's user around each service; `prefix` begins the names of the logins."""
    for found in pkgutil.iter_modules(services.__path__):
        if found.name in OWNERS:
            continue
        module = import_module(f"radar_cli.services.{found.name}")
        for name, function in vars(module).copy().items():
            if not inspect.isfunction(function) or function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if "actor" in inspect.signature(function).parameters:
                setattr(module, name, _by_login(function, _of_actor(function, prefix)))
            elif f"{found.name}.{name}" in WORKERS:
                setattr(module, name, _by_login(function, lambda *_arguments, **_named: (f"{prefix}_worker", None)))


def _of_actor(function: Callable[..., Any], prefix: str) -> Callable[..., tuple[str, int]]:
    signature = inspect.signature(function)

    def login(*arguments: Any, **named: Any) -> tuple[str, int]:
        actor = signature.bind(*arguments, **named).arguments["actor"]
        return f"{prefix}_{actor.email.partition('@')[0]}", actor.id

    return login


def _by_login(function: Callable[..., Any], login: Callable[..., tuple[str, int | None]]) -> Callable[..., Any]:
    if inspect.isgeneratorfunction(inspect.unwrap(function)):

        @contextmanager
        @wraps(function)
        def held(db: Database, *arguments: Any, **named: Any) -> Iterator[Any]:
            with _acting_as(db, *login(db, *arguments, **named)), function(db, *arguments, **named) as value:
                yield value

        return held

    @wraps(function)
    def called(db: Database, *arguments: Any, **named: Any) -> Any:
        with _acting_as(db, *login(db, *arguments, **named)):
            return function(db, *arguments, **named)

    return called


@contextmanager
def _acting_as(db: Database, role: str, user_id: int | None) -> Iterator[None]:
    if db.dialect.is_one_file or getattr(_acting, "role", None) is not None:
        yield
        return
    _acting.role = role
    try:
        _open_login(db, role, user_id)
        _run(db, f'SET SESSION AUTHORIZATION "{role}"')
        try:
            yield
        finally:
            _run(db, "RESET SESSION AUTHORIZATION")
    finally:
        _acting.role = None


def _open_login(db: Database, role: str, user_id: int | None) -> None:
    kind = "workers" if user_id is None else "people"
    with db.transaction():
        db.rows("SELECT radar.open_login($role, $kind)", role=role, kind=kind)
        if user_id is not None:
            db.execute(
                "INSERT INTO radar.logins VALUES ($role, $user_id) ON CONFLICT DO NOTHING", role=role, user_id=user_id
            )


def _run(db: Database, statement: str) -> None:
    """Outside of any transaction of the program's."""
    connection = db.pony.provider.connect()[0]
    with connection.cursor() as cursor:
        cursor.execute(statement)
    if not connection.autocommit:
        connection.commit()
