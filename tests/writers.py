"""Every service function that writes, each prepared so that one call of it changes something."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from uuid import UUID

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, StatusChange
from radar_cli.domain.login import verifier_of
from radar_cli.domain.project import Role
from radar_cli.domain.report import ReportStatus, Request
from radar_cli.domain.schedule import Delivery, Schedule
from radar_cli.domain.task import Move, Priority, TaskStatus
from radar_cli.domain.user import User
from radar_cli.errors import BrokerUnavailable, DatabaseUnavailable
from radar_cli.repositories import credentials
from radar_cli.services import (
    accounts,
    blocking,
    comments,
    deliveries,
    dependencies,
    identity,
    imports,
    passwords,
    project_deletion,
    projects,
    report_jobs,
    reports,
    roll_ups,
    schedules,
    sweep,
    task_edits,
    tasks,
    undo,
    views,
    workers,
)
from tests.reporting import DeadBroker, Messages, expire, make_due, read
from tests.world import World

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Stage:
    """What one call plays on: people and a project that no other call knows of. There are no other reports."""

    world: World
    number: int
    ana: User
    ben: User
    project: str

    def task_ids(self) -> list[int]:
        return [self.world.task(self.ana, str(number), self.project).id for number in range(3)]

    def registered(self) -> accounts.Login:
        return accounts.register(self.world.db, self.email("cleo"), "Cleo", PASSWORD)

    def email(self, name: str) -> str:
        return f"{name}{self.number}@example.com"

    def report_id(self) -> UUID:
        return reports.submit(
            self.world.db, Messages(), self.ana, Request("daily-summary", [self.project], "UTC")
        ).report_id


Call = Callable[[], object]


def stage(world: World, number: int) -> Stage:
    world.run_sql("DELETE FROM reports")
    world.run_sql("DELETE FROM schedules")
    ana, ben = world.user(f"Ana{number}"), world.user(f"Ben{number}")
    return Stage(world, number, ana, ben, world.project(ana, f"web{number}"))


def _task_add(on: Stage) -> Call:
    drafts = [tasks.Draft("four"), tasks.Draft("five")]
    return lambda: tasks.add(on.world.db, on.world.clock, on.ana, on.project, drafts)


def _task_edit(on: Stage) -> Call:
    ids, urgent = on.task_ids(), task_edits.Edit(priority=Priority.URGENT)
    return lambda: task_edits.edit(on.world.db, on.world.clock, on.ana, ids, urgent)


def _task_move(on: Stage) -> Call:
    ids = on.task_ids()
    return lambda: tasks.move(on.world.db, on.world.clock, on.ana, ids, Move.START)


def _task_delete(on: Stage) -> Call:
    ids = on.task_ids()
    return lambda: tasks.delete(on.world.db, on.world.clock, on.ana, ids)


def _block(on: Stage) -> Call:
    ids = on.task_ids()
    return lambda: blocking.block(on.world.db, on.world.clock, on.ana, ids, "waits for the design")


def _unblock(on: Stage) -> Call:
    ids = on.task_ids()
    blocking.block(on.world.db, on.world.clock, on.ana, ids, "waits for the design")
    return lambda: blocking.unblock(on.world.db, on.world.clock, on.ana, ids)


def _comment(on: Stage) -> Call:
    (first, *_) = on.task_ids()
    return lambda: comments.add(on.world.db, on.world.clock, on.ana, first, "looks good")


def _depend(on: Stage) -> Call:
    first, *others = on.task_ids()
    return lambda: dependencies.depend(on.world.db, on.world.clock, on.ana, first, others)


def _release(on: Stage) -> Call:
    first, *others = on.task_ids()
    dependencies.depend(on.world.db, on.world.clock, on.ana, first, others)
    return lambda: dependencies.release(on.world.db, on.world.clock, on.ana, first, others)


def _undo(on: Stage) -> Call:
    ids = on.task_ids()
    comments.add(on.world.db, on.world.clock, on.ana, ids[0], "looks good")
    tasks.delete(on.world.db, on.world.clock, on.ana, ids)
    return lambda: undo.undo(on.world.db, on.world.clock, on.ana, None)


def _undo_comment(on: Stage) -> Call:
    comments.add(on.world.db, on.world.clock, on.ana, on.task_ids()[0], "looks good")
    return lambda: undo.undo(on.world.db, on.world.clock, on.ana, None)


def _take_in(on: Stage) -> Call:
    person = Person(on.email("dora"), "Dora")
    record = ImportedTask(1, on.project, "WEB-1", "Fix login", on.world.clock(), assignee=person)
    done = StatusChange(on.world.clock(), TaskStatus.DONE, person)
    remark = ImportedComment(on.world.clock(), "looks good")
    other = replace(record, line=2, external_ref="WEB-2", history=(done,), comments=(remark,), depends_on=("WEB-1",))

    def take_in() -> None:
        records = iter((record, replace(other, project=f"new{on.number}"), other))
        imports.take_in(on.world.db, on.world.clock, on.ana, "jsonl", records, Notes())

    return take_in


def _rebuild(on: Stage) -> Call:
    wrong = "INSERT INTO status_counts (project_id, status, tasks) SELECT min(id), 'done', 5000 FROM projects"
    on.world.run_sql("DELETE FROM status_counts WHERE tasks > 1000")
    on.world.run_sql(wrong)
    return lambda: roll_ups.rebuild(on.world.db)


def _view_save(on: Stage) -> Call:
    return lambda: views.save(on.world.db, on.world.clock, on.ana, UTC, f"soon{on.number}", "due<+7d", "id", [])


def _view_delete(on: Stage) -> Call:
    _view_save(on)()
    return lambda: views.delete(on.world.db, on.ana, f"soon{on.number}")


def _project_add(on: Stage) -> Call:
    return lambda: projects.add(on.world.db, on.world.clock, on.ana, "api")


def _project_rename(on: Stage) -> Call:
    return lambda: projects.rename(on.world.db, on.ana, on.project, f"renamed{on.number}")


def _project_archive(on: Stage) -> Call:
    return lambda: projects.archive(on.world.db, on.world.clock, on.ana, on.project, undo=False)


def _project_delete(on: Stage) -> Call:
    on.task_ids()
    return lambda: project_deletion.delete(on.world.db, on.world.clock, on.ana, on.project)


def _project_set_member(on: Stage) -> Call:
    return lambda: projects.set_member(on.world.db, on.ana, on.project, on.ben.email, Role.MEMBER)


def _project_remove_member(on: Stage) -> Call:
    projects.set_member(on.world.db, on.ana, on.project, on.ben.email, Role.MEMBER)
    return lambda: projects.remove_member(on.world.db, on.ana, on.project, on.ben.email)


def _register(on: Stage) -> Call:
    return on.registered


def _log_in(on: Stage) -> Call:
    user = on.registered().user
    return lambda: accounts.log_in(on.world.db, user.email, PASSWORD)


def _log_in_renewing(on: Stage) -> Call:
    user = on.registered().user
    with on.world.db.reading():
        older = replace(credentials.of(on.world.db).parameters(user.email), version=16)
    on.world.run_sql(
        "UPDATE credentials SET version = 16, verifier = $verifier WHERE user_id = $id",
        verifier=verifier_of(passwords.key(PASSWORD, older)),
        id=user.id,
    )
    return lambda: accounts.log_in(on.world.db, user.email, PASSWORD)


def _new_token(on: Stage) -> Call:
    login = on.registered()
    return lambda: accounts.new_token(on.world.db, login.user, login.token)


def _log_out(on: Stage) -> Call:
    login = on.registered()
    return lambda: accounts.log_out(on.world.db, login.token)


def _change_password(on: Stage) -> Call:
    login = on.registered()
    accounts.new_token(on.world.db, login.user, login.token)
    return lambda: accounts.change_password(on.world.db, login.user, PASSWORD, "another long password")


def _local_user(on: Stage) -> Call:
    return lambda: identity.local_user(on.world.db, on.world.clock, f"account{on.number}")


def _note_alive(on: Stage) -> Call:
    return lambda: workers.note_alive(on.world.db, f"worker{on.number}")


def _sign_off(on: Stage) -> Call:
    workers.note_alive(on.world.db, f"worker{on.number}")
    return lambda: workers.sign_off(on.world.db, f"worker{on.number}")


def _submit(on: Stage) -> Call:
    return on.report_id


def _submit_refused(on: Stage) -> Call:
    def submit() -> None:
        with suppress(BrokerUnavailable):
            reports.submit(
                on.world.db, DeadBroker(), on.ana, Request("daily-summary", [on.project], "UTC"), require_broker=True
            )

    return submit


def _cancel(on: Stage) -> Call:
    report_id = on.report_id()
    return lambda: reports.cancel(on.world.db, on.ana, str(report_id))


def _retry(on: Stage) -> Call:
    report_id = on.report_id()
    reports.cancel(on.world.db, on.ana, str(report_id))
    return lambda: reports.retry(on.world.db, Messages(), on.ana, str(report_id))


def _run(on: Stage) -> Call:
    report_id = on.report_id()

    def run() -> None:
        report_jobs.run(on.world.db, report_id)
        # A connection that is lost while computing is no error: the report is given back, to be tried again.
        if read(on.world, on.ana, report_id).status is ReportStatus.PENDING:
            report_jobs.run(on.world.db, report_id)

    return run


def _run_interrupted(on: Stage) -> Call:
    report_id = on.report_id()

    def run() -> None:
        with suppress(KeyboardInterrupt):
            report_jobs.run(on.world.db, report_id)
        # Ctrl-C goes before what could not be given back, and is not hidden by it.
        if on.world.scalar("SELECT status FROM reports WHERE id = $id", id=report_id) == ReportStatus.RUNNING:
            raise DatabaseUnavailable("the report was not given back", "its lease runs out")

    return run


def _sweep(on: Stage) -> Call:
    overdue, due = on.report_id(), on.report_id()
    expire(on.world, "deadline_at", overdue)
    expire(on.world, "next_dispatch_at", due)
    return lambda: sweep.sweep(on.world.db, Messages())


def _sweep_in_vain(on: Stage) -> Call:
    expire(on.world, "deadline_at", on.report_id())
    expire(on.world, "next_dispatch_at", on.report_id())
    return lambda: sweep.sweep(on.world.db, DeadBroker())


def _schedule(on: Stage) -> Schedule:
    request = Request("daily-summary", [on.project], "Europe/Berlin")
    return schedules.add(on.world.db, on.ana, request, "* * * * *", {"files": {"file": "/tmp/web.csv"}, "host": "here"})


def _schedule_add(on: Stage) -> Call:
    return lambda: _schedule(on)


def _schedule_pause(on: Stage) -> Call:
    schedule = _schedule(on)
    return lambda: schedules.pause(on.world.db, on.ana, schedule.id)


def _schedule_resume(on: Stage) -> Call:
    schedule = _schedule(on)
    schedules.pause(on.world.db, on.ana, schedule.id)
    return lambda: schedules.resume(on.world.db, on.ana, schedule.id)


def _schedule_remove(on: Stage) -> Call:
    schedule = _schedule(on)
    return lambda: schedules.remove(on.world.db, on.ana, schedule.id)


def _sweep_schedules(on: Stage) -> Call:
    for _ in range(2):
        make_due(on.world, _schedule(on))
    return lambda: sweep.sweep(on.world.db, Messages())


def _delivery(on: Stage) -> Delivery:
    _sweep_schedules(on)()
    return deliveries.waiting(on.world.db, on.ana)[0]


def _note_written(on: Stage) -> Call:
    delivery = _delivery(on)
    return lambda: deliveries.note_written(on.world.db, delivery)


def _note_given_up(on: Stage) -> Call:
    delivery = _delivery(on)
    return lambda: deliveries.note_given_up(on.world.db, delivery, "the report is failed")


def _note_failed(on: Stage) -> Call:
    delivery = _delivery(on)
    return lambda: deliveries.note_failed(on.world.db, delivery, "the disk is full")


WRITERS: Mapping[str, Callable[[Stage], Call]] = {
    "accounts.register": _register,
    "accounts.log_in": _log_in,
    "accounts.log_in, renewing the password": _log_in_renewing,
    "accounts.new_token": _new_token,
    "accounts.log_out": _log_out,
    "accounts.change_password": _change_password,
    "identity.local_user": _local_user,
    "projects.add": _project_add,
    "projects.rename": _project_rename,
    "projects.archive": _project_archive,
    "project_deletion.delete": _project_delete,
    "projects.set_member": _project_set_member,
    "projects.remove_member": _project_remove_member,
    "tasks.add": _task_add,
    "task_edits.edit": _task_edit,
    "tasks.move": _task_move,
    "tasks.delete": _task_delete,
    "blocking.block": _block,
    "blocking.unblock": _unblock,
    "comments.add": _comment,
    "dependencies.depend": _depend,
    "dependencies.release": _release,
    "undo.undo": _undo,
    "undo.undo, of a comment": _undo_comment,
    "imports.take_in": _take_in,
    "roll_ups.rebuild": _rebuild,
    "views.save": _view_save,
    "views.delete": _view_delete,
    "workers.note_alive": _note_alive,
    "workers.sign_off": _sign_off,
    "reports.submit": _submit,
    "reports.submit, refused by the broker": _submit_refused,
    "reports.cancel": _cancel,
    "reports.retry": _retry,
    "report_jobs.run": _run,
    "report_jobs.run, interrupted": _run_interrupted,
    "schedules.add": _schedule_add,
    "schedules.pause": _schedule_pause,
    "schedules.resume": _schedule_resume,
    "schedules.remove": _schedule_remove,
    "deliveries.note_written": _note_written,
    "deliveries.note_given_up": _note_given_up,
    "deliveries.note_failed": _note_failed,
    "sweep.sweep": _sweep,
    "sweep.sweep, of schedules": _sweep_schedules,
    "sweep.sweep, refused by the broker": _sweep_in_vain,
}
# Those that are no service's interface, and what calls them.
REACHED_THROUGH: Mapping[str, str] = {
    "accounts._ask": "accounts.log_in",
    "accounts._renew": "accounts.log_in, renewing the password",
    "report_jobs._given_back": "report_jobs.run, interrupted",
    "report_jobs._tried_again": "report_jobs.run",
    "report_jobs.keep": "report_jobs.run",
    "sweep._put_off": "sweep.sweep, refused by the broker",
}
EXCEPTIONS: Mapping[str, str] = {
    "isolation.grant": "it is one transaction, and makes roles of the whole server; see test_isolation_logins.py",
    "isolation.grant_worker": "likewise",
    "isolation.revoke": "likewise",
    "isolation.revoke_worker": "likewise",
    "sharing.share": "it writes no rows, and its grants are one transaction",
    "demo.fill": "it writes only to a new SQLite file, which is there whole or not at all",
    "lease.Lease.beat": "it is one statement, and where it is lost the next one comes in 5 seconds",
}
