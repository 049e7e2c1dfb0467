-- Passwords in a table of their own, as on PostgreSQL, where a team's role can read none of these. Salts, verifiers and
-- other bytes are hexadecimal.

-- The argon2id key of a password is computed from it; only the SHA-256 of that key is kept.
CREATE TABLE credentials (
    user_id     integer PRIMARY KEY NOT NULL REFERENCES users ON DELETE CASCADE,
    salt        text    NOT NULL,
    time_cost   integer NOT NULL,
    memory_cost integer NOT NULL,               -- KiB
    parallelism integer NOT NULL,
    version     integer NOT NULL,
    verifier    text    NOT NULL
);

-- credential_of() is of the program (database/sqlite_migrations.py): SQLite can take no hash apart by itself. Of a hash
-- in another form it gives nothing, which is refused, so that nobody is locked out in silence.
INSERT INTO credentials
SELECT id, json_extract(parts, '$.salt'), json_extract(parts, '$.time_cost'), json_extract(parts, '$.memory_cost'),
       json_extract(parts, '$.parallelism'), json_extract(parts, '$.version'), json_extract(parts, '$.verifier')
  FROM (SELECT id, credential_of(password_hash) AS parts FROM users WHERE password_hash IS NOT NULL);

ALTER TABLE users DROP COLUMN password_hash;

-- What unknown addresses are answered, so that they look like others: the parameters of new passwords, and a salt made
-- of the address and the secret.
CREATE TABLE login_decoy (
    id          integer PRIMARY KEY NOT NULL CHECK (id = 1),
    secret      text    NOT NULL,
    time_cost   integer NOT NULL,
    memory_cost integer NOT NULL,
    parallelism integer NOT NULL,
    version     integer NOT NULL
);
INSERT INTO login_decoy VALUES (1, lower(hex(randomblob(32))), 3, 65536, 4, 19);

-- What is asked for, written down and counted as a failure before anybody looks whether it is right.
CREATE TABLE login_requests (
    token_hash   text    PRIMARY KEY NOT NULL,  -- of the session to be opened
    email        text    NOT NULL,
    proof        text,                          -- the SHA-256 of the key; null: a registration
    salt         text,                          -- this and the next five: a new credential, if there is one
    time_cost    integer,
    memory_cost  integer,
    parallelism  integer,
    version      integer,
    verifier     text,
    wait_seconds integer NOT NULL DEFAULT 0,    -- how long it has to be waited, after too many failures
    created_at   text    NOT NULL
);
