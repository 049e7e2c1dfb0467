-- radar: outside a transaction

DROP INDEX CONCURRENTLY IF EXISTS tasks_external_ref;
CREATE UNIQUE INDEX CONCURRENTLY tasks_external_ref ON tasks (project_id, external_ref) WHERE external_ref IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS tasks_due;
CREATE INDEX CONCURRENTLY tasks_due ON tasks (project_id, due_at, id) WHERE status IN ('todo', 'in_progress');
DROP INDEX CONCURRENTLY IF EXISTS tasks_tags;
CREATE INDEX CONCURRENTLY tasks_tags ON tasks USING gin (tags);
DROP INDEX CONCURRENTLY IF EXISTS task_events_batch;
CREATE INDEX CONCURRENTLY task_events_batch ON task_events (batch_id, id) WHERE batch_id IS NOT NULL;
