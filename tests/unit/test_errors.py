import pytest

from radar_cli import errors


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.RadarError, 1),
        (errors.OperationFailed, 1),
        (errors.QueryTimedOut, 1),
        (errors.BadInput, 2),
        (errors.DatabaseUnavailable, 3),
        (errors.SchemaOutOfDate, 3),
        (errors.NotLoggedIn, 4),
        (errors.NotFound, 5),
        (errors.Conflict, 6),
        (errors.BrokerUnavailable, 69),
        (errors.WaitTimedOut, 75),
    ],
)
def test_each_error_has_the_exit_code_that_scripts_rely_on(error, code) -> None:
    assert error("what", "mend").exit_code == code


def test_success_is_zero_and_an_interruption_is_130() -> None:
    assert (errors.ExitCode.DONE, errors.ExitCode.INTERRUPTED) == (0, 130)


def test_an_error_reads_as_what_is_wrong_and_how_to_mend_it() -> None:
    assert str(errors.BadInput("the title is empty", "write one")) == "the title is empty: write one"
