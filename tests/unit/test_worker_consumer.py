"""What a worker takes of a message that has come through."""

import json
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from radar_cli.broker import TASK_NAME
from worker.consumer import report_id_of, rewrite

REPORT = UUID("e1f13ed2-b72e-4f83-9f67-5dfe3bed062d")


def message(body: object, **headers: object) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return SimpleNamespace(
        body=text,
        headers={"task": TASK_NAME, "id": "1", **headers},
        properties={"reply_to": "spy", "correlation_id": "1", "priority": 255},
        content_type="application/json",
        content_encoding="utf-8",
    )


def test_of_a_message_only_the_reports_id_is_left() -> None:
    orders = {"callbacks": [{"task": "os.system"}], "errbacks": [1], "chain": [1], "chord": 1}
    odd = message([[str(REPORT)], {"self": 1}, orders], eta="2999-01-01", expires=1, timelimit=[0, 0], group="g")
    rewrite(odd, report_id_of(odd))
    assert json.loads(odd.body) == [[str(REPORT)], {}, {}]
    assert set(odd.headers) == {"lang", "task", "id", "root_id", "parent_id"}
    assert UUID(odd.headers["id"]) == UUID(odd.headers["root_id"])
    assert odd.properties == {}


@pytest.mark.parametrize(
    "body",
    [
        *("", "text", b"\xff", "[" * 100_000, "9" * 5000),
        *([], {}, None, 7, [[]], [[], {}, {}], [[str(REPORT), 2], {}, {}], [[None], {}, {}], [[1], {}, {}]),
        *([[["x"]], {}, {}], [[{"__type__": "uuid", "__value__": {"hex": REPORT.hex, "version": 4}}], {}, {}]),
        *([["x" * 50_000], {}, {}], [["\ud800"], {}, {}], {"task": TASK_NAME, "args": [str(REPORT)]}),
    ],
    ids=repr,
)
def test_what_is_no_job_is_refused(body: object) -> None:
    with pytest.raises((ValueError, TypeError, LookupError, AttributeError, RecursionError)):
        report_id_of(message(body))


def test_a_message_for_another_task_is_refused() -> None:
    with pytest.raises(ValueError, match="another task"):
        report_id_of(message([[str(REPORT)], {}, {}], task="celery.map"))
