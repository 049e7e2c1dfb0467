"""radar db grant, revoke and check-isolation"""

import re
from typing import Annotated

import typer

from radar_cli.commands.command import DataCommand, RadarCommand, radar_of, show
from radar_cli.context import Context
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput, ExitCode
from radar_cli.services import isolation, isolation_checks

app = typer.Typer()

COLUMNS = (
    Column("check", "Check"),
    Column("status", "Status"),
    Column("found", "Found"),
    Column("mend", "Mend"),
)


@app.command("grant", cls=RadarCommand, epilog="Example: radar db grant ana@example.com --name Ana")
def grant(
    context: typer.Context,
    email: Annotated[str | None, typer.Argument(metavar="[EMAIL]", help="Whose login it is.")] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="NAME", help="The role; else what stands before the @, which must be new."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Make them a user of that name.")] = None,
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="ROLE", help="Give a role to workers, not to a person.")
    ] = None,
) -> None:
    """Give somebody a login of PostgreSQL's, which shows them their projects and nothing else.

    The first one isolates the database: from then on its logins are radar's logins, in psql as well. Run it with the
    URL that radar db migrate is run with. The role is made if it is not there; it has no password.
    """
    radar = radar_of(context)
    isolation.require_server(radar.database_url)
    _require_one(email, worker)
    if email is None:
        assert worker is not None
        if role is not None or name is not None:
            raise BadInput("workers have one role and no name", "leave --role and --name out")
        granted = isolation.grant_worker(radar.database, worker)
    else:
        granted = isolation.grant(radar.database, radar.clock, email, role, name)
    _say_granted(radar, granted)


@app.command("revoke", cls=RadarCommand, epilog="Example: radar db revoke ana@example.com")
def revoke(
    context: typer.Context,
    email: Annotated[str | None, typer.Argument(metavar="[EMAIL]", help="Whose login ends.")] = None,
    worker: Annotated[str | None, typer.Option("--worker", metavar="ROLE", help="Take a role from workers.")] = None,
) -> None:
    """Take somebody's login away, end its sessions and pause their schedules; what they did stays.

    With --worker it is a role that workers log in with.
    """
    radar = radar_of(context)
    isolation.require_server(radar.database_url)
    _require_one(email, worker)
    if email is None:
        assert worker is not None
        revoked = isolation.revoke_worker(radar.database, worker)
    else:
        revoked = isolation.revoke(radar.database, email)
    _say_revoked(radar, revoked)


@app.command("check-isolation", cls=DataCommand, epilog="Example: radar db check-isolation --format json")
def check_isolation(context: typer.Context) -> None:
    """Check whether PostgreSQL really keeps people inside their projects; the exit code is 1 if it does not.

    Run it with the URL that radar db migrate is run with. Of what is wrong it shows the line that mends it.
    """
    radar = radar_of(context)
    isolation.require_server(radar.database_url)
    findings = isolation_checks.look(radar.database)
    show(radar, Table(COLUMNS, [_row(finding) for finding in findings]))
    if any(finding.problem is not None for finding in findings):
        raise typer.Exit(ExitCode.FAILED)


def _require_one(email: str | None, worker: str | None) -> None:
    if (email is None) == (worker is None):
        raise BadInput("say for whom", "give an e-mail address, or --worker ROLE")


def _row(finding: isolation_checks.Finding) -> tuple[str, str, str | None, str | None]:
    if finding.problem is None:
        return (finding.check, "ok", None, None)
    return (finding.check, "failed", finding.problem.found, finding.problem.mend)


def _say_granted(radar: Context, granted: isolation.Granted) -> None:
    if granted.turned_on:
        radar.say("the database is isolated now: radar asks it who somebody is, and tokens open nothing any more")
    who = "workers log" if granted.user is None else f"{granted.user.email} logs"
    radar.say(f"{who} in as {granted.role}")
    typed = f"\\password {_in_psql(granted.role)}"
    radar.say(f"it has no password of radar's: set one with {typed} in psql, or see pg_hba.conf")


def _say_revoked(radar: Context, revoked: isolation.Revoked) -> None:
    radar.say(_of_workers(revoked.role) if revoked.user is None else _of_person(revoked.user.email, revoked.role))
    if revoked.sessions_left:
        radar.warn(
            f"its sessions ({revoked.sessions_left}) are still open, and see nothing any more: a superuser can end them"
            " with pg_terminate_backend"
        )


def _of_workers(role: str | None) -> str:
    if role is None:
        return "workers have no such login; there is nothing to do"
    return f"workers can no longer log in as {role}; what they computed stays"


def _of_person(email: str, role: str | None) -> str:
    if role is None:
        return f"{email} has no login; there is nothing to do"
    return f"{email} can no longer log in as {role}; their projects and tasks stay, and their schedules are paused"


def _in_psql(role: str) -> str:
    """A role's name as psql takes it; one that it misreads would be the password of whoever types."""
    return role if re.fullmatch("[a-z_][a-z0-9_]*", role) else '"' + role.replace('"', '""') + '"'
