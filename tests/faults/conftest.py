"""The private servers that faults happen to: one of each in a run, up again for every test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import postgres, rabbitmq
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.faults.site import Site
from tests.requirements import missing


@pytest.fixture(scope="session")
def postgres_of_the_run() -> Iterator[PrivatePostgres]:
    if postgres.programs() is None:
        missing("PostgreSQL's server programs (initdb, postgres) are not installed", kind="tools")
    with PrivatePostgres() as server:
        yield server


@pytest.fixture
def private_postgres(postgres_of_the_run: PrivatePostgres) -> PrivatePostgres:
    """A PostgreSQL server that may be stopped and killed; it runs when the test begins."""
    postgres_of_the_run.start()
    return postgres_of_the_run


@pytest.fixture(scope="session")
def rabbitmq_of_the_run() -> Iterator[PrivateRabbitMQ]:
    if rabbitmq.programs() is None:
        missing("RabbitMQ's server (rabbitmq-server, erl, epmd) is not installed", kind="tools")
    with PrivateRabbitMQ() as node:
        yield node


@pytest.fixture
def private_rabbitmq(rabbitmq_of_the_run: PrivateRabbitMQ) -> PrivateRabbitMQ:
    """A RabbitMQ node that may be stopped, killed and alarmed; it runs without alarms when the test begins."""
    rabbitmq_of_the_run.start()
    rabbitmq_of_the_run.clear_alarms()
    return rabbitmq_of_the_run


@pytest.fixture
def site(private_postgres: PrivatePostgres, private_rabbitmq: PrivateRabbitMQ, tmp_path: Path) -> Iterator[Site]:
    with Site(private_postgres, private_rabbitmq, tmp_path / "site") as made:
        yield made
