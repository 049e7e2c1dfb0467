-- What the program cannot read, nobody may write: with a login of their own people write rows without radar, and one of
-- these would end whatever reads all rows, like a worker's sweep. Checks are NOT VALID, so that no lock is held while
-- tables are read; what was there before was written by radar.

ALTER TABLE users ADD CONSTRAINT users_times
    CHECK (created_at > '0001-01-02+00' AND created_at < '9999-12-30+00') NOT VALID;
ALTER TABLE projects ADD CONSTRAINT projects_times
    CHECK (least(created_at, archived_at) > '0001-01-02+00' AND greatest(created_at, archived_at) < '9999-12-30+00')
    NOT VALID;
ALTER TABLE tasks ADD CONSTRAINT tasks_times
    CHECK (least(created_at, started_at, done_at, cancelled_at, due_at, blocked_at) > '0001-01-02+00'
           AND greatest(created_at, started_at, done_at, cancelled_at, due_at, blocked_at) < '9999-12-30+00') NOT VALID;
ALTER TABLE task_events ADD CONSTRAINT task_events_times
    CHECK (created_at > '0001-01-02+00' AND created_at < '9999-12-30+00') NOT VALID;
ALTER TABLE comments ADD CONSTRAINT comments_times
    CHECK (created_at > '0001-01-02+00' AND created_at < '9999-12-30+00') NOT VALID;
ALTER TABLE batches ADD CONSTRAINT batches_times
    CHECK (created_at > '0001-01-02+00' AND created_at < '9999-12-30+00') NOT VALID;
ALTER TABLE views ADD CONSTRAINT views_times
    CHECK (created_at > '0001-01-02+00' AND created_at < '9999-12-30+00') NOT VALID;
ALTER TABLE reports
    ADD CONSTRAINT reports_times
        CHECK (least(created_at, finished_at, next_dispatch_at, lease_until, deadline_at) > '0001-01-02+00'
               AND greatest(created_at, finished_at, next_dispatch_at, lease_until, deadline_at) < '9999-12-30+00')
        NOT VALID,
    ADD CONSTRAINT reports_counts
        CHECK (dispatch_count BETWEEN 0 AND 1000000 AND attempt BETWEEN 0 AND 1000) NOT VALID,
    ADD CONSTRAINT reports_error_code
        CHECK (error_code IN ('worker_lost', 'timeout', 'sql_error', 'bad_params', 'too_large', 'deadline',
                              'db_unavailable', 'internal_error')) NOT VALID;
ALTER TABLE schedules ADD CONSTRAINT schedules_times
    CHECK (least(created_at, paused_at, next_run_at, last_slot_at) > '0001-01-02+00'
           AND greatest(created_at, paused_at, next_run_at, last_slot_at) < '9999-12-30+00') NOT VALID;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_times
    CHECK (least(slot_at, ended_at) > '0001-01-02+00' AND greatest(slot_at, ended_at) < '9999-12-30+00') NOT VALID;

-- A database that is isolated already takes its rules for what is there now.
SELECT radar.isolate() WHERE EXISTS (SELECT 1 FROM radar.groups);
