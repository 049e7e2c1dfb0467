"""Rules on projects and their members."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.clock import Clock
from radar_cli.domain.project import Member, Permission, Project, Role
from radar_cli.domain.quoted import quoted
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotFound, OperationFailed
from radar_cli.repositories import projects, users


def add(db: Database, clock: Clock, actor: User, name: str) -> Project:
    """Make a project that `actor` owns.

    Raises:
        BadInput: the name is not acceptable, or the actor has a project of that name.
    """
    clean = text.name(name, "project name")
    key = text.folded(clean)
    with db.transaction():
        _require_free_name(db, actor.id, key, clean)
        at = clock()
        project_id = projects.add(db, clean, key, actor.id, at)
        return Project(project_id, clean, actor.id, actor.email, Role.OWNER, at, None)


def visible(db: Database, actor: User, *, with_archived: bool) -> Sequence[Project]:
    """The projects that the actor is a member of, by name."""
    with db.reading():
        return projects.visible(db, actor.id, with_archived)


def find(db: Database, actor: User, name: str | None) -> Project:
    """The project of that name, which may be written `owner@example.com/name` to be exact.

    Without a name it is the actor's only project.

    Raises:
        NotFound: the actor is in no such project.
        BadInput: the actor is in several projects of that name; or no name, and not one project.
    """
    with db.reading():
        return project_named(db, actor, name)


def rename(db: Database, actor: User, name: str, new_name: str) -> Project:
    """Give a project another name.

    Raises:
        NotFound, OperationFailed: see `managed`.
        BadInput: the new name is not acceptable or taken.
    """
    clean = text.name(new_name, "project name")
    key = text.folded(clean)
    with db.transaction():
        project = managed(db, actor, name)
        if key != text.folded(project.name):
            _require_free_name(db, project.owner_id, key, clean)
        projects.rename(db, project.id, clean, key)
        return project


def archive(db: Database, clock: Clock, actor: User, name: str, *, undo: bool) -> Project:
    """Take a project out of the lists and make it read-only, or put it back.

    Raises:
        NotFound, OperationFailed: see `managed`.
    """
    with db.transaction():
        project = managed(db, actor, name)
        projects.set_archived(db, project.id, None if undo else clock())
        return project


def members(db: Database, actor: User, name: str | None) -> Sequence[Member]:
    """Who is in a project, by e-mail address.

    Raises:
        NotFound: the actor is not.
    """
    with db.reading():
        return projects.members(db, project_named(db, actor, name).id)


def set_member(db: Database, actor: User, name: str | None, email: str, role: Role) -> Project:
    """Add somebody to a project, or change their role.

    Raises:
        NotFound: no such project, or nobody is registered with that address.
        OperationFailed: the actor may not, or the project would lose its owner.
    """
    with db.transaction():
        project = managed(db, actor, name)
        user = _registered(db, project, email)
        if user.email == project.owner and role is not Role.OWNER:
            raise OperationFailed(f"{user.email} owns {project.name}", "the owner of a project stays its owner")
        projects.set_member(db, project.id, user.id, role)
        return project


def remove_member(db: Database, actor: User, name: str | None, email: str) -> Project:
    """Take somebody out of a project. What they did, and what is assigned to them, stays.

    Raises:
        NotFound: no such project, or they are not in it.
        OperationFailed: the actor may not, or they own the project.
    """
    with db.transaction():
        project = managed(db, actor, name)
        user = users.by_email(db, text.email(email))
        if user is None or projects.role_of(db, project.id, user.id) is None:
            raise NotFound(f"{email} is not in {project.name}", "see radar project members list")
        if user.email == project.owner:
            raise OperationFailed(f"{user.email} owns {project.name}", "the owner of a project stays its owner")
        projects.remove_member(db, project.id, user.id)
        return project


def project_named(db: Database, actor: User, name: str | None) -> Project:
    """`find`, inside the transaction of the caller."""
    if name is None:
        return _only_project(db, actor)
    candidates = list(projects.named(db, actor.id, text.folded(name.strip())))
    owner, slash, rest = name.strip().partition("/")
    if not candidates and slash and "@" in owner:
        named = projects.named(db, actor.id, text.folded(rest))
        candidates = [project for project in named if project.owner == owner.lower()]
    if not candidates:
        raise NotFound(
            f"there is no project {quoted(name)} that you can see",
            "see radar project list, or choose another with radar project use",
        )
    if len(candidates) > 1:
        exact = " or ".join(f"{project.owner}/{project.name}" for project in candidates)
        raise BadInput(f"you are in {len(candidates)} projects named {candidates[0].name}", f"write {exact}")
    return candidates[0]


def managed(db: Database, actor: User, name: str | None) -> Project:
    """The project of that name, if the actor may manage it.

    Raises:
        NotFound: the actor is not in it.
        OperationFailed: the actor's role does not allow it.
    """
    project = project_named(db, actor, name)
    require_permission(project, Permission.MANAGE)
    return project


def require_permission(project: Project, permission: Permission) -> None:
    """Refuse what the role of the person who asked does not allow.

    Raises:
        OperationFailed: it does not.
    """
    if not project.allows(permission):
        raise OperationFailed(f"as {project.role} of {project.name} you may not {permission}", f"ask {project.owner}")


def require_active(project: Project) -> None:
    """Refuse changes inside an archived project.

    Raises:
        OperationFailed: it is archived.
    """
    if project.archived_at is not None:
        raise OperationFailed(
            f"{project.name} is archived", f"take it back first, with radar project archive {project.name} --undo"
        )


def _only_project(db: Database, actor: User) -> Project:
    visible = projects.visible(db, actor.id, with_archived=False)
    if len(visible) == 1:
        return visible[0]
    if not visible:
        raise BadInput("you have no project yet", "make one with radar project add NAME")
    raise BadInput("no project is named", "give --project NAME, or choose one with radar project use NAME")


def _require_free_name(db: Database, owner_id: int, key: str, name: str) -> None:
    if projects.is_name_taken(db, owner_id, key):
        raise BadInput(f"its owner has a project named {name} already", "choose another name")


def _registered(db: Database, project: Project, email: str) -> User:
    address = text.email(email)
    users.introduce(db, project.id, address)
    user = users.by_email(db, address)
    if user is None:
        how = (
            "whoever administers the database run radar db grant" if db.is_isolated else "them run radar auth register"
        )
        raise NotFound(f"nobody is registered as {email}", f"let {how} first")
    return user
