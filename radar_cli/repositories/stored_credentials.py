"""Credentials on SQLite: by the program what the functions of migration 0009 do on PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.login import (
    FAILURES_KEPT_FOR,
    SESSION_LIFETIME,
    KeyParameters,
    LoginOutcome,
    LoginRequest,
    LoginState,
    account_hash,
    decoy_salt,
    seconds_to_wait,
    verifier_of,
)
from radar_cli.domain.user import User
from radar_cli.repositories.users import to_user

Asked = Mapping[str, Any]
# One statement whether the address is known or not, so that both take the same time; likewise PERSON.
PARAMETERS = """
    SELECT d.secret, c.salt,
           coalesce(c.time_cost, d.time_cost) AS time_cost, coalesce(c.memory_cost, d.memory_cost) AS memory_cost,
           coalesce(c.parallelism, d.parallelism) AS parallelism, coalesce(c.version, d.version) AS version
      FROM login_decoy d
      LEFT JOIN users u ON u.email = $email
      LEFT JOIN credentials c ON c.user_id = u.id
"""
PERSON = """
    SELECT u.id FROM users u JOIN credentials c ON c.user_id = u.id WHERE u.email = $email AND c.verifier = $proof
"""
CREDENTIAL_COLUMNS = ("salt", "time_cost", "memory_cost", "parallelism", "version", "verifier")


@dataclass(frozen=True, slots=True)
class StoredCredentials:
    """See `credentials.Credentials`."""

    db: Database

    def parameters(self, email: str) -> KeyParameters:
        (row,) = self.db.rows(PARAMETERS, email=email)
        salt = row["salt"] or decoy_salt(row["secret"], email)
        return KeyParameters(salt, row["time_cost"], row["memory_cost"], row["parallelism"], row["version"])

    def ask(self, request: LoginRequest) -> None:
        new = request.credential
        self.db.pony.LoginRequest(
            token_hash=request.token_hash,
            email=request.email,
            proof=None if request.key is None else verifier_of(request.key),
            wait_seconds=0 if request.key is None else self._counted_as_failed(request.email),
            created_at=self.db.now(),
            **({} if new is None else dict(zip(CREDENTIAL_COLUMNS, new.cells, strict=True))),
        )

    def log_in(self, token_hash: str) -> LoginOutcome:
        asked = self._taken(token_hash)
        person = self._person(asked)
        return _refused(asked) if person is None else self._opened(person, token_hash)

    def renew(self, token_hash: str) -> LoginOutcome:
        asked = self._taken(token_hash)
        person = self._person(asked)
        if person is None:
            return _refused(asked)
        self._keep_credential(person, asked)
        return LoginOutcome(LoginState.RENEWED)

    def change_password(self, token_hash: str) -> LoginOutcome:
        asked = self._taken(token_hash)
        person = self._person(asked)
        if person is None:
            return _refused(asked)
        self._keep_credential(person, asked)
        self.db.execute("DELETE FROM sessions WHERE user_id = $user_id", user_id=person.id)
        return self._opened(person, token_hash)

    def register(self, token_hash: str, name: str) -> LoginOutcome:
        asked = self._taken(token_hash)
        person = self.db.pony.User.get(email=asked["email"])
        if person is None:
            person = self.db.pony.User(email=asked["email"], name=name, created_at=self.db.now())
        elif person.active:
            return LoginOutcome(LoginState.TAKEN)
        else:
            person.set(name=name, active=True)
        self._keep_credential(person, asked)
        return self._opened(person, token_hash)

    def new_token(self, user: User, present_token_hash: str | None, token_hash: str) -> LoginOutcome:  # noqa: ARG002
        return self._opened(self.db.pony.User[user.id], token_hash)

    def _counted_as_failed(self, email: str) -> int:
        """Count an attempt as failed, unless it comes too soon: then how many seconds too soon."""
        now, account = self.db.now(), account_hash(email)
        known = self.db.pony.LoginFailures.get(account_hash=account)
        if known is None:
            self.db.pony.LoginFailures(account_hash=account, failures=1, last_failed_at=now)
            return 0
        wait = seconds_to_wait(known.failures, known.last_failed_at, now)
        if wait == 0:
            known.set(failures=known.failures + 1, last_failed_at=now)
        return wait

    def _taken(self, token_hash: str) -> Asked:
        (asked,) = self.db.rows("SELECT * FROM login_requests WHERE token_hash = $token_hash", token_hash=token_hash)
        self.db.execute("DELETE FROM login_requests WHERE token_hash = $token_hash", token_hash=token_hash)
        return asked

    def _person(self, asked: Asked) -> Any:
        """Whose the key of a request is; None where it is nobody's. Failures are forgotten when it is somebody's."""
        person_id = self.db.value(PERSON, email=asked["email"], proof=asked["proof"])
        if asked["wait_seconds"] or person_id is None:
            return None
        older = self.db.dialect.instant(self.db.now() - FAILURES_KEPT_FOR)
        self.db.execute(
            "DELETE FROM login_failures WHERE account_hash = $account OR last_failed_at < $older",
            account=account_hash(asked["email"]),
            older=older,
        )
        self.db.execute("DELETE FROM login_requests WHERE created_at < $older", older=older)
        return self.db.pony.User[person_id]

    def _keep_credential(self, person: Any, asked: Asked) -> None:
        values = {name: asked[name] for name in CREDENTIAL_COLUMNS}
        if person.credential is None:
            self.db.pony.Credential(user=person, **values)
        else:
            person.credential.set(**values)

    def _opened(self, person: Any, token_hash: str) -> LoginOutcome:
        now = self.db.now()
        self.db.execute("DELETE FROM sessions WHERE expires_at < $now", now=self.db.dialect.instant(now))
        expires_at = now + SESSION_LIFETIME
        self.db.pony.Session(token_hash=token_hash, user=person, created_at=now, expires_at=expires_at)
        person.flush()
        return LoginOutcome(LoginState.OPENED, to_user(person), expires_at)


def _refused(asked: Asked) -> LoginOutcome:
    state = LoginState.THROTTLED if asked["wait_seconds"] else LoginState.REFUSED
    return LoginOutcome(state, wait_seconds=asked["wait_seconds"])
