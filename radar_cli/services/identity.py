"""Who is asking."""

from radar_cli.database.session import Database
from radar_cli.domain.clock import Clock
from radar_cli.domain.user import Session, User
from radar_cli.errors import NotLoggedIn, OperationFailed
from radar_cli.repositories import sessions, users
from radar_cli.services import tokens

LOG_IN = "log in with radar auth login"


def session_of(db: Database, token: str, mend: str = LOG_IN) -> Session:
    """The session that a token opens, by the database's clock; `mend` is said where it opens none.

    Raises:
        NotLoggedIn: the token is unknown, revoked or expired; the three read alike.
    """
    with db.reading():
        session = sessions.find(db, tokens.digest(token))
    if session is None:
        raise NotLoggedIn("the login has expired or is not valid here", mend)
    return session


def login_user(db: Database) -> User:
    """The user whose login of an isolated database this is.

    Raises:
        NotLoggedIn: it is nobody's, like its owner's and its workers'.
    """
    with db.reading():
        user = users.of_login(db)
    if user is None:
        raise NotLoggedIn(
            "this login of the database is no person's", "let its owner run radar db grant, or use another database_url"
        )
    return user


def require_own_logins(db: Database) -> None:
    """Refuse what is about passwords and tokens where the database's logins are radar's.

    Raises:
        OperationFailed: they are.
    """
    if db.is_isolated:
        raise OperationFailed(
            "in an isolated database the database's own login is the login", "see who you are with radar auth status"
        )


def local_user(db: Database, clock: Clock, account: str) -> User:
    """The account of the operating-system user `account` in an embedded database, made at the first use.

    It has no password: the permissions of the database file are the boundary.
    """
    email = f"{account.lower()}@localhost"
    with db.reading():
        user = users.by_email(db, email)
    if user is not None:
        return user
    with db.transaction():
        return users.by_email(db, email) or users.add(db, email, account, clock())
