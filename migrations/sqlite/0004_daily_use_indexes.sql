CREATE UNIQUE INDEX tasks_external_ref ON tasks (project_id, external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX tasks_due ON tasks (project_id, due_at, id) WHERE status IN ('todo', 'in_progress');
CREATE INDEX task_events_batch ON task_events (batch_id, id) WHERE batch_id IS NOT NULL;
