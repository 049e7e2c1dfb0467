"""Texts that mean something in SQL, in LIKE, or to the layers between are texts: stored and found as they are."""

from datetime import UTC

from radar_cli.domain.filters.expression import Expression, Field, Operator, Term
from radar_cli.domain.task_list import Page, Sort, TaskFilter
from radar_cli.services import (
    blocking,
    comments,
    exports,
    logs,
    projects,
    task_details,
    task_edits,
    task_lists,
    tasks,
    views,
)
from tests.world import World

TEXTS = [
    "'; DROP TABLE tasks; --",
    '"; DELETE FROM users; --',
    "' OR '1'='1",
    "1) OR (1=1",
    "x' UNION SELECT password_hash FROM users --",
    "/* */ -- ;",
    "%",
    "_",
    "100 %",
    "a_b",
    "\\",
    "\\%",
    "\\'",
    "E'\\x41'",
    "$(rm -rf ~)",
    "$name $user_id $$ $1",
    "$(db.execute('DROP TABLE tasks'))",
    "{now} {0} {} {{x}}",
    "%s %(id)s %%",
    "?1 :id @id",
    "\x1b\x07 \u202e",
]


def found(world: World, condition: Expression | None, text: str | None = None) -> list[str]:
    actor = world.user_named("ana@example.com")
    wanted = TaskFilter(statuses=None, expression=condition, text=text)
    listing = task_lists.listed(world.db, world.clock, actor, None, wanted, Page(Sort.ID, descending=False))
    return [task.title for task in listing.tasks]


def test_a_text_is_stored_as_it_is_wherever_it_goes(world: World) -> None:
    ana = world.user("Ana")
    for text in TEXTS:
        project = projects.add(world.db, world.clock, ana, text).name
        task = world.task(ana, text, project, description=text, tags=[text.replace(",", "")])
        blocking.block(world.db, world.clock, ana, [task.id], text)
        comments.add(world.db, world.clock, ana, task.id, text)
        views.save(world.db, world.clock, ana, UTC, text, "", "id", [])
        details = task_details.details(world.db, ana, task.id)
        there = details.task
        texts = (there.project, there.title, there.description, there.blocked_reason, details.comments[0].body)
        assert set(texts) == {text}
        assert there.tags == (text,)
        assert views.named(world.db, ana, text).name == text
        assert logs.of_task(world.db, ana, task.id)[0].changes["title"] == (None, text)
        task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title=f"{text} again"))
        assert tasks.get(world.db, ana, task.id).title == f"{text} again"
    with exports.tasks(world.db, ana, None, None) as exported:
        assert [one.title for one in exported] == [f"{text} again" for text in TEXTS]


def test_a_filter_with_a_text_finds_what_has_it_and_nothing_else(world: World) -> None:
    ana = world.user("Ana")
    titles = [f"a{text}z" for text in TEXTS]
    for text, title in zip(TEXTS, titles, strict=True):
        projects.add(world.db, world.clock, ana, text)
        world.task(ana, title, text, description=title, tags=[text])
    for text, title in zip(TEXTS, titles, strict=True):
        with_it = [one for one in titles if text.lower() in one.lower()]
        for field in (Field.TITLE, Field.TEXT, Field.DESCRIPTION):
            assert found(world, Term(field, Operator.IS, (text,))) == with_it, (field, text)
        assert found(world, None, text) == with_it
        for field in (Field.TAG, Field.PROJECT):
            assert found(world, Term(field, Operator.IS, (text,))) == [title], (field, text)
        assert found(world, Term(Field.REF, Operator.IS, (text,))) == []
    assert found(world, None) == titles
