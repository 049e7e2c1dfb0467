"""What of an isolated database's rules does not hold: each query gives what is wrong, and what mends it."""

ROW_SECURITY = """
    SELECT format('row security is %s for %s', CASE WHEN c.relrowsecurity THEN 'not forced' ELSE 'off' END,
                  CAST(c.oid AS regclass)) AS found,
           format('ALTER TABLE %s %s ROW LEVEL SECURITY', CAST(c.oid AS regclass),
                  CASE WHEN c.relrowsecurity THEN 'FORCE' ELSE 'ENABLE' END) AS mend
      FROM pg_class c
     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public') AND c.relkind IN ('r', 'p')
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
     UNION ALL
    SELECT format('the view %s shows what its owner sees', CAST(c.oid AS regclass)),
           format('ALTER VIEW %s SET (security_invoker = true)', CAST(c.oid AS regclass))
      FROM pg_class c
     WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar')) AND c.relkind = 'v'
       AND NOT coalesce('security_invoker=true' = ANY(c.reloptions), false)
"""

RULES = """
    WITH expected AS (
        SELECT r.table_name, r.kind || '_' || lower(r.command) AS name, r.command, g.role, r.seen_as, r.written_as
          FROM radar.rules r JOIN radar.groups g ON g.kind = r.kind
         UNION ALL
        SELECT tablename, 'owner_all', 'ALL', tableowner, 'true', 'true' FROM pg_tables WHERE schemaname = 'public'
    ), present AS (
        SELECT tablename, policyname, cmd, roles, qual, with_check, permissive
          FROM pg_policies WHERE schemaname = 'public'
    )
    SELECT format('%s on %s is missing', e.name, e.table_name) AS found, 'SELECT radar.isolate()' AS mend
      FROM expected e
     WHERE NOT EXISTS (SELECT 1 FROM present p WHERE p.tablename = e.table_name AND p.policyname = e.name)
     UNION ALL
    SELECT format('%s on %s is not as radar makes it', e.name, e.table_name), 'SELECT radar.isolate()'
      FROM expected e JOIN present p ON p.tablename = e.table_name AND p.policyname = e.name
     WHERE (p.cmd, p.roles, p.permissive) <> (e.command, ARRAY[e.role], 'PERMISSIVE')
        OR p.qual IS DISTINCT FROM e.seen_as OR p.with_check IS DISTINCT FROM e.written_as
     UNION ALL
    SELECT format('%s on %s is none of radar''s', p.policyname, p.tablename),
           format('DROP POLICY %I ON public.%I', p.policyname, p.tablename)
      FROM present p
     WHERE NOT EXISTS (SELECT 1 FROM expected e WHERE e.table_name = p.tablename AND e.name = p.policyname)
"""

# A definer's function without a search_path of its own, or one that anybody made, would do what others want.
FUNCTIONS = """
    SELECT format('%s looks for names where its caller says', CAST(f.oid AS regprocedure)) AS found,
           format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp',
                  CAST(f.oid AS regprocedure)) AS mend
      FROM pg_proc f
     WHERE f.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar')) AND f.prosecdef
       AND NOT coalesce('search_path=pg_catalog, public, pg_temp' = ANY(f.proconfig), false)
     UNION ALL
    SELECT format('the %s is not as it was when the rules were made', coalesce(p.what, s.what)),
           'install it again from radar''s migrations, then SELECT radar.isolate()'
      FROM radar.present_sources() p FULL JOIN radar.sources s ON s.what = p.what
     WHERE p.source IS DISTINCT FROM s.source
"""

EVERYBODY = """
    SELECT format('everybody has %s on the database', a.privilege_type) AS found,
           format('REVOKE %s ON DATABASE %I FROM PUBLIC', a.privilege_type, d.datname) AS mend
      FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
     WHERE d.datname = current_database() AND a.grantee = 0
     UNION ALL
    SELECT format('everybody has %s on the schema %s', a.privilege_type, n.nspname),
           format('REVOKE %s ON SCHEMA %I FROM PUBLIC', a.privilege_type, n.nspname)
      FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
     WHERE n.nspname IN ('public', 'radar') AND a.grantee = 0
     UNION ALL
    SELECT format('everybody has %s on %s', a.privilege_type, CAST(c.oid AS regclass)),
           format('REVOKE ALL ON %s FROM PUBLIC', CAST(c.oid AS regclass))
      FROM pg_class c, aclexplode(c.relacl) a
     WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar')) AND a.grantee = 0
     UNION ALL
    SELECT format('everybody may call %s', CAST(f.oid AS regprocedure)),
           format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', CAST(f.oid AS regprocedure))
      FROM pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
     WHERE f.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar')) AND a.grantee = 0
"""

LOG = """
    SELECT format('%s may %s the log', pg_get_userbyid(a.grantee), a.privilege_type) AS found,
           format('REVOKE %s ON task_events FROM %I', a.privilege_type, pg_get_userbyid(a.grantee)) AS mend
      FROM pg_class c, aclexplode(c.relacl) a
     WHERE c.oid = to_regclass('public.task_events') AND a.grantee NOT IN (0, c.relowner)
       AND a.privilege_type NOT IN ('SELECT', 'INSERT')
     UNION ALL
    SELECT format('%s may %s the log''s %s', pg_get_userbyid(a.grantee), a.privilege_type, t.attname),
           format('REVOKE %s (%I) ON task_events FROM %I', a.privilege_type, t.attname, pg_get_userbyid(a.grantee))
      FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
     WHERE c.oid = to_regclass('public.task_events') AND a.grantee NOT IN (0, c.relowner)
       AND a.privilege_type NOT IN ('SELECT', 'INSERT')
"""

# Beside the log's, above.
RIGHTS = """
    WITH expected AS (
        SELECT CAST(r.table_name AS text) AS name, g.role AS grantee, r.privilege,
               CAST(column_name AS text) AS column_name
          FROM radar.rights r JOIN radar.groups g ON g.kind = r.kind
          LEFT JOIN LATERAL unnest(r.columns) AS column_name ON true
         UNION ALL
        SELECT 'tasks_id_seq', role, 'USAGE', NULL FROM radar.groups WHERE kind = 'people'
    ), present AS (
        SELECT CAST(c.relname AS text) AS name, pg_get_userbyid(a.grantee) AS grantee, a.privilege_type AS privilege,
               NULL AS column_name
          FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar'))
           AND a.grantee NOT IN (0, c.relowner)
         UNION ALL
        SELECT CAST(c.relname AS text), pg_get_userbyid(a.grantee), a.privilege_type, CAST(t.attname AS text)
          FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
         WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar'))
           AND a.grantee NOT IN (0, c.relowner)
    )
    SELECT format('%s has %s on %s', grantee, privilege, name || coalesce('.' || column_name, '')) AS found,
           format('REVOKE %s%s ON %I FROM %I', privilege, ' (' || quote_ident(column_name) || ')', name,
                  grantee) AS mend
      FROM (SELECT * FROM present EXCEPT SELECT * FROM expected) AS too_many
     WHERE name <> 'task_events' OR privilege IN ('SELECT', 'INSERT')
     UNION ALL
    SELECT format('%s lacks %s on %s', grantee, privilege, name || coalesce('.' || column_name, '')),
           'SELECT radar.isolate()'
      FROM (SELECT * FROM expected EXCEPT SELECT * FROM present) AS missing
     UNION ALL
    SELECT format('%s may call %s', pg_get_userbyid(a.grantee), CAST(f.oid AS regprocedure)),
           format('REVOKE ALL ON FUNCTION %s FROM %I', CAST(f.oid AS regprocedure), pg_get_userbyid(a.grantee))
      FROM pg_proc f, aclexplode(f.proacl) a
     WHERE f.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar'))
       AND a.grantee NOT IN (0, f.proowner)
       AND NOT EXISTS (SELECT 1 FROM radar.callables x JOIN radar.groups g ON g.kind = x.kind
                        WHERE x.function_name = f.proname AND g.role = pg_get_userbyid(a.grantee))
"""

# Whoever can make a table or a function can put it in front of radar's.
MAKING = """
    SELECT format('%s may make things in the schema %s', pg_get_userbyid(a.grantee), n.nspname) AS found,
           format('REVOKE CREATE ON SCHEMA %I FROM %I', n.nspname, pg_get_userbyid(a.grantee)) AS mend
      FROM pg_namespace n, aclexplode(n.nspacl) a
     WHERE n.nspname IN ('public', 'radar') AND a.privilege_type = 'CREATE' AND a.grantee NOT IN (0, n.nspowner)
       AND a.grantee <> (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.schema_migrations'))
     UNION ALL
    SELECT format('%s may make %s in the database', pg_get_userbyid(a.grantee),
                  CASE a.privilege_type WHEN 'CREATE' THEN 'schemas' ELSE 'temporary tables' END),
           format('REVOKE %s ON DATABASE %I FROM %I', a.privilege_type, d.datname, pg_get_userbyid(a.grantee))
      FROM pg_database d, aclexplode(d.datacl) a
     WHERE d.datname = current_database() AND a.privilege_type IN ('CREATE', 'TEMPORARY')
       AND a.grantee NOT IN (0, d.datdba)
       AND a.grantee <> (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.schema_migrations'))
"""

# A view or a function there may show what its owner sees, and is looked at by no other check.
OTHER_SCHEMAS = """
    WITH concerned AS (
        SELECT r.oid FROM pg_roles r
         WHERE NOT r.rolsuper AND r.rolname IN (SELECT role FROM radar.groups UNION SELECT role FROM radar.logins)
    ), usable AS (
        SELECT n.nspname, CASE a.grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(a.grantee) END AS who,
               CASE WHEN a.grantee = n.nspowner THEN format('ALTER SCHEMA %I OWNER TO CURRENT_USER', n.nspname)
                    WHEN a.grantee = 0 THEN format('REVOKE USAGE ON SCHEMA %I FROM PUBLIC', n.nspname)
                    ELSE format('REVOKE USAGE ON SCHEMA %I FROM %I', n.nspname, pg_get_userbyid(a.grantee)) END AS mend
          FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
         WHERE n.nspname NOT IN ('public', 'radar', 'information_schema') AND NOT starts_with(n.nspname, 'pg_')
           AND (a.grantee = 0 OR EXISTS (SELECT 1 FROM concerned c WHERE pg_has_role(c.oid, a.grantee, 'MEMBER')))
           AND a.privilege_type = 'USAGE'
    )
    SELECT format('%s can use the schema %s, which is none of radar''s', who, nspname) AS found, mend FROM usable
"""
