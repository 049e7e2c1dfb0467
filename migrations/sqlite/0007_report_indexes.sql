-- For what reports count in days: starts, cancellations, and the few tasks that have no time where others have one.

CREATE INDEX tasks_started ON tasks (project_id, started_at) WHERE started_at IS NOT NULL;
CREATE INDEX tasks_cancelled ON tasks (project_id, cancelled_at, id) WHERE status = 'cancelled';
CREATE INDEX tasks_never_started ON tasks (project_id, done_at) WHERE status = 'done' AND started_at IS NULL;
CREATE INDEX tasks_reopened ON tasks (project_id, id) WHERE reopen_count > 0;
CREATE INDEX tasks_unstarted ON tasks (project_id, id) WHERE status = 'in_progress' AND started_at IS NULL;
