-- radar: outside a transaction
-- For what reports count in days: starts, cancellations, and the few tasks that have no time where others have one.

DROP INDEX CONCURRENTLY IF EXISTS tasks_started;
CREATE INDEX CONCURRENTLY tasks_started ON tasks (project_id, started_at) WHERE started_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS tasks_cancelled;
CREATE INDEX CONCURRENTLY tasks_cancelled ON tasks (project_id, cancelled_at, id) WHERE status = 'cancelled';
DROP INDEX CONCURRENTLY IF EXISTS tasks_never_started;
CREATE INDEX CONCURRENTLY tasks_never_started ON tasks (project_id, done_at)
    WHERE status = 'done' AND started_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS tasks_reopened;
CREATE INDEX CONCURRENTLY tasks_reopened ON tasks (project_id, id) WHERE reopen_count > 0;
DROP INDEX CONCURRENTLY IF EXISTS tasks_unstarted;
CREATE INDEX CONCURRENTLY tasks_unstarted ON tasks (project_id, id)
    WHERE status = 'in_progress' AND started_at IS NULL;
