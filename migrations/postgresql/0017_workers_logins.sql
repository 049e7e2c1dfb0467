-- Workers' logins are noted like people's, without a user: one that radar never granted sees everything there is, and
-- could not be told from those that it did. What logs in for workers already is taken to be granted.
ALTER TABLE radar.logins ALTER COLUMN user_id DROP NOT NULL;

INSERT INTO radar.logins (role)
SELECT r.rolname
  FROM radar.groups g
  JOIN pg_roles h ON h.rolname = g.role
  JOIN pg_auth_members m ON m.roleid = h.oid
  JOIN pg_roles r ON r.oid = m.member
 WHERE g.kind = 'workers' AND r.rolcanlogin
   AND r.oid <> (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.schema_migrations'))
    ON CONFLICT DO NOTHING;
