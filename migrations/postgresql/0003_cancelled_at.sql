-- When a cancelled task was cancelled is known from the log.

UPDATE tasks t
   SET cancelled_at = (SELECT max(e.created_at) FROM task_events e
                        WHERE e.task_id = t.id AND e.to_status = 'cancelled')
 WHERE t.status = 'cancelled';

ALTER TABLE task_events VALIDATE CONSTRAINT task_events_type_check;
ALTER TABLE tasks VALIDATE CONSTRAINT tasks_done_check;
ALTER TABLE tasks VALIDATE CONSTRAINT tasks_cancelled_check;
ALTER TABLE tasks VALIDATE CONSTRAINT tasks_blocked_check;
