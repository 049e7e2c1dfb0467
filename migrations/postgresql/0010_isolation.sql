-- What an isolated database needs to know whose login asks. Nothing here changes what anybody may do: the rules are in
-- the next file, and radar db grant turns them on. Everything hangs on session_user, which nobody but a superuser can
-- change: not on current_user, and never on a setting. Functions that look further than whoever asks have a search_path
-- of their own, so that nobody can put a table or an operator of theirs in front.

CREATE SCHEMA IF NOT EXISTS radar;

-- The two roles through which people and workers have their rights.
CREATE TABLE radar.groups (
    kind text PRIMARY KEY CHECK (kind IN ('people', 'workers')),
    role name NOT NULL UNIQUE
);

CREATE TABLE radar.logins (
    role    name   PRIMARY KEY,
    user_id bigint NOT NULL UNIQUE REFERENCES users
);

-- Who has ever been named in a project: its people see these, and nobody else. Kept by triggers while isolated.
CREATE TABLE radar.project_people (
    project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE,
    user_id    bigint NOT NULL REFERENCES users,
    PRIMARY KEY (project_id, user_id)
);

-- Whom somebody has named by their address, to let them into a project or in what was imported.
CREATE TABLE radar.introductions (
    user_id   bigint NOT NULL REFERENCES users,
    person_id bigint NOT NULL REFERENCES users,
    PRIMARY KEY (user_id, person_id)
);

-- The worker's role has no user, and neither has the owner: for them this is null, and the functions below give nothing.
CREATE FUNCTION radar.me() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT user_id FROM radar.logins WHERE role = session_user
$$;

CREATE FUNCTION radar.my_projects() RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.project_id FROM radar.logins l JOIN project_members m ON m.user_id = l.user_id WHERE l.role = session_user
$$;

CREATE FUNCTION radar.my_writable_projects() RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.project_id FROM radar.logins l JOIN project_members m ON m.user_id = l.user_id
     WHERE l.role = session_user AND m.role IN ('owner', 'member')
$$;

-- Whoever has just made a project is not its member yet.
CREATE FUNCTION radar.my_owned_projects() RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.project_id FROM radar.logins l JOIN project_members m ON m.user_id = l.user_id
     WHERE l.role = session_user AND m.role = 'owner'
     UNION
    SELECT p.id FROM radar.logins l JOIN projects p ON p.owner_id = l.user_id WHERE l.role = session_user
$$;

-- As a document, to be compared with what a report is about.
CREATE FUNCTION radar.my_project_list() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(jsonb_agg(project_id), '[]') FROM radar.my_projects() AS mine (project_id)
$$;

CREATE FUNCTION radar.my_people() RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 50 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT user_id FROM radar.logins WHERE role = session_user
     UNION
    SELECT user_id FROM radar.project_people WHERE project_id IN (SELECT radar.my_projects())
     UNION
    SELECT i.person_id FROM radar.logins l JOIN radar.introductions i ON i.user_id = l.user_id
     WHERE l.role = session_user
$$;

-- Those of them who exist from an import alone. In nobody else's name may anything be written.
CREATE FUNCTION radar.my_imported_people() RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 50 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT u.id FROM users u WHERE NOT u.active AND u.id IN (SELECT radar.my_people())
$$;

CREATE FUNCTION radar.is_my_batch(batch bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM radar.logins l JOIN batches b ON b.actor_id = l.user_id
                    WHERE l.role = session_user AND b.id = batch);
END $$;

CREATE FUNCTION radar.may_see_task(task bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM tasks t WHERE t.id = task AND t.project_id IN (SELECT radar.my_projects()));
END $$;

CREATE FUNCTION radar.may_write_task(task bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM tasks t WHERE t.id = task AND t.project_id IN (SELECT radar.my_writable_projects()));
END $$;

-- Reports follow a task's log by its number, and workers see all projects: what is logged in a project is of a task that
-- is in it, or was when it was deleted.
CREATE FUNCTION radar.is_logged_in(task bigint, project bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM tasks t WHERE t.id = task AND t.project_id = project)
        OR (NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = task)
            AND EXISTS (SELECT 1 FROM task_events e WHERE e.task_id = task AND e.project_id = project));
END $$;

-- Nor is a task made under the number of one that was deleted from somebody else's project.
CREATE FUNCTION radar.is_no_number_of_others(task bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN NOT EXISTS (SELECT 1 FROM task_events e
                        WHERE e.task_id = task AND e.project_id NOT IN (SELECT radar.my_writable_projects()));
END $$;

-- A number that has not been given yet would be in the way of whoever it is given to.
CREATE FUNCTION radar.last_task_number() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT last_value FROM tasks_id_seq);
END $$;

-- Somebody is let into a project by their address, which is not seen before: the number of the user, null for nobody's.
CREATE FUNCTION radar.introduce(project bigint, address text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    person bigint;
BEGIN
    IF project IS NULL OR project NOT IN (SELECT radar.my_owned_projects()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an owner of a project lets people in';
    END IF;
    SELECT id INTO person FROM users WHERE email = address;
    IF FOUND THEN
        INSERT INTO radar.introductions VALUES (radar.me(), person) ON CONFLICT DO NOTHING;
    END IF;
    RETURN person;
END $$;

-- People who are named in what is imported, an array of objects with email and name: they become inactive users where
-- they are none, and can be named by whoever asks unless they are active. Gives the addresses of the new ones.
CREATE FUNCTION radar.import_people(people jsonb, at timestamptz) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF radar.me() IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'only people import';
    END IF;
    RETURN QUERY
        INSERT INTO users (email, name, created_at, active)
        SELECT r.email, r.name, least(at, now()), false FROM jsonb_to_recordset(people) AS r (email text, name text)
         WHERE r.email = lower(r.email) AND r.email ~ '^[^[:space:][:cntrl:]@]+@[^[:space:][:cntrl:]@]+$'
           AND length(r.email) <= 254 AND length(r.name) BETWEEN 1 AND 200 AND r.name !~ '[[:cntrl:]]'
            ON CONFLICT (email) DO NOTHING
        RETURNING email;
    INSERT INTO radar.introductions
    SELECT radar.me(), u.id FROM users u JOIN jsonb_to_recordset(people) AS r (email text) ON r.email = u.email
     WHERE NOT u.active
        ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION radar.note_people() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'tasks' THEN
        INSERT INTO radar.project_people SELECT DISTINCT a.project_id, a.assignee_id FROM added a
         WHERE a.assignee_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM radar.project_people p
                            WHERE p.project_id = a.project_id AND p.user_id = a.assignee_id)
            ON CONFLICT DO NOTHING;
    ELSIF TG_TABLE_NAME = 'task_events' THEN
        INSERT INTO radar.project_people SELECT DISTINCT a.project_id, a.actor_id FROM added a
         WHERE NOT EXISTS (SELECT 1 FROM radar.project_people p
                            WHERE p.project_id = a.project_id AND p.user_id = a.actor_id)
            ON CONFLICT DO NOTHING;
    ELSIF TG_TABLE_NAME = 'comments' THEN
        INSERT INTO radar.project_people SELECT DISTINCT a.project_id, a.author_id FROM added a
            ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO radar.project_people SELECT a.project_id, a.user_id FROM added a
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- A task that waits for one that goes waits for it no more, also where whoever deletes it may not write: that cannot be
-- left to them, and is logged without a batch, so that no undoing of theirs comes back to it.
CREATE FUNCTION radar.release_others() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    waiting record;
BEGIN
    FOR waiting IN
        SELECT t.id, t.project_id FROM task_dependencies d JOIN tasks t ON t.id = d.task_id
         WHERE d.depends_on_id = OLD.id AND radar.me() IS NOT NULL
           AND t.project_id NOT IN (SELECT radar.my_writable_projects())
         ORDER BY t.id FOR UPDATE OF t
    LOOP
        INSERT INTO task_events (project_id, task_id, type, payload, actor_id, created_at)
        SELECT waiting.project_id, waiting.id, 'edited',
               jsonb_build_object('depends_on', jsonb_build_array(
                   jsonb_agg(d.depends_on_id ORDER BY d.depends_on_id),
                   coalesce(jsonb_agg(d.depends_on_id ORDER BY d.depends_on_id)
                            FILTER (WHERE d.depends_on_id <> OLD.id), '[]'))),
               radar.me(), clock_timestamp()
          FROM task_dependencies d WHERE d.task_id = waiting.id;
        DELETE FROM task_dependencies WHERE task_id = waiting.id AND depends_on_id = OLD.id;
        UPDATE tasks SET version = version + 1 WHERE id = waiting.id;
    END LOOP;
    RETURN OLD;
END $$;

-- The unique names of an owner's projects would tell a second owner which ones there are that they cannot see.
CREATE FUNCTION radar.keep_names_to_their_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF radar.me() IS DISTINCT FROM OLD.owner_id AND radar.me() IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who made a project renames it';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radar FROM PUBLIC;
