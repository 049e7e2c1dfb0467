-- On PostgreSQL two foreign keys of the log are gone; here they cost next to nothing. What keeps the rows is the same.

CREATE TRIGGER users_stay BEFORE DELETE ON users BEGIN
    SELECT RAISE(ABORT, 'the log names users: they are never deleted');
END;
CREATE TRIGGER users_keep_their_number BEFORE UPDATE OF id ON users BEGIN
    SELECT RAISE(ABORT, 'the log names users: they keep their number');
END;
CREATE TRIGGER batches_stay BEFORE DELETE ON batches BEGIN
    SELECT RAISE(ABORT, 'the log names batches: they are never deleted');
END;
CREATE TRIGGER batches_keep_their_number BEFORE UPDATE OF id ON batches BEGIN
    SELECT RAISE(ABORT, 'the log names batches: they keep their number');
END;
