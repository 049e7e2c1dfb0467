"""A process killed with SIGKILL while it makes the reports of schedules: each slot has one report all the same."""

import multiprocessing
import os
import signal
from typing import Any

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.report import Request
from radar_cli.services import schedules
from radar_cli.services.sweep import sweep
from tests.reporting import Messages, make_due
from tests.world import World

SCHEDULES = 3
STATEMENTS_AT_MOST = 80
PROCESSES = multiprocessing.get_context("spawn")


def swept(url: str, last: int) -> None:
    """Sweep as a worker does, and die before the statement of that number; a commit counts as one."""
    db = Database(urls.parse(url))
    provider = db.pony.provider
    statements = 0

    def counted(do: Any) -> Any:
        def counting(*arguments: Any) -> Any:
            nonlocal statements
            statements += 1
            if statements == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return do(*arguments)

        return counting

    provider.execute, provider.commit = counted(provider.execute), counted(provider.commit)
    sweep(db, Messages())


def test_a_worker_killed_before_any_statement_of_a_sweep_makes_no_report_twice(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    output = {"files": {"file": "/tmp/web.csv"}, "host": "here"}
    made = [
        schedules.add(world.db, ana, Request("daily-summary", ["web"], "UTC"), "0 0 1 1 *", output)
        for _ in range(SCHEDULES)
    ]
    url = str(world.db.url.path) if world.db.url.dialect == "sqlite" else world.db.url.dsn
    url = f"sqlite:///{url}" if world.db.url.dialect == "sqlite" else url
    for statement in range(1, STATEMENTS_AT_MOST, 2):
        world.run_sql("DELETE FROM reports")
        for schedule in made:
            make_due(world, schedule)
        world.db.disconnect()
        victim = PROCESSES.Process(target=swept, args=(url, statement))
        victim.start()
        victim.join(60)
        assert victim.exitcode in (0, -signal.SIGKILL)
        sweep(world.db, Messages())
        assert world.scalar("SELECT count(*) FROM reports") == SCHEDULES
        assert world.scalar("SELECT count(DISTINCT dedup_key) FROM reports") == SCHEDULES
        assert world.scalar("SELECT count(*) FROM deliveries") == SCHEDULES
        if victim.exitcode == 0:
            assert statement > SCHEDULES * 3
            return
    raise AssertionError("no sweep got to its end")
