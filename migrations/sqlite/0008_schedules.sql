-- Reports at times of day.

CREATE TABLE schedules (
    id             integer PRIMARY KEY AUTOINCREMENT,
    owner_id       integer NOT NULL REFERENCES users,  -- with whose rights they are made
    report         text    NOT NULL,
    params         text    NOT NULL,            -- as in reports; no project_ids are all of the owner's, each time
    cron           text    NOT NULL,
    output         text,                        -- how, and where, radar schedule run writes it; null: it does not
    created_at     text    NOT NULL,
    paused_at      text,
    next_run_at    text    NOT NULL,
    last_slot_at   text,                        -- the last time of its that was dealt with
    last_report_id text,                        -- its report, which may be gone by now
    last_error     text                         -- why there is none
);
CREATE INDEX schedules_due ON schedules (next_run_at) WHERE paused_at IS NULL;
CREATE INDEX schedules_owner ON schedules (owner_id, id);

-- Reports of schedules that are to be written to a file.
CREATE TABLE deliveries (
    report_id   text    PRIMARY KEY NOT NULL REFERENCES reports ON DELETE CASCADE,
    schedule_id integer NOT NULL REFERENCES schedules ON DELETE CASCADE,
    slot_at     text    NOT NULL,
    ended_at    text,                           -- null: to be written yet
    error       text                            -- why it could not be written, if it could not
);
CREATE INDEX deliveries_schedule ON deliveries (schedule_id, slot_at);
CREATE INDEX deliveries_waiting ON deliveries (schedule_id, slot_at) WHERE ended_at IS NULL;
