"""Queries on sessions."""

from collections.abc import Mapping

from radar_cli.database.session import Database
from radar_cli.domain.user import Session, User

# Twice, since on PostgreSQL a team's role cannot read the table.
FIND: Mapping[str, str] = {
    "postgresql": "SELECT * FROM radar.session($token_hash)",
    "sqlite": """
        SELECT u.id, u.email, u.name, u.created_at, s.expires_at
          FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = $token_hash AND s.expires_at > {now}
    """,
}
DELETE: Mapping[str, str] = {
    "postgresql": "SELECT radar.logout($token_hash)",
    "sqlite": "DELETE FROM sessions WHERE token_hash = $token_hash",
}


def find(db: Database, token_hash: str) -> Session | None:
    """The session of a token, unless it has expired by the database's clock."""
    for row in db.rows(FIND[db.dialect.name].format(now=db.dialect.now), token_hash=token_hash):
        instant = db.dialect.read_instant
        user = User(row["id"], row["email"], row["name"], instant(row["created_at"]))
        return Session(user, instant(row["expires_at"]))
    return None


def delete(db: Database, token_hash: str) -> None:
    """Revoke the session of a token; an unknown one is as good as revoked."""
    db.execute(DELETE[db.dialect.name], token_hash=token_hash)
