-- Turning isolation on, and its logins: plain functions, which do what whoever calls them has the right to.

-- The name of a group's role: roles are the whole server's, so the database's name is in it.
CREATE FUNCTION radar.group_role(of_kind text) RETURNS name
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT role FROM radar.groups WHERE kind = of_kind),
                    CAST(CASE WHEN octet_length(current_database()) <= 50 THEN current_database()
                              ELSE left(md5(current_database()), 20) END || '_' || of_kind AS name))
$$;

-- What functions and triggers were when they were last made to hold.
CREATE TABLE radar.sources (
    what   text PRIMARY KEY,
    source text NOT NULL
);

CREATE FUNCTION radar.present_sources() RETURNS TABLE (what text, source text)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'function ' || CAST(f.oid AS regprocedure), md5(f.prosrc || f.prosecdef || coalesce(f.proconfig::text, ''))
      FROM pg_proc f WHERE f.pronamespace IN (CAST('public' AS regnamespace), CAST('radar' AS regnamespace))
     UNION ALL
    SELECT 'trigger ' || t.tgname || ' on ' || CAST(t.tgrelid AS regclass),
           md5(pg_get_triggerdef(t.oid) || CAST(t.tgenabled AS text))
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relnamespace = CAST('public' AS regnamespace)
$$;

CREATE FUNCTION radar.make_rules() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    it record;
BEGIN
    FOR it IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', it.name);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', it.name);
    END LOOP;
    FOR it IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON public.%I', it.policyname, it.tablename);
    END LOOP;
    -- Forced, so that nobody passes for the owner by an oversight; the owner has a rule of its own.
    FOR it IN SELECT tablename AS name, tableowner AS owner FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE POLICY owner_all ON public.%I TO %I USING (true) WITH CHECK (true)', it.name, it.owner);
    END LOOP;
    FOR it IN SELECT r.*, radar.group_role(r.kind) AS role FROM radar.rules r LOOP
        EXECUTE format('CREATE POLICY %I ON public.%I FOR %s TO %I', it.kind || '_' || lower(it.command), it.table_name,
                       it.command, it.role)
             || coalesce(' USING (' || it.seen || ')', '') || coalesce(' WITH CHECK (' || it.written || ')', '');
    END LOOP;
    UPDATE radar.rules r SET seen_as = p.qual, written_as = p.with_check
      FROM pg_policies p
     WHERE p.schemaname = 'public' AND p.tablename = r.table_name AND p.policyname = r.kind || '_' || lower(r.command);
END $$;

CREATE FUNCTION radar.give_rights() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    people name := radar.group_role('people');
    workers name := radar.group_role('workers');
    it record;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), people, workers);
    -- Where the database is not the tables' owner's, neither is the schema, and foreign keys are checked as that owner.
    EXECUTE format('GRANT ALL ON SCHEMA public TO %I',
                   (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'schema_migrations'));
    EXECUTE format('REVOKE ALL ON SCHEMA public, radar FROM PUBLIC, %I, %I', people, workers);
    EXECUTE format('GRANT USAGE ON SCHEMA public, radar TO %I, %I', people, workers);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public, radar FROM PUBLIC, %I, %I', people, workers);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, radar FROM PUBLIC, %I, %I', people, workers);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, radar FROM PUBLIC, %I, %I', people, workers);
    -- Those of a role that a team has shared so far end here.
    FOR it IN SELECT DISTINCT pg_get_userbyid(a.grantee) AS role
                FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace IN (CAST('public' AS regnamespace), CAST('radar' AS regnamespace))
                 AND a.grantee NOT IN (0, c.relowner)
    LOOP
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public, radar FROM %I', it.role);
        EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, radar FROM %I', it.role);
        EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, radar FROM %I', it.role);
    END LOOP;
    FOR it IN SELECT r.*, radar.group_role(r.kind) AS role FROM radar.rights r LOOP
        EXECUTE format('GRANT %s%s ON public.%I TO %I', it.privilege,
                       coalesce(' (' || array_to_string(it.columns, ', ') || ')', ''), it.table_name, it.role);
    END LOOP;
    EXECUTE format('GRANT USAGE ON SEQUENCE tasks_id_seq TO %I', people);
    FOR it IN SELECT radar.group_role(c.kind) AS role, CAST(f.oid AS regprocedure) AS signature
                FROM radar.callables c JOIN pg_proc f ON f.proname = c.function_name
               WHERE f.pronamespace = CAST('radar' AS regnamespace)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', it.signature, it.role);
    END LOOP;
END $$;

-- Makes the rules hold, whatever held before. Whoever calls it owns the tables.
CREATE FUNCTION radar.isolate() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    it record;
BEGIN
    FOR it IN SELECT kind, radar.group_role(kind) AS role FROM unnest('{people,workers}'::text[]) AS kinds (kind) LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = it.role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', it.role);
        END IF;
        INSERT INTO radar.groups (kind, role) VALUES (it.kind, it.role) ON CONFLICT (kind) DO NOTHING;
    END LOOP;
    PERFORM radar.make_rules(), radar.give_rights();
    FOR it IN SELECT name FROM unnest('{tasks,task_events,comments,project_members}'::name[]) AS kept (name) LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER note_people AFTER INSERT ON public.%I REFERENCING NEW TABLE AS added'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION radar.note_people()', it.name);
    END LOOP;
    CREATE OR REPLACE TRIGGER note_new_assignees AFTER UPDATE ON tasks REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION radar.note_people();
    CREATE OR REPLACE TRIGGER release_others BEFORE DELETE ON tasks
        FOR EACH ROW EXECUTE FUNCTION radar.release_others();
    CREATE OR REPLACE TRIGGER keep_names_to_their_owner BEFORE UPDATE OF name_key ON projects
        FOR EACH ROW WHEN (old.name_key IS DISTINCT FROM new.name_key)
        EXECUTE FUNCTION radar.keep_names_to_their_owner();
    INSERT INTO radar.project_people
    SELECT project_id, user_id FROM project_members UNION
    SELECT project_id, assignee_id FROM tasks WHERE assignee_id IS NOT NULL UNION
    SELECT project_id, author_id FROM comments UNION
    SELECT project_id, actor_id FROM task_events
        ON CONFLICT DO NOTHING;
    DELETE FROM radar.sources;
    INSERT INTO radar.sources SELECT what, source FROM radar.present_sources();
END $$;

-- A login with the rights of a group; one that is there already is taken as it is.
CREATE FUNCTION radar.open_login(login name, of_kind text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', login);
    ELSIF NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('ALTER ROLE %I LOGIN', login);
    END IF;
    EXECUTE format('GRANT %I TO %I', radar.group_role(of_kind), login);
END $$;

-- Takes a login's rights away; it cannot log in any more, unless it has other rights somewhere on this server.
CREATE FUNCTION radar.close_login(login name) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM radar.logins WHERE role = login;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = login) THEN
        RETURN;
    END IF;
    EXECUTE format('REVOKE %I, %I FROM %I', radar.group_role('people'), radar.group_role('workers'), login);
    IF NOT EXISTS (SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = login) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', login);
    END IF;
END $$;

-- How many sessions of a login are left: those that whoever asks has no right to end.
CREATE FUNCTION radar.end_sessions(login name) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    BEGIN
        PERFORM pg_terminate_backend(pid, 2000) FROM pg_stat_activity
          WHERE usename = login AND datname = current_database();
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;
    END;
    PERFORM pg_stat_clear_snapshot();
    RETURN (SELECT count(*) FROM pg_stat_activity WHERE usename = login AND datname = current_database());
END $$;

REVOKE ALL ON FUNCTION radar.group_role(text), radar.present_sources(), radar.make_rules(), radar.give_rights(),
    radar.isolate(), radar.open_login(name, text), radar.close_login(name), radar.end_sessions(name) FROM PUBLIC;
