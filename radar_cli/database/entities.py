"""The tables as Pony entities; the migrations are where their columns are explained."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pony.orm import Database, Json, Optional, PrimaryKey, Required, Set


def define(db: Database) -> None:
    """Declare the entities on `db`, reached afterwards as `db.Task` and so on."""
    Entity: Any = db.Entity  # noqa: N806  it is a class

    class SchemaMigration(Entity):
        _table_ = "schema_migrations"
        version = PrimaryKey(int)
        name = Required(str)
        sha256 = Required(str)
        applied_at = Required(datetime)

    class User(Entity):
        _table_ = "users"
        id = PrimaryKey(int, size=64, auto=True)
        email = Required(str, unique=True)
        name = Required(str)
        password_hash = Optional(str, nullable=True)
        created_at = Required(datetime)
        sessions = Set("Session")
        projects = Set("Project")
        memberships = Set("ProjectMember")
        tasks = Set("Task")
        events = Set("TaskEvent")
        reports = Set("Report")

    class Session(Entity):
        _table_ = "sessions"
        token_hash = PrimaryKey(str)
        user = Required(User, column="user_id")
        created_at = Required(datetime)
        expires_at = Required(datetime)

    class LoginFailures(Entity):
        _table_ = "login_failures"
        account_hash = PrimaryKey(str)
        failures = Required(int)
        last_failed_at = Required(datetime)

    class Project(Entity):
        _table_ = "projects"
        id = PrimaryKey(int, size=64, auto=True)
        name = Required(str)
        name_key = Required(str)
        owner = Required(User, column="owner_id")
        created_at = Required(datetime)
        archived_at = Optional(datetime)
        members = Set("ProjectMember")
        tasks = Set("Task")
        events = Set("TaskEvent")
        reports = Set("Report")

    class ProjectMember(Entity):
        _table_ = "project_members"
        project = Required(Project, column="project_id")
        user = Required(User, column="user_id")
        role = Required(str)
        PrimaryKey(project, user)

    class Task(Entity):
        _table_ = "tasks"
        id = PrimaryKey(int, size=64, auto=True)
        project = Required(Project, column="project_id")
        title = Required(str)
        description = Optional(str)
        status = Required(str)
        priority = Required(int, size=16)
        assignee = Optional(User, column="assignee_id")
        created_at = Required(datetime)
        started_at = Optional(datetime)
        done_at = Optional(datetime)
        reopen_count = Required(int)
        version = Required(int)

    class TaskEvent(Entity):
        _table_ = "task_events"
        id = PrimaryKey(int, size=64, auto=True)
        project = Required(Project, column="project_id")
        task_id = Required(int, size=64)
        type = Required(str)
        from_status = Optional(str, nullable=True)
        to_status = Optional(str, nullable=True)
        payload = Required(Json)
        actor = Required(User, column="actor_id")
        created_at = Required(datetime)

    class Report(Entity):
        _table_ = "reports"
        id = PrimaryKey(UUID)
        dedup_key = Optional(str, nullable=True, unique=True)
        type = Required(str)
        project = Optional(Project, column="project_id")
        params = Required(Json)
        status = Required(str)
        result = Optional(Json, nullable=True)
        requested_by = Required(User, column="requested_by")
        created_at = Required(datetime)
        finished_at = Optional(datetime)
        attempt = Required(int)
        max_attempts = Required(int)
        next_dispatch_at = Optional(datetime)
        dispatch_count = Required(int)
        lease_token = Optional(UUID)
        lease_until = Optional(datetime)
        deadline_at = Required(datetime)
        error_code = Optional(str, nullable=True)
        error_text = Optional(str, nullable=True)

    class Worker(Entity):
        _table_ = "workers"
        name = PrimaryKey(str)
        started_at = Required(datetime)
        seen_at = Required(datetime)
