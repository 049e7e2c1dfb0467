-- Passwords and sessions behind functions: a role that a team shares can log in and be throttled through them, and can
-- read none of their tables. Salts, verifiers and other bytes are hexadecimal. Tables are named with their schema, since
-- a role called radar finds the schema radar first.

CREATE SCHEMA radar;

-- The client computes the argon2id key of a password; only the SHA-256 of that key is kept, and never leaves.
CREATE TABLE public.credentials (
    user_id     bigint  PRIMARY KEY REFERENCES public.users ON DELETE CASCADE,
    salt        text    NOT NULL CHECK (salt ~ '^([0-9a-f]{2}){8,64}$'),
    time_cost   integer NOT NULL CHECK (time_cost BETWEEN 1 AND 64),
    memory_cost integer NOT NULL CHECK (memory_cost BETWEEN 8 AND 1048576),  -- KiB
    parallelism integer NOT NULL CHECK (parallelism BETWEEN 1 AND 255),
    version     integer NOT NULL CHECK (version IN (16, 19)),
    verifier    text    NOT NULL CHECK (verifier ~ '^[0-9a-f]{64}$')
);

-- What password_hash held: $argon2id$v=19$m=65536,t=3,p=4$salt$key, in base64 without its padding. Whatever is of
-- another form gives a null, which is refused, so that nobody is locked out in silence.
INSERT INTO public.credentials
SELECT id,
       encode(decode(rpad(parts[5], (length(parts[5]) + 3) / 4 * 4, '='), 'base64'), 'hex'),
       substring(parts[4] FROM 't=([0-9]+)')::integer,
       substring(parts[4] FROM 'm=([0-9]+)')::integer,
       substring(parts[4] FROM 'p=([0-9]+)')::integer,
       substring(parts[3] FROM 'v=([0-9]+)')::integer,
       encode(sha256(decode(rpad(parts[6], (length(parts[6]) + 3) / 4 * 4, '='), 'base64')), 'hex')
  FROM (SELECT id, CASE WHEN password_hash LIKE '$argon2id$%' THEN string_to_array(password_hash, '$') END AS parts
          FROM public.users WHERE password_hash IS NOT NULL) AS hashes;

ALTER TABLE public.users DROP COLUMN password_hash;

-- What unknown addresses are answered, so that they look like others: the parameters of new passwords, and a salt made
-- of the address and the secret.
CREATE TABLE public.login_decoy (
    id          integer PRIMARY KEY CHECK (id = 1),
    secret      text    NOT NULL,
    time_cost   integer NOT NULL,
    memory_cost integer NOT NULL,
    parallelism integer NOT NULL,
    version     integer NOT NULL
);
INSERT INTO public.login_decoy
SELECT 1, encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex'), 3, 65536, 4, 19;

-- What is asked of the functions is written down here first, in a transaction of its own, and counted as a failure by
-- the trigger: whoever was told the outcome could undo the count, if both were one transaction. It comes by COPY, so
-- that neither pg_stat_activity nor a log of statements shows a key.
CREATE TABLE public.login_requests (
    token_hash   text        PRIMARY KEY,      -- of the session to be opened
    email        text        NOT NULL,
    proof        text,                         -- comes as the key, and is kept as its SHA-256; null: a registration
    salt         text,                         -- this and the next five: a new credential, if there is one
    time_cost    integer,
    memory_cost  integer,
    parallelism  integer,
    version      integer,
    verifier     text,
    wait_seconds integer     NOT NULL DEFAULT 0,  -- how long it has to be waited, after too many failures
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK (token_hash ~ '^[0-9a-f]{64}$')
);

CREATE TYPE radar.outcome AS (
    state        text,                         -- opened, renewed, refused, throttled, taken
    wait_seconds integer,
    user_id      bigint,
    email        text,
    name         text,
    created_at   timestamptz,
    expires_at   timestamptz
);

CREATE FUNCTION radar.account_hash(address text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT encode(sha256(convert_to(address, 'UTF8')), 'hex') $$;

-- As domain/login.py has it for SQLite: after 5 failures an exponential delay from one second to a quarter of an hour.
CREATE FUNCTION radar.seconds_to_wait(failures integer, last_failed_at timestamptz) RETURNS integer
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT CASE WHEN failures < 5 THEN 0
                ELSE greatest(0, ceil(extract(epoch FROM last_failed_at - clock_timestamp())
                                      + least(2 ^ least(failures - 5, 20), 900)))::integer END
$$;

CREATE FUNCTION radar.note_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    account text := radar.account_hash(NEW.email);
    known   login_failures;
BEGIN
    NEW.created_at := now();
    NEW.wait_seconds := 0;
    IF NEW.proof IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.proof := encode(sha256(decode(NEW.proof, 'hex')), 'hex');
    -- The row is locked, so that attempts in parallel gain nothing.
    INSERT INTO login_failures AS f VALUES (account, 0, clock_timestamp())
        ON CONFLICT (account_hash) DO UPDATE SET failures = f.failures RETURNING * INTO known;
    NEW.wait_seconds := radar.seconds_to_wait(known.failures, known.last_failed_at);
    IF NEW.wait_seconds = 0 THEN
        UPDATE login_failures SET failures = failures + 1, last_failed_at = clock_timestamp()
         WHERE account_hash = account;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER login_requests_noted BEFORE INSERT ON public.login_requests
    FOR EACH ROW EXECUTE FUNCTION radar.note_request();

-- now() is one instant in all of a transaction: the request has to be of another, which is committed.
CREATE FUNCTION radar.taken_request(request text) RETURNS SETOF public.login_requests
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp
AS $$ DELETE FROM login_requests WHERE token_hash = request AND created_at <> now() RETURNING * $$;

CREATE FUNCTION radar.without(state text, wait_seconds integer DEFAULT 0) RETURNS radar.outcome
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT ROW(state, wait_seconds, NULL, NULL, NULL, NULL, NULL)::radar.outcome $$;

-- Whose the key of a request is; null where it is nobody's. Failures are forgotten when it is somebody's.
CREATE FUNCTION radar.person_of(asked public.login_requests) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    person bigint;
BEGIN
    IF asked.wait_seconds > 0 THEN
        RETURN NULL;
    END IF;
    SELECT u.id INTO person FROM users u JOIN credentials c ON c.user_id = u.id
     WHERE u.email = asked.email AND c.verifier = asked.proof FOR UPDATE OF c;
    IF person IS NOT NULL THEN
        DELETE FROM login_failures WHERE account_hash = radar.account_hash(asked.email)
            OR last_failed_at < clock_timestamp() - interval '24 hours';
        DELETE FROM login_requests WHERE created_at < clock_timestamp() - interval '24 hours';
    END IF;
    RETURN person;
END $$;

CREATE FUNCTION radar.refused(asked public.login_requests) RETURNS radar.outcome
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT radar.without(CASE WHEN asked.wait_seconds > 0 THEN 'throttled' ELSE 'refused' END,
                         coalesce(asked.wait_seconds, 0))
$$;

CREATE FUNCTION radar.keep_credential(person bigint, asked public.login_requests) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO credentials VALUES (person, asked.salt, asked.time_cost, asked.memory_cost, asked.parallelism,
                                    asked.version, asked.verifier)
    ON CONFLICT (user_id) DO UPDATE
       SET salt = excluded.salt, time_cost = excluded.time_cost, memory_cost = excluded.memory_cost,
           parallelism = excluded.parallelism, version = excluded.version, verifier = excluded.verifier
$$;

CREATE FUNCTION radar.open_session(person bigint, new_token_hash text) RETURNS radar.outcome
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    opened radar.outcome;
BEGIN
    DELETE FROM sessions WHERE expires_at < clock_timestamp();
    INSERT INTO sessions AS s (token_hash, user_id, created_at, expires_at)
    VALUES (new_token_hash, person, clock_timestamp(), clock_timestamp() + interval '720 hours');
    SELECT 'opened', 0, u.id, u.email, u.name, u.created_at, s.expires_at INTO opened
      FROM users u JOIN sessions s ON s.user_id = u.id WHERE s.token_hash = new_token_hash;
    RETURN opened;
END $$;

-- From here on: what a team's role may call.

CREATE FUNCTION radar.login_parameters(address text)
RETURNS TABLE (salt text, time_cost integer, memory_cost integer, parallelism integer, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(c.salt, left(radar.account_hash(d.secret || address), 32)),
           coalesce(c.time_cost, d.time_cost), coalesce(c.memory_cost, d.memory_cost),
           coalesce(c.parallelism, d.parallelism), coalesce(c.version, d.version)
      FROM login_decoy d
      LEFT JOIN (credentials c JOIN users u ON u.id = c.user_id AND u.email = address) ON true
$$;

CREATE FUNCTION radar.login(request text) RETURNS radar.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    asked  login_requests := radar.taken_request(request);
    person bigint := radar.person_of(asked);
BEGIN
    IF person IS NULL THEN
        RETURN radar.refused(asked);
    END IF;
    RETURN radar.open_session(person, request);
END $$;

CREATE FUNCTION radar.renew_credential(request text) RETURNS radar.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    asked  login_requests := radar.taken_request(request);
    person bigint := radar.person_of(asked);
BEGIN
    IF person IS NULL THEN
        RETURN radar.refused(asked);
    END IF;
    PERFORM radar.keep_credential(person, asked);
    RETURN radar.without('renewed');
END $$;

CREATE FUNCTION radar.change_password(request text) RETURNS radar.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    asked  login_requests := radar.taken_request(request);
    person bigint := radar.person_of(asked);
BEGIN
    IF person IS NULL THEN
        RETURN radar.refused(asked);
    END IF;
    PERFORM radar.keep_credential(person, asked);
    DELETE FROM sessions WHERE user_id = person;
    RETURN radar.open_session(person, request);
END $$;

CREATE FUNCTION radar.register(request text, display_name text) RETURNS radar.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    asked  login_requests := radar.taken_request(request);
    person bigint;
BEGIN
    IF asked.verifier IS NULL THEN
        RETURN radar.refused(asked);
    END IF;
    -- Somebody who is known from an import alone becomes active.
    INSERT INTO users AS u (email, name, created_at) VALUES (asked.email, display_name, clock_timestamp())
        ON CONFLICT (email) DO UPDATE SET name = excluded.name, active = true WHERE NOT u.active
        RETURNING id INTO person;
    IF person IS NULL THEN
        RETURN radar.without('taken');
    END IF;
    PERFORM radar.keep_credential(person, asked);
    RETURN radar.open_session(person, request);
END $$;

CREATE FUNCTION radar.session(of_token_hash text)
RETURNS TABLE (id bigint, email text, name text, created_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT u.id, u.email, u.name, u.created_at, s.expires_at
      FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.token_hash = of_token_hash AND s.expires_at > clock_timestamp()
$$;

CREATE FUNCTION radar.new_token(present_token_hash text, new_token_hash text) RETURNS radar.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    person bigint := (SELECT id FROM radar.session(present_token_hash));
BEGIN
    IF person IS NULL THEN
        RETURN radar.without('refused');
    END IF;
    RETURN radar.open_session(person, new_token_hash);
END $$;

CREATE FUNCTION radar.logout(of_token_hash text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ DELETE FROM sessions WHERE token_hash = of_token_hash $$;

-- All that a team's role may do, and nothing else: it is run by the owner, who may grant it (radar db share).
CREATE FUNCTION radar.share(team text) RETURNS TABLE (rights text, of_what text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public, radar FROM %I', team);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, radar FROM %I', team);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, radar FROM %I', team);
    EXECUTE format('REVOKE ALL ON SCHEMA public, radar FROM %I', team);
    -- By default everybody may make temporary tables and functions, and before PostgreSQL 15 lasting ones. Where the
    -- owner of the tables owns no more than them, others have to revoke that.
    IF (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()) THEN
        EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, %I', current_database(), team);
    END IF;
    IF (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public') THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
    FOR rights, of_what IN VALUES
        ('CONNECT', format('DATABASE %I', current_database())),
        ('USAGE', 'SCHEMA public, radar'),
        ('SELECT', 'TABLE schema_migrations, status_counts'),
        ('SELECT, INSERT', 'TABLE users, task_events'),
        ('SELECT, INSERT, UPDATE', 'TABLE batches'),
        ('SELECT, INSERT, UPDATE, DELETE', 'TABLE projects, project_members, tasks, task_dependencies, comments,'
            ' views, reports, schedules, deliveries, workers'),
        ('INSERT (token_hash, email, proof, salt, time_cost, memory_cost, parallelism, version, verifier)',
            'TABLE login_requests'),
        ('USAGE', 'ALL SEQUENCES IN SCHEMA public'),
        ('EXECUTE', 'FUNCTION radar.login_parameters(text), radar.login(text), radar.renew_credential(text),'
            ' radar.change_password(text), radar.register(text, text), radar.session(text),'
            ' radar.new_token(text, text), radar.logout(text)')
    LOOP
        EXECUTE format('GRANT %s ON %s TO %I', rights, of_what, team);
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radar FROM PUBLIC;

-- The triggers' functions see to it with the owner's rights, wherever the session of who fires them looks for names:
-- a team's role cannot write to status_counts.
ALTER FUNCTION public.count_tasks() SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION public.add_to_count(bigint, text, bigint) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION public.keep_for_the_log() SET search_path = pg_catalog, public, pg_temp;
REVOKE ALL ON FUNCTION public.count_tasks(), public.add_to_count(bigint, text, bigint) FROM PUBLIC;
