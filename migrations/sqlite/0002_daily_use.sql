-- Tags, due dates, blocking, dependencies, comments, saved views, and batches: what one command changed together.
-- task_events is written anew, since SQLite cannot change a check.

-- Inactive: somebody known from an import alone, to whom history is attributed. Registering makes them active.
ALTER TABLE users ADD COLUMN active integer NOT NULL DEFAULT 1 CHECK (active IN (0, 1));

ALTER TABLE tasks ADD COLUMN cancelled_at text;
ALTER TABLE tasks ADD COLUMN due_at text;
ALTER TABLE tasks ADD COLUMN tags text NOT NULL DEFAULT '[]';  -- a JSON array, in order, each once
ALTER TABLE tasks ADD COLUMN external_ref text;                -- the key in the tool that it was imported from
ALTER TABLE tasks ADD COLUMN blocked_at text;
ALTER TABLE tasks ADD COLUMN blocked_reason text CHECK ((blocked_at IS NULL) = (blocked_reason IS NULL));

CREATE TABLE task_dependencies (
    task_id       integer NOT NULL REFERENCES tasks ON DELETE CASCADE,
    depends_on_id integer NOT NULL REFERENCES tasks ON DELETE CASCADE,
    PRIMARY KEY (task_id, depends_on_id),
    CHECK (task_id <> depends_on_id)
);
CREATE INDEX task_dependencies_on ON task_dependencies (depends_on_id, task_id);

-- task_id has no foreign key: comments outlive the task, so that its deletion can be undone.
CREATE TABLE comments (
    id         integer PRIMARY KEY AUTOINCREMENT,
    project_id integer NOT NULL REFERENCES projects ON DELETE CASCADE,
    task_id    integer NOT NULL,
    author_id  integer NOT NULL REFERENCES users,
    body       text    NOT NULL,
    created_at text    NOT NULL
);
CREATE INDEX comments_task ON comments (task_id, id);
CREATE INDEX comments_project ON comments (project_id);

CREATE TABLE batches (
    id         integer PRIMARY KEY AUTOINCREMENT,
    actor_id   integer NOT NULL REFERENCES users,
    action     text    NOT NULL,                -- what was done, like "edit" or "import jira"
    created_at text    NOT NULL,
    undoes     integer REFERENCES batches,
    undone_by  integer REFERENCES batches
);
CREATE INDEX batches_actor ON batches (actor_id, id);

-- task_id has no foreign key: the log outlives the task, so that it can be replayed.
CREATE TABLE new_task_events (
    id          integer PRIMARY KEY AUTOINCREMENT,
    project_id  integer NOT NULL REFERENCES projects ON DELETE CASCADE,
    task_id     integer NOT NULL,
    type        text    NOT NULL CHECK (
        type IN ('created', 'edited', 'moved', 'deleted', 'commented', 'blocked', 'unblocked')
    ),
    from_status text,
    to_status   text,
    payload     text    NOT NULL,
    actor_id    integer NOT NULL REFERENCES users,
    created_at  text    NOT NULL,
    batch_id    integer REFERENCES batches      -- null: from before there were batches
);
INSERT INTO new_task_events
       (id, project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
SELECT id, project_id, task_id, type, from_status, to_status, payload, actor_id, created_at FROM task_events;
DELETE FROM sqlite_sequence WHERE name = 'new_task_events';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_task_events', seq FROM sqlite_sequence WHERE name = 'task_events';
DROP TABLE task_events;
ALTER TABLE new_task_events RENAME TO task_events;

CREATE INDEX task_events_task ON task_events (task_id, id);
CREATE INDEX task_events_project ON task_events (project_id, created_at, id);

CREATE TABLE views (
    id         integer PRIMARY KEY AUTOINCREMENT,
    owner_id   integer NOT NULL REFERENCES users,
    name       text    NOT NULL,
    name_key   text    NOT NULL,
    filter     text    NOT NULL,
    sort       text    NOT NULL,
    columns    text    NOT NULL,                -- names with commas between; empty for the usual ones
    created_at text    NOT NULL,
    UNIQUE (owner_id, name_key)
);
