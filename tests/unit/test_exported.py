"""The history that goes into radar's own interchange format."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from radar_cli.domain.exported import ExportedTask, document, history
from radar_cli.domain.history import FLOW, steps
from radar_cli.domain.imported import ImportedComment, Person, StatusChange
from radar_cli.domain.task import Priority, Task, TaskStatus

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEN = Person("ben@example.com", "Ben")
TODO = Task(7, 1, "web", "Fix login", "", TaskStatus.TODO, Priority.MEDIUM, None, START, None, None, 0, 1)

INSTANTS = st.integers(0, 1000).map(lambda minutes: START + timedelta(minutes=minutes))
CHANGES = st.builds(StatusChange, INSTANTS, st.sampled_from(TaskStatus), st.sampled_from([BEN, None]))


@st.composite
def any_flow(draw: st.DrawFn) -> Task:
    """A task whose status, times and reopenings may be any that the database accepts."""
    status = draw(st.sampled_from(TaskStatus))
    ended = draw(st.none() | INSTANTS)
    return replace(
        TODO,
        status=status,
        started_at=draw(st.none() | INSTANTS),
        done_at=ended if status is TaskStatus.DONE else None,
        cancelled_at=ended if status is TaskStatus.CANCELLED else None,
        reopen_count=draw(st.integers(0, 3)),
    )


def read_back(entered: list[StatusChange]) -> Task:
    """What a reader makes of a history."""
    lived = steps(TODO, entered)
    return lived[-1].task if lived else TODO


def flow(task: Task) -> list[object]:
    return [getattr(task, name) for name in FLOW]


@given(any_flow(), st.lists(CHANGES))
def test_from_a_history_follows_the_task_as_it_is_whatever_the_log_says(task, entered) -> None:
    assert flow(read_back(history(task, entered))) == flow(task)


@given(st.lists(CHANGES).map(lambda changes: sorted(changes, key=lambda change: change.at)))
def test_a_log_that_leads_to_the_task_is_its_history(entered) -> None:
    lived = steps(TODO, entered)
    assert history(read_back(entered), entered) == [StatusChange(step.at, step.task.status, step.by) for step in lived]


@given(st.lists(CHANGES))
def test_a_log_whose_times_go_back_is_still_the_history_though_some_have_none_then(entered) -> None:
    lived = steps(TODO, entered)
    told = history(read_back(entered), entered)
    assert [(change.status, change.by) for change in told] == [(step.task.status, step.by) for step in lived]
    assert all(change.at in (step.at, None) for change, step in zip(told, lived, strict=True))


def test_clocks_that_differ_between_two_changes_take_no_time_away() -> None:
    lived = [(1, TaskStatus.IN_PROGRESS), (9, TaskStatus.DONE), (7, TaskStatus.TODO), (20, TaskStatus.DONE)]
    entered = [StatusChange(START + timedelta(seconds=second), status, BEN) for second, status in lived]
    assert history(read_back(entered), entered) == entered


def test_a_task_done_nobody_knows_when_has_no_time_for_it() -> None:
    entered = [StatusChange(START, TaskStatus.DONE, BEN)]
    assert history(replace(TODO, status=TaskStatus.DONE), entered) == [StatusChange(None, TaskStatus.DONE, BEN)]


def test_a_change_of_which_an_import_did_not_know_the_time_has_none_before_others() -> None:
    started = StatusChange(START + timedelta(days=1), TaskStatus.IN_PROGRESS, BEN)
    done = StatusChange(START + timedelta(days=4), TaskStatus.DONE, BEN)
    came = [StatusChange(None, TaskStatus.DONE, BEN), started, done]
    logged = [replace(came[0], at=START + timedelta(days=100)), started, done]
    assert history(read_back(came), logged) == came


def test_a_task_is_an_object_without_what_it_has_not() -> None:
    bare = ExportedTask(TODO, "web", None, None, (), (), ())
    assert document(bare) == {
        "id": 7,
        "project": "web",
        "title": "Fix login",
        "priority": "medium",
        "created_at": "2026-03-02T09:00:00Z",
    }


def test_people_are_objects_with_their_names() -> None:
    started = replace(TODO, status=TaskStatus.IN_PROGRESS, started_at=START)
    remark = ImportedComment(START, "Safari only.", BEN)
    entered = [StatusChange(START, TaskStatus.IN_PROGRESS, BEN)]
    said = document(ExportedTask(started, "web", BEN, BEN, entered, [remark], [3]))
    ben = {"email": "ben@example.com", "name": "Ben"}
    at = "2026-03-02T09:00:00Z"
    assert (said["assignee"], said["created_by"]) == (ben, ben)
    assert said["history"] == [{"at": at, "status": "in_progress", "by": ben}]
    assert said["comments"] == [{"at": at, "by": ben, "body": "Safari only."}]
    assert said["depends_on"] == [3]
