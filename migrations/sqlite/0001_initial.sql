-- Times are instants in UTC, as text of one width ("2026-01-31 08:15:00.000000"), so that they sort as they are.
-- E-mail addresses and name keys are folded by the program, so that both databases agree on what is the same name.

CREATE TABLE schema_migrations (
    version    integer     PRIMARY KEY,
    name       text        NOT NULL,
    sha256     text        NOT NULL,
    applied_at text        NOT NULL
);

CREATE TABLE users (
    id            integer     PRIMARY KEY AUTOINCREMENT,
    email         text        NOT NULL UNIQUE,
    name          text        NOT NULL,
    password_hash text,                       -- null: nobody can log in as this user
    created_at    text        NOT NULL
);

-- A session is known by the SHA-256 of its token; the token itself is only with its holder.
CREATE TABLE sessions (
    token_hash text        PRIMARY KEY,
    user_id    integer     NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at text        NOT NULL,
    expires_at text        NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

-- Keyed by a hash of the e-mail address, for unknown addresses too: throttling must not tell who exists.
CREATE TABLE login_failures (
    account_hash   text        PRIMARY KEY,
    failures       integer     NOT NULL,
    last_failed_at text        NOT NULL
);

CREATE TABLE projects (
    id          integer     PRIMARY KEY AUTOINCREMENT,
    name        text        NOT NULL,
    name_key    text        NOT NULL,         -- the name folded for comparison
    owner_id    integer     NOT NULL REFERENCES users,
    created_at  text        NOT NULL,
    archived_at text,
    UNIQUE (owner_id, name_key)
);

CREATE TABLE project_members (
    project_id integer NOT NULL REFERENCES projects ON DELETE CASCADE,
    user_id    integer NOT NULL REFERENCES users,
    role       text   NOT NULL CHECK (role IN ('owner', 'member', 'viewer')),
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_user ON project_members (user_id);

CREATE TABLE tasks (
    id           integer     PRIMARY KEY AUTOINCREMENT,
    project_id   integer     NOT NULL REFERENCES projects ON DELETE CASCADE,
    title        text        NOT NULL,
    description  text        NOT NULL,
    status       text        NOT NULL CHECK (status IN ('todo', 'in_progress', 'done', 'cancelled')),
    priority     integer     NOT NULL CHECK (priority BETWEEN 1 AND 4),  -- low, medium, high, urgent
    assignee_id  integer     REFERENCES users,
    created_at   text        NOT NULL,
    started_at   text,
    done_at      text,
    reopen_count integer     NOT NULL DEFAULT 0 CHECK (reopen_count >= 0),
    version      integer     NOT NULL DEFAULT 1,
    CHECK ((status = 'done') = (done_at IS NOT NULL))
);
-- One page of a project's list, in each order that the list offers, is read off the end of an index.
CREATE INDEX tasks_project ON tasks (project_id, id);
CREATE INDEX tasks_open ON tasks (project_id, id) WHERE status IN ('todo', 'in_progress');
CREATE INDEX tasks_status ON tasks (project_id, status, id);
CREATE INDEX tasks_created ON tasks (project_id, created_at, id);
CREATE INDEX tasks_open_created ON tasks (project_id, created_at, id) WHERE status IN ('todo', 'in_progress');
CREATE INDEX tasks_priority ON tasks (project_id, priority, id) WHERE status IN ('todo', 'in_progress');
CREATE INDEX tasks_assignee ON tasks (assignee_id, id) WHERE status IN ('todo', 'in_progress');
-- Covers the lead times of a window: its rows are never fetched.
CREATE INDEX tasks_done ON tasks (project_id, done_at, id, created_at) WHERE status = 'done';

-- task_id has no foreign key: the log outlives the task, so that it can be replayed.
CREATE TABLE task_events (
    id          integer     PRIMARY KEY AUTOINCREMENT,
    project_id  integer     NOT NULL REFERENCES projects ON DELETE CASCADE,
    task_id     integer     NOT NULL,
    type        text        NOT NULL CHECK (type IN ('created', 'edited', 'moved', 'deleted')),
    from_status text,
    to_status   text,
    payload     text        NOT NULL,
    actor_id    integer     NOT NULL REFERENCES users,
    created_at  text        NOT NULL
);
CREATE INDEX task_events_task ON task_events (task_id, id);
CREATE INDEX task_events_project ON task_events (project_id, created_at, id);

CREATE TABLE reports (
    id               text        PRIMARY KEY,  -- made by the client, so that a submit can be repeated
    dedup_key        text        UNIQUE,
    type             text        NOT NULL,
    project_id       integer     REFERENCES projects ON DELETE CASCADE,  -- null: across projects
    params           text        NOT NULL,
    status           text        NOT NULL CHECK (status IN ('pending', 'running', 'ready', 'failed', 'cancelled')),
    result           text,
    requested_by     integer     NOT NULL REFERENCES users,
    created_at       text        NOT NULL,
    finished_at      text,
    attempt          integer     NOT NULL DEFAULT 0,
    max_attempts     integer     NOT NULL DEFAULT 3,
    next_dispatch_at text,
    dispatch_count   integer     NOT NULL DEFAULT 0,
    lease_token      text,
    lease_until      text,
    deadline_at      text        NOT NULL,
    error_code       text,
    error_text       text,
    CHECK (status <> 'ready' OR result IS NOT NULL),
    CHECK (status <> 'failed' OR error_code IS NOT NULL),
    CHECK ((status = 'running') = (lease_token IS NOT NULL))
);
CREATE INDEX reports_requested_by ON reports (requested_by, created_at);
CREATE INDEX reports_project ON reports (project_id, created_at);
CREATE INDEX reports_unfinished ON reports (created_at) WHERE status IN ('pending', 'running');

CREATE TABLE workers (
    name       text        PRIMARY KEY,
    started_at text        NOT NULL,
    seen_at    text        NOT NULL
);
