"""radar auth"""

from typing import Annotated

import typer

from radar_cli.commands import prompts
from radar_cli.commands.command import DataCommand, RadarCommand, answer, radar_of, show
from radar_cli.context import Context
from radar_cli.domain import text
from radar_cli.domain.table import Column, Table
from radar_cli.services import accounts, identity

app = typer.Typer(help="Register, log in and out.", epilog="Example: radar auth login --email ana@example.com")

COLUMNS = (
    Column("email", "E-mail"),
    Column("name", "Name"),
    Column("login", "Login"),
    Column("expires_at", "Expires"),
    Column("database", "Database"),
)

EmailOption = Annotated[str | None, typer.Option("--email", metavar="EMAIL", help="Your e-mail address.")]
StdinOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from a line of stdin; RADAR_PASSWORD works too."),
]


@app.command("register", cls=RadarCommand, epilog="Example: radar auth register --email ana@example.com --name Ana")
def register(
    context: typer.Context,
    email: EmailOption = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="How people call you.")] = None,
    password_stdin: StdinOption = False,
) -> None:
    """Make an account and log in. The password has 12 to 128 characters."""
    radar = radar_of(context)
    db = radar.database
    identity.require_own_logins(db)
    address = prompts.text("e-mail address", "--email", email, text.email)
    display_name = prompts.text("name", "--name", name, lambda answer: text.name(answer, "name"))
    password = prompts.password(radar, "password", "RADAR_PASSWORD", from_stdin=password_stdin, new=text.password)
    login = accounts.register(db, address, display_name, password)
    radar.token_file.write(login.token)
    radar.say(f"registered and logged in as {login.user.email}")
    _say_who_is_hidden(radar)


@app.command("login", cls=RadarCommand, epilog="Example: radar auth login --email ana@example.com")
def login(context: typer.Context, email: EmailOption = None, password_stdin: StdinOption = False) -> None:
    """Log in for 30 days."""
    radar = radar_of(context)
    db = radar.database
    identity.require_own_logins(db)
    address = prompts.text("e-mail address", "--email", email, text.email)
    password = prompts.password(radar, "password", "RADAR_PASSWORD", from_stdin=password_stdin)
    opened = accounts.log_in(db, address, password)
    radar.token_file.write(opened.token)
    radar.say(f"logged in as {opened.user.email}")
    _say_who_is_hidden(radar)


@app.command("logout", cls=RadarCommand, epilog="Example: radar auth logout")
def logout(context: typer.Context) -> None:
    """Log out: the token is revoked and forgotten."""
    radar = radar_of(context)
    db = radar.database
    identity.require_own_logins(db)
    if token := radar.token:
        accounts.log_out(db, token)
        if radar.token_file.read() == token:
            radar.token_file.delete()
        radar.say("logged out")
    else:
        radar.say("nobody was logged in")


@app.command("status", cls=DataCommand, epilog="Example: radar auth status --format json")
def status(context: typer.Context) -> None:
    """Show who you are, and until when."""
    radar = radar_of(context)
    user = radar.current_user
    token = None if radar.database.is_isolated else radar.token
    session = identity.session_of(radar.database, token) if token else None
    row = (
        user.email,
        user.name,
        "session" if session else "local account" if radar.is_embedded else "database login",
        session.expires_at if session else None,
        radar.database_url.identity,
    )
    show(radar, Table(COLUMNS, [row], single=True))


@app.command("passwd", cls=RadarCommand, epilog="Example: radar auth passwd")
def passwd(context: typer.Context, password_stdin: StdinOption = False) -> None:
    """Change your password; every other login of yours ends.

    With --password-stdin the present password is the first line and the new one the second.
    """
    radar = radar_of(context)
    db = radar.database
    identity.require_own_logins(db)
    user = radar.current_user
    old = prompts.password(radar, "present password", "RADAR_PASSWORD", from_stdin=password_stdin)
    new = prompts.password(radar, "new password", "RADAR_NEW_PASSWORD", from_stdin=password_stdin, new=text.password)
    opened = accounts.change_password(db, user, old, new)
    radar.token_file.write(opened.token)
    radar.say("changed the password")


@app.command("token", cls=RadarCommand, epilog="Example: RADAR_TOKEN=$(radar auth token)")
def token(context: typer.Context) -> None:
    """Open another session of 30 days and print its token, for RADAR_TOKEN in a crontab or a script."""
    radar = radar_of(context)
    identity.require_own_logins(radar.database)
    opened = accounts.new_token(radar.database, radar.current_user, radar.token)
    answer(opened.token)
    radar.say(f"valid until {opened.expires_at:%Y-%m-%d}; revoke it with RADAR_TOKEN=… radar auth logout")


def _say_who_is_hidden(radar: Context) -> None:
    if radar.is_embedded:
        radar.say("what the local account has is seen again after radar auth logout")
