-- The last foreign key of the log was a fifth of what an import costs the server, once for each event. Whoever logs a
-- change has inserted or locked its task, and with it kept the project; the log goes with its project all the same.

ALTER TABLE task_events DROP CONSTRAINT task_events_project_id_fkey;

CREATE FUNCTION delete_log_of_project() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM task_events WHERE project_id = OLD.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION delete_log_of_project() FROM PUBLIC;

-- Triggers fire in the order of their names, so that this one comes after the foreign keys' own: those wait for whoever
-- has locked a task, and what they logged meanwhile is seen.
CREATE TRIGGER the_log_goes_along AFTER DELETE ON projects
    FOR EACH ROW EXECUTE FUNCTION delete_log_of_project();
CREATE TRIGGER projects_keep_their_number BEFORE UPDATE OF id ON projects
    FOR EACH ROW EXECUTE FUNCTION keep_for_the_log();
