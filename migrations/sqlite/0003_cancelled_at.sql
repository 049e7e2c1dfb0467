-- When a cancelled task was cancelled is known from the log. The table is written anew, since SQLite
-- cannot change a check: of a task that was imported as finished, it may be that nobody knows when.

CREATE TABLE new_tasks (
    id             integer PRIMARY KEY AUTOINCREMENT,
    project_id     integer NOT NULL REFERENCES projects ON DELETE CASCADE,
    title          text    NOT NULL,
    description    text    NOT NULL,
    status         text    NOT NULL CHECK (status IN ('todo', 'in_progress', 'done', 'cancelled')),
    priority       integer NOT NULL CHECK (priority BETWEEN 1 AND 4),  -- low, medium, high, urgent
    assignee_id    integer REFERENCES users,
    created_at     text    NOT NULL,
    started_at     text,
    done_at        text,
    reopen_count   integer NOT NULL DEFAULT 0 CHECK (reopen_count >= 0),
    version        integer NOT NULL DEFAULT 1,
    cancelled_at   text,
    due_at         text,
    tags           text    NOT NULL DEFAULT '[]',  -- a JSON array, in order, each once
    external_ref   text,                           -- the key in the tool that it was imported from
    blocked_at     text,
    blocked_reason text,
    CHECK (done_at IS NULL OR status = 'done'),
    CHECK (cancelled_at IS NULL OR status = 'cancelled'),
    CHECK ((blocked_at IS NULL) = (blocked_reason IS NULL))
);
INSERT INTO new_tasks
       (id, project_id, title, description, status, priority, assignee_id, created_at, started_at, done_at,
        reopen_count, version, due_at, tags, external_ref, blocked_at, blocked_reason, cancelled_at)
SELECT t.id, t.project_id, t.title, t.description, t.status, t.priority, t.assignee_id, t.created_at, t.started_at,
       t.done_at, t.reopen_count, t.version, t.due_at, t.tags, t.external_ref, t.blocked_at, t.blocked_reason,
       CASE WHEN t.status = 'cancelled' THEN
           (SELECT max(e.created_at) FROM task_events e WHERE e.task_id = t.id AND e.to_status = 'cancelled') END
  FROM tasks t;
-- Numbers of deleted tasks are not given again.
DELETE FROM sqlite_sequence WHERE name = 'new_tasks';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_tasks', seq FROM sqlite_sequence WHERE name = 'tasks';
DROP TABLE tasks;
ALTER TABLE new_tasks RENAME TO tasks;

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
