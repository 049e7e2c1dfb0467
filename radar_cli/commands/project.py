"""radar project"""

from collections.abc import Sequence
from typing import Annotated

import typer

from radar_cli.commands import prompts
from radar_cli.commands.command import DataCommand, RadarCommand, answer, radar_of, show
from radar_cli.commands.options import ProjectOption
from radar_cli.context import Context
from radar_cli.domain import text
from radar_cli.domain.project import Project, Role
from radar_cli.domain.quoted import quoted
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.errors import BadInput
from radar_cli.services import project_deletion, projects

app = typer.Typer(help="Projects and who is in them.", epilog="Example: radar project add web")
members = typer.Typer(
    help="Who is in a project, as owner, member or viewer.",
    epilog="Example: radar project members add ana@example.com --role viewer",
)
app.add_typer(members, name="members")

COLUMNS = (
    Column("id", "Id", hidden=True),
    Column("name", "Name"),
    Column("owner", "Owner"),
    Column("role", "Your role"),
    Column("created_at", "Created"),
    Column("archived_at", "Archived"),
)
MEMBER_COLUMNS = (Column("email", "E-mail"), Column("name", "Name"), Column("role", "Role"))

Name = Annotated[str, typer.Argument(metavar="NAME", help="The project; owner@example.com/NAME to be exact.")]
OptionalName = Annotated[str | None, typer.Argument(metavar="NAME", help="The project; the one in use if left out.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address.")]


@app.command("add", cls=RadarCommand, epilog="Example: radar project add web")
def add(context: typer.Context, name: Annotated[str, typer.Argument(help="How it is called.")]) -> None:
    """Make a project that you own, and print its number."""
    radar = radar_of(context)
    project = projects.add(radar.database, radar.clock, radar.current_user, name)
    answer(project.id)
    radar.say(f"added project {project.name}")


@app.command("list", cls=DataCommand, epilog="Example: radar project list --archived")
def list_(
    context: typer.Context,
    archived: Annotated[bool, typer.Option("--archived", help="Show archived projects too.")] = False,
) -> None:
    """List the projects that you are in."""
    radar = radar_of(context)
    found = projects.visible(radar.database, radar.current_user, with_archived=archived)
    show(radar, Table(COLUMNS, [_row(project) for project in found]))
    if not found:
        radar.say("you are in no project; make one with radar project add NAME")


@app.command("show", cls=DataCommand, epilog="Example: radar project show web")
def show_(context: typer.Context, name: OptionalName = None) -> None:
    """Show a project."""
    radar = radar_of(context)
    project = projects.find(radar.database, radar.current_user, radar.project(name))
    show(radar, Table(COLUMNS, [_row(project)], single=True))


@app.command("edit", cls=RadarCommand, epilog="Example: radar project edit web --name website")
def edit(
    context: typer.Context,
    name: Name,
    new_name: Annotated[str, typer.Option("--name", metavar="NAME", help="Its new name.")],
) -> None:
    """Rename a project."""
    radar = radar_of(context)
    project = projects.rename(radar.database, radar.current_user, name, new_name)
    _follow(radar, project, new_name.strip())
    radar.say(f"renamed project {project.name} to {new_name.strip()}")


@app.command("archive", cls=RadarCommand, epilog="Example: radar project archive web")
def archive(
    context: typer.Context,
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back out of the archive.")] = False,
) -> None:
    """Take a project out of the lists and make it read-only; nothing is deleted."""
    radar = radar_of(context)
    project = projects.archive(radar.database, radar.clock, radar.current_user, name, undo=undo)
    radar.say(f"{'took back' if undo else 'archived'} project {project.name}")


@app.command("delete", cls=RadarCommand, epilog="Example: radar project delete web --yes")
def delete(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be deleted.")] = False,
) -> None:
    """Delete a project with all its tasks, events and reports."""
    radar = radar_of(context)
    count = project_deletion.count_tasks(radar.database, radar.current_user, name)
    if dry_run:
        answer(f"would delete project {name} and its {count} tasks")
        return
    prompts.confirm(f"Delete project {name} with its {count} tasks, their events and reports?", yes=yes)
    project = project_deletion.delete(radar.database, radar.clock, radar.current_user, name)
    _follow(radar, project, "")
    radar.say(f"deleted project {project.name}")


@app.command("use", cls=RadarCommand, epilog="Example: radar project use web")
def use(context: typer.Context, name: OptionalName = None) -> None:
    """Make a project the one that commands act on; without a name, none."""
    radar = radar_of(context)
    if name is None:
        radar.write_setting("project", "")
        radar.say("no project is in use")
        return
    project = projects.find(radar.database, radar.current_user, name)
    radar.write_setting("project", name.strip())
    radar.say(f"using project {project.name}")


@members.command("list", cls=DataCommand, epilog="Example: radar project members list --project web")
def list_members(context: typer.Context, project: ProjectOption = None) -> None:
    """List who is in a project."""
    radar = radar_of(context)
    found = projects.members(radar.database, radar.current_user, radar.project(project))
    show(radar, Table(MEMBER_COLUMNS, [(member.email, member.name, member.role.value) for member in found]))


@members.command("add", cls=RadarCommand, epilog="Example: radar project members add ana@example.com --role viewer")
def add_member(
    context: typer.Context,
    email: Email,
    project: ProjectOption = None,
    role: Annotated[str, typer.Option(metavar="ROLE", help="owner, member or viewer.")] = "member",
) -> None:
    """Add somebody to a project, or change their role."""
    radar = radar_of(context)
    if role not in tuple(Role):
        raise BadInput(f"there is no role {quoted(role)}", f"use {', '.join(Role)}")
    target = projects.set_member(radar.database, radar.current_user, radar.project(project), email, Role(role))
    radar.say(f"{email} is {role} of {target.name}")


@members.command("remove", cls=RadarCommand, epilog="Example: radar project members remove ana@example.com")
def remove_member(context: typer.Context, email: Email, project: ProjectOption = None) -> None:
    """Take somebody out of a project; their tasks stay theirs."""
    radar = radar_of(context)
    target = projects.remove_member(radar.database, radar.current_user, radar.project(project), email)
    radar.say(f"{email} is no longer in {target.name}")


def _follow(radar: Context, project: Project, new_name: str) -> None:
    """Keep the project in use in use under its new name, or no longer."""
    used = radar.config.values["project"]
    if used.source == str(radar.config.path) and text.folded(used.text) == text.folded(project.name):
        radar.write_setting("project", new_name)


def _row(project: Project) -> Sequence[Cell]:
    return (
        project.id,
        project.name,
        project.owner,
        project.role.value,
        project.created_at,
        project.archived_at,
    )
