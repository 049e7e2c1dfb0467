"""What --map means."""

import pytest

from radar_cli.domain.task import TaskStatus
from radar_cli.errors import BadInput
from radar_cli.importers.mapping import columns_and_statuses, statuses


def test_a_status_of_the_source_means_one_of_radars() -> None:
    assert statuses(["In QE Test=in_progress", " Shipped = done "]) == {
        "In QE Test": TaskStatus.IN_PROGRESS,
        "Shipped": TaskStatus.DONE,
    }


def test_a_name_of_a_status_may_have_an_equals_sign() -> None:
    assert statuses(["a=b=done"]) == {"a=b": TaskStatus.DONE}


def test_a_field_is_in_a_column() -> None:
    assert columns_and_statuses(["title=Summary", "due_at=A=B"]) == ({"title": "Summary", "due_at": "A=B"}, {})


def test_a_field_may_be_in_a_column_that_is_called_like_a_status() -> None:
    written = ["done_at=done", "title=todo", "Shipped=done"]
    assert columns_and_statuses(written) == ({"done_at": "done", "title": "todo"}, {"Shipped": TaskStatus.DONE})


@pytest.mark.parametrize("written", ["title", "=done", "title=", "="])
def test_half_a_pair_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="maps nothing"):
        columns_and_statuses([written])


def test_a_status_that_radar_does_not_have_is_refused() -> None:
    with pytest.raises(BadInput, match="there is no status 'testing'"):
        statuses(["In QE Test=testing"])
