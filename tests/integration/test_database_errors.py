"""What PostgreSQL's errors mean to whoever meets them."""

import pytest

from radar_cli.database.session import Database
from radar_cli.errors import Conflict, DatabaseUnavailable, QueryTimedOut

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("08006", DatabaseUnavailable),  # the connection failed
        ("53100", DatabaseUnavailable),  # the disk is full
        ("53300", DatabaseUnavailable),  # there are too many connections
        ("57P01", DatabaseUnavailable),  # an administrator ends it
        ("57P03", DatabaseUnavailable),  # it is starting
        ("25006", DatabaseUnavailable),  # it is read-only
        ("55P03", DatabaseUnavailable),  # a lock was not to be had
        ("57014", QueryTimedOut),
        ("40001", Conflict),  # it cannot be put in an order with the others
        ("40P01", Conflict),  # a deadlock
        ("23505", Conflict),
    ],
)
def test_an_error_is_known_by_its_code(postgres_db: Database, code: str, meaning: type[Exception]) -> None:
    with pytest.raises(meaning), postgres_db.transaction():
        postgres_db.execute(f"DO $$$$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{code}'; END $$$$")
    assert postgres_db.clock()
