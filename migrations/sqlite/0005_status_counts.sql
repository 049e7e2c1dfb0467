-- How many tasks each project has in each status, kept by triggers, since counting a million takes longer than
-- a daily summary may. A count is the sum of its rows; on SQLite there is one, since one transaction writes at a time.

CREATE TABLE status_counts (
    id         integer PRIMARY KEY AUTOINCREMENT,
    project_id integer NOT NULL REFERENCES projects ON DELETE CASCADE,
    status     text    NOT NULL,
    tasks      integer NOT NULL,
    UNIQUE (project_id, status)
);

CREATE TRIGGER tasks_added AFTER INSERT ON tasks BEGIN
    INSERT INTO status_counts (project_id, status, tasks) VALUES (new.project_id, new.status, 1)
        ON CONFLICT (project_id, status) DO UPDATE SET tasks = tasks + 1;
END;
CREATE TRIGGER tasks_removed AFTER DELETE ON tasks BEGIN
    UPDATE status_counts SET tasks = tasks - 1 WHERE project_id = old.project_id AND status = old.status;
END;
CREATE TRIGGER tasks_changed AFTER UPDATE OF project_id, status ON tasks BEGIN
    UPDATE status_counts SET tasks = tasks - 1 WHERE project_id = old.project_id AND status = old.status;
    INSERT INTO status_counts (project_id, status, tasks) VALUES (new.project_id, new.status, 1)
        ON CONFLICT (project_id, status) DO UPDATE SET tasks = tasks + 1;
END;

INSERT INTO status_counts (project_id, status, tasks) SELECT project_id, status, count(*) FROM tasks GROUP BY 1, 2;
