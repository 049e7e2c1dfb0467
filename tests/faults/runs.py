"""The runs of `make soak`, with their full numbers, by name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import uuid4

from radar_cli.database import url as urls
from radar_cli.services import schema
from tests.faults import (
    broker_away,
    deliveries,
    edits,
    interruptions,
    message_fuzzing,
    migration_kills,
    migration_races,
    migration_upgrade,
    misbehaviour,
    soak,
    sqlite,
)
from tests.faults.outcome import Outcome
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.faults.site import Site
from tests.fuzz import outputs as fuzzed_outputs
from tests.fuzz import run as fuzzed_lines

POISONED, SLOW, FROZEN, FROZEN_AT_ONCE = 10, 5, 20, 5


class Servers:
    """The private servers of a run, and where it keeps its files."""

    def __init__(self, postgres: PrivatePostgres, rabbitmq: PrivateRabbitMQ, folder: Path) -> None:
        self.postgres = postgres
        self.rabbitmq = rabbitmq
        self.folder = folder

    @contextmanager
    def site(self, name: str) -> Iterator[Site]:
        """A site of its own, all servers up."""
        self.postgres.start()
        self.rabbitmq.start()
        self.rabbitmq.clear_alarms()
        with Site(self.postgres, self.rabbitmq, self.folder / name) as site:
            yield site

    def migrated(self) -> str:
        """The URL of a migrated database without anybody in it."""
        url = self.empty()
        schema.migrate(urls.parse(url))
        return url

    def empty(self) -> str:
        """The URL of an empty database."""
        return self.postgres.create_database(f"radar_{uuid4().hex[:12]}")

    def own_folder(self, name: str) -> Path:
        """For files of a run that needs no site; its servers are up."""
        self.postgres.start()
        folder = self.folder / name
        folder.mkdir()
        return folder


def at(site_run: Callable[[Site], Outcome], name: str) -> Callable[[Servers, Random], Outcome]:
    """A run that needs a site and no chance."""

    def run(servers: Servers, random: Random) -> Outcome:
        del random
        with servers.site(name) as site:
            return site_run(site)

    return run


def _soak(servers: Servers, random: Random) -> Outcome:
    with servers.site("soak") as site:
        return soak.run(soak.FULL, random, site)


def _duplicates(servers: Servers, random: Random) -> Outcome:
    with servers.site("duplicates") as site:
        return deliveries.duplicates(deliveries.FULL, random, site)


def _fuzzed(servers: Servers, random: Random) -> Outcome:
    with servers.site("fuzzed") as site:
        return message_fuzzing.run(message_fuzzing.FULL, random, site)


def _edits(servers: Servers, random: Random) -> Outcome:
    return edits.run(edits.FULL, random, servers.migrated(), servers.own_folder("edits"))


def _sqlite(servers: Servers, random: Random) -> Outcome:
    return sqlite.run(sqlite.FULL, random, servers.own_folder("sqlite"))


def _migration_kills(servers: Servers, random: Random) -> Outcome:
    return migration_kills.run(migration_kills.FULL, random, servers.empty, servers.own_folder("kills"))


def _migration_kills_sqlite(servers: Servers, random: Random) -> Outcome:
    return migration_kills.run(migration_kills.FULL, random, None, servers.own_folder("kills_sqlite"))


def _migration_races(servers: Servers, random: Random) -> Outcome:
    del random
    return migration_races.run(migration_races.FULL, servers.empty, servers.own_folder("races"))


def _migration_races_sqlite(servers: Servers, random: Random) -> Outcome:
    del random
    return migration_races.run(migration_races.FULL, None, servers.own_folder("races_sqlite"))


def _upgrade(servers: Servers, random: Random) -> Outcome:
    return migration_upgrade.run(migration_upgrade.FULL, random, servers.empty(), servers.own_folder("upgrade"))


def _new_sqlite(file: Path) -> str:
    """The URL of a migrated SQLite database without anybody in it."""
    location = urls.of_file(file)
    schema.prepare_embedded(location)
    schema.migrate(location)
    return location.identity


def _fuzzed_lines(servers: Servers, random: Random) -> Outcome:
    folder = servers.own_folder("fuzzed_lines")
    return fuzzed_lines.run(fuzzed_lines.FULL, random, _new_sqlite, servers.migrated, folder)


def _fuzzed_outputs(servers: Servers, random: Random) -> Outcome:
    del random
    folder = servers.own_folder("fuzzed_outputs")
    return fuzzed_outputs.run(_new_sqlite(folder / "radar.db"), folder / "inside")


RUNS: Mapping[str, Callable[[Servers, Random], Outcome]] = {
    "soak": _soak,
    "broker_down": at(lambda site: broker_away.stopped(broker_away.FULL, site), "broker_down"),
    "memory_alarm": at(lambda site: broker_away.alarmed(broker_away.ALARM_FULL, site, "memory"), "memory_alarm"),
    "disk_alarm": at(lambda site: broker_away.alarmed(broker_away.ALARM_FULL, site, "disk"), "disk_alarm"),
    "refused": at(lambda site: broker_away.cut_off(broker_away.ALARM_FULL, site, "refused"), "refused"),
    "silent": at(lambda site: broker_away.cut_off(broker_away.ALARM_FULL, site, "silent"), "silent"),
    "dropped": at(lambda site: broker_away.cut_off(broker_away.ALARM_FULL, site, "dropped"), "dropped"),
    "duplicates": _duplicates,
    "poison": at(lambda site: misbehaviour.poison(POISONED, site), "poison"),
    "slow": at(lambda site: misbehaviour.slow(SLOW, site), "slow"),
    "frozen": at(lambda site: misbehaviour.frozen(FROZEN, FROZEN_AT_ONCE, site), "frozen"),
    "forged": at(deliveries.forged, "forged"),
    "fuzzed": _fuzzed,
    "interrupted": at(interruptions.three_times, "interrupted"),
    "waiting": at(interruptions.database_restarts_while_waiting, "waiting"),
    "stop": at(interruptions.worker_is_told_to_stop, "stop"),
    "edits": _edits,
    "sqlite": _sqlite,
    "migration_kills": _migration_kills,
    "migration_kills_sqlite": _migration_kills_sqlite,
    "migration_races": _migration_races,
    "migration_races_sqlite": _migration_races_sqlite,
    "upgrade": _upgrade,
    "fuzzed_lines": _fuzzed_lines,
    "fuzzed_outputs": _fuzzed_outputs,
}
