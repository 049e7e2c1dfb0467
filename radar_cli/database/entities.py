"""The tables as Pony entities; the migrations are where their columns are explained."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pony.orm import Database, Json, Optional, PrimaryKey, Required, Set, StrArray


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
        created_at = Required(datetime)
        active = Required(bool, default=True)
        credential = Optional("Credential")
        sessions = Set("Session")
        projects = Set("Project")
        memberships = Set("ProjectMember")
        tasks = Set("Task")
        events = Set("TaskEvent")
        reports = Set("Report")
        comments = Set("Comment")
        batches = Set("Batch")
        views = Set("View")
        schedules = Set("Schedule")

    class Credential(Entity):
        _table_ = "credentials"
        user = PrimaryKey(User, column="user_id")
        salt = Required(str)
        time_cost = Required(int)
        memory_cost = Required(int)
        parallelism = Required(int)
        version = Required(int)
        verifier = Required(str)

    class LoginDecoy(Entity):
        _table_ = "login_decoy"
        id = PrimaryKey(int)
        secret = Required(str)
        time_cost = Required(int)
        memory_cost = Required(int)
        parallelism = Required(int)
        version = Required(int)

    class LoginRequest(Entity):
        _table_ = "login_requests"
        token_hash = PrimaryKey(str)
        email = Required(str)
        proof = Optional(str, nullable=True)
        salt = Optional(str, nullable=True)
        time_cost = Optional(int)
        memory_cost = Optional(int)
        parallelism = Optional(int)
        version = Optional(int)
        verifier = Optional(str, nullable=True)
        wait_seconds = Required(int)
        created_at = Required(datetime)

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
        comments = Set("Comment")
        status_counts = Set("StatusCount")

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
        cancelled_at = Optional(datetime)
        due_at = Optional(datetime)
        tags = Optional(StrArray)
        external_ref = Optional(str, nullable=True)
        blocked_at = Optional(datetime)
        blocked_reason = Optional(str, nullable=True)
        dependencies = Set("TaskDependency", reverse="task")
        dependents = Set("TaskDependency", reverse="depends_on")

    class TaskDependency(Entity):
        _table_ = "task_dependencies"
        task = Required(Task, column="task_id", reverse="dependencies")
        depends_on = Required(Task, column="depends_on_id", reverse="dependents")
        PrimaryKey(task, depends_on)

    class Comment(Entity):
        _table_ = "comments"
        id = PrimaryKey(int, size=64, auto=True)
        project = Required(Project, column="project_id")
        task_id = Required(int, size=64)
        author = Required(User, column="author_id")
        body = Required(str)
        created_at = Required(datetime)

    class Batch(Entity):
        _table_ = "batches"
        id = PrimaryKey(int, size=64, auto=True)
        actor = Required(User, column="actor_id")
        action = Required(str)
        created_at = Required(datetime)
        undoes = Optional("Batch", column="undoes", reverse="undone")
        undone_by = Optional("Batch", column="undone_by", reverse="undoing")
        undone = Set("Batch", reverse="undoes")
        undoing = Set("Batch", reverse="undone_by")
        events = Set("TaskEvent")

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
        batch = Optional(Batch, column="batch_id")

    class StatusCount(Entity):
        _table_ = "status_counts"
        id = PrimaryKey(int, size=64, auto=True)
        project = Required(Project, column="project_id")
        status = Required(str)
        tasks = Required(int, size=64)

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
        delivery = Optional("Delivery")

    class Schedule(Entity):
        _table_ = "schedules"
        id = PrimaryKey(int, size=64, auto=True)
        owner = Required(User, column="owner_id")
        report = Required(str)
        params = Required(Json)
        cron = Required(str)
        output = Optional(Json, nullable=True)
        created_at = Required(datetime)
        paused_at = Optional(datetime)
        next_run_at = Required(datetime)
        last_slot_at = Optional(datetime)
        last_report_id = Optional(UUID)
        last_error = Optional(str, nullable=True)
        deliveries = Set("Delivery")

    class Delivery(Entity):
        _table_ = "deliveries"
        report = PrimaryKey(Report, column="report_id")
        schedule = Required(Schedule, column="schedule_id")
        slot_at = Required(datetime)
        ended_at = Optional(datetime)
        error = Optional(str, nullable=True)

    class Worker(Entity):
        _table_ = "workers"
        name = PrimaryKey(str)
        started_at = Required(datetime)
        seen_at = Required(datetime)

    class View(Entity):
        _table_ = "views"
        id = PrimaryKey(int, size=64, auto=True)
        owner = Required(User, column="owner_id")
        name = Required(str)
        name_key = Required(str)
        filter = Optional(str)
        sort = Required(str)
        columns = Optional(str)
        created_at = Required(datetime)
