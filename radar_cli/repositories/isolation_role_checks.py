"""What would let a role of the server see more than it should: each query gives what is wrong, and what mends it."""

# Everything of radar's belongs to one role, or what runs with its rights would run with another's.
OWNER = """
    WITH owner AS (SELECT relowner AS id FROM pg_class WHERE oid = to_regclass('public.schema_migrations'))
    SELECT format('%s is owned by %s', CAST(c.oid AS regclass), pg_get_userbyid(c.relowner)) AS found,
           format('ALTER TABLE %s OWNER TO %I', CAST(c.oid AS regclass), pg_get_userbyid(owner.id)) AS mend
      FROM pg_class c, owner
     WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar'))
       AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relowner <> owner.id
     UNION ALL
    SELECT format('%s is owned by %s', CAST(f.oid AS regprocedure), pg_get_userbyid(f.proowner)),
           format('ALTER FUNCTION %s OWNER TO %I', CAST(f.oid AS regprocedure), pg_get_userbyid(owner.id))
      FROM pg_proc f, owner
     WHERE f.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar'))
       AND f.proowner <> owner.id
     UNION ALL
    SELECT format('the schema %I is owned by %s', n.nspname, pg_get_userbyid(n.nspowner)),
           format('ALTER SCHEMA %I OWNER TO %I', n.nspname, pg_get_userbyid(owner.id))
      FROM pg_namespace n, owner WHERE n.nspname = 'radar' AND n.nspowner <> owner.id
     UNION ALL
    SELECT format('the owner %s is a superuser, and so are the functions of the rules', r.rolname),
           'move radar to a database whose owner is none, as docs/operations.md says'
      FROM pg_roles r, owner WHERE r.oid = owner.id AND r.rolsuper
"""

# Both groups and all who log in through them.
PEOPLE = """
    WITH owner AS (SELECT relowner AS id FROM pg_class WHERE oid = to_regclass('public.schema_migrations')),
    concerned AS (
        SELECT r.*, g.kind FROM pg_roles r, radar.groups g WHERE r.rolname = g.role
         UNION
        SELECT r.*, g.kind FROM pg_roles r, pg_roles h, radar.groups g, pg_auth_members m
         WHERE h.rolname = g.role AND m.roleid = h.oid AND m.member = r.oid
           AND m.member NOT IN (SELECT id FROM owner)  -- since PostgreSQL 16, of each role that it makes
    )
    SELECT format('%s has %s', c.rolname, power.name) AS found,
           format('ALTER ROLE %I NO%s', c.rolname, power.name) AS mend
      FROM concerned c,
           LATERAL (VALUES ('SUPERUSER', c.rolsuper), ('BYPASSRLS', c.rolbypassrls), ('CREATEROLE', c.rolcreaterole),
                           ('REPLICATION', c.rolreplication)) AS power (name, has)
     WHERE power.has
     UNION
    SELECT format('%s is a member of %s', c.rolname, m.rolname),
           CASE WHEN EXISTS (SELECT 1 FROM pg_auth_members a WHERE a.roleid = m.oid AND a.member = c.oid)
                THEN format('REVOKE %I FROM %I', m.rolname, c.rolname)
                ELSE format('revoke a role of %s through which it is one', c.rolname) END
      FROM concerned c, owner, pg_roles m
     WHERE m.oid <> c.oid AND NOT c.rolsuper AND pg_has_role(c.oid, m.oid, 'MEMBER')
       AND (m.oid = owner.id OR m.rolsuper OR m.rolbypassrls OR m.rolcreaterole OR starts_with(m.rolname, 'pg_')
            OR m.rolname IN (SELECT o.role FROM radar.groups o WHERE o.kind <> c.kind)
            OR m.rolname IN (SELECT l.role FROM radar.logins l))
     UNION
    SELECT format('%s, a role for rights alone, can log in', g.role), format('ALTER ROLE %I NOLOGIN', g.role)
      FROM radar.groups g JOIN pg_roles r ON r.rolname = g.role WHERE r.rolcanlogin
"""

# Who is whose: the map, and the members of the group.
LOGINS = """
    WITH owner AS (SELECT relowner AS id FROM pg_class WHERE oid = to_regclass('public.schema_migrations')),
    logins AS (
        SELECT l.role, u.email, CASE WHEN l.user_id IS NULL THEN 'workers' ELSE 'people' END AS kind
          FROM radar.logins l LEFT JOIN users u ON u.id = l.user_id
    )
    SELECT format('%s logs in as %s, a role that is not there', coalesce(l.email, 'a worker'), l.role) AS found,
           'radar db revoke ' || coalesce(l.email, '--worker ' || l.role) AS mend
      FROM logins l
     WHERE NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = l.role)
     UNION ALL
    SELECT format('%s lacks the rights of %s', l.role, g.role),
           CASE l.kind WHEN 'people' THEN format('GRANT %I TO %I', g.role, l.role)
                ELSE 'radar db revoke --worker ' || l.role END
      FROM logins l JOIN pg_roles r ON r.rolname = l.role JOIN radar.groups g ON g.kind = l.kind
     WHERE NOT pg_has_role(r.oid, g.role, 'MEMBER')
     UNION ALL
    SELECT format('%s has the rights of %s, which radar did not grant', r.rolname, g.role),
           format('REVOKE %I FROM %I', g.role, r.rolname)
      FROM radar.groups g JOIN pg_roles h ON h.rolname = g.role JOIN pg_auth_members m ON m.roleid = h.oid
      JOIN pg_roles r ON r.oid = m.member
     WHERE (r.rolname, g.kind) NOT IN (SELECT role, kind FROM logins) AND r.oid NOT IN (SELECT id FROM owner)
     UNION ALL
    SELECT format('the role %s is not there', g.role), format('CREATE ROLE %I NOLOGIN; SELECT radar.isolate()', g.role)
      FROM radar.groups g WHERE NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = g.role)
"""
