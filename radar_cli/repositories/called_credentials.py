"""Credentials on PostgreSQL: the functions of the schema radar, made by migration 0009."""

from dataclasses import dataclass

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.login import KeyParameters, LoginOutcome, LoginRequest, LoginState
from radar_cli.domain.user import User

# Where COPY goes wrong, the server's log has the beginning of the line: the key is not in it.
COLUMNS = {
    "token_hash": Kind.TEXT,
    "email": Kind.TEXT,
    "salt": Kind.TEXT,
    "time_cost": Kind.NUMBER,
    "memory_cost": Kind.NUMBER,
    "parallelism": Kind.NUMBER,
    "version": Kind.NUMBER,
    "verifier": Kind.TEXT,
    "proof": Kind.TEXT,
}
NO_CREDENTIAL = (None,) * 6


@dataclass(frozen=True, slots=True)
class CalledCredentials:
    """See `credentials.Credentials`."""

    db: Database

    def parameters(self, email: str) -> KeyParameters:
        (row,) = self.db.rows("SELECT * FROM radar.login_parameters($email)", email=email)
        return KeyParameters(**row)

    def ask(self, request: LoginRequest) -> None:
        new = request.credential
        credential = NO_CREDENTIAL if new is None else new.cells
        row = (request.token_hash, request.email, *credential, request.key)
        self.db.insert("login_requests", COLUMNS, [row], hidden=True)

    def log_in(self, token_hash: str) -> LoginOutcome:
        return self._outcome("SELECT * FROM radar.login($token_hash)", token_hash=token_hash)

    def renew(self, token_hash: str) -> LoginOutcome:
        return self._outcome("SELECT * FROM radar.renew_credential($token_hash)", token_hash=token_hash)

    def change_password(self, token_hash: str) -> LoginOutcome:
        return self._outcome("SELECT * FROM radar.change_password($token_hash)", token_hash=token_hash)

    def register(self, token_hash: str, name: str) -> LoginOutcome:
        return self._outcome("SELECT * FROM radar.register($token_hash, $name)", token_hash=token_hash, name=name)

    def new_token(self, user: User, present_token_hash: str | None, token_hash: str) -> LoginOutcome:  # noqa: ARG002
        return self._outcome(
            "SELECT * FROM radar.new_token($present, $token_hash)", present=present_token_hash, token_hash=token_hash
        )

    def _outcome(self, sql: str, **parameters: object) -> LoginOutcome:
        (row,) = self.db.rows(sql, **parameters)
        state = LoginState(row["state"])
        if row["user_id"] is None:
            return LoginOutcome(state, wait_seconds=row["wait_seconds"])
        instant = self.db.dialect.read_instant
        user = User(row["user_id"], row["email"], row["name"], instant(row["created_at"]))
        return LoginOutcome(state, user, instant(row["expires_at"]))
