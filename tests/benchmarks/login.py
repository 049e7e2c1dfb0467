"""A login with a wrong password against one of an unknown address: their time must not tell who is registered.

Nearly all of it is the key of the password, whose time varies on a busy machine by more than is asked for; so the same
is measured with keys that cost nothing as well, for information.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median

from radar_cli.database.session import Database
from radar_cli.errors import NotLoggedIn
from radar_cli.services import accounts, passwords
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import Sites, connected, kinds
from tests.benchmarks.timing import milliseconds

TASKS = 300
LOGINS = 200
WARM_UPS = 3
DIFFER_BY_MS = 5
UNKNOWN = "eve@example.com"
PASSWORD, WRONG = "correct horse battery", "another long password"
CHEAP = passwords.Costs(time=1, memory=8, parallelism=1)
SET_DECOY = "UPDATE login_decoy SET time_cost = $time, memory_cost = $memory, parallelism = $parallelism"


def measured(sites: Sites) -> Section:
    """Both kinds in turn, on each database; the difference of their medians is what is judged."""
    times: list[Timed] = []
    notes: list[Note] = []
    for kind in kinds():
        with connected(sites.of(kind, TASKS)) as db:
            wrong, unknown = _medians(db, "ana@example.com")
            with _cheap_keys(db):
                cheap = _medians(db, "ben@example.com")
        times.append(Timed(f"wrong password, {kind}", wrong, "unknown address", unknown))
        times.append(Timed(f"wrong password, cheap key, {kind}", cheap[0], "unknown address", cheap[1]))
        difference = abs(wrong - unknown)
        sentence = f"{kind}: the medians differ by {difference:.2f} ms, where less than {DIFFER_BY_MS} is asked for"
        notes.append(Note(sentence, missed=difference >= DIFFER_BY_MS))
    return Section(f"Logins that fail: median of {LOGINS} each, in turn", times, notes)


def _medians(db: Database, known: str) -> tuple[float, float]:
    accounts.register(db, known, "Ana", PASSWORD)
    for _ in range(WARM_UPS):
        _failed(db, known)
        _failed(db, UNKNOWN)
    pairs = [(_failed(db, known), _failed(db, UNKNOWN)) for _ in range(LOGINS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


@contextmanager
def _cheap_keys(db: Database) -> Iterator[None]:
    usual = passwords.COSTS
    _use(db, CHEAP)
    try:
        yield
    finally:
        _use(db, usual)


def _use(db: Database, costs: passwords.Costs) -> None:
    passwords.COSTS = costs
    with db.transaction():
        db.execute(SET_DECOY, time=costs.time, memory=costs.memory, parallelism=costs.parallelism)


def _failed(db: Database, email: str) -> float:
    """How long one takes, in milliseconds, as the first failure after others that were forgotten."""
    with db.transaction():
        db.execute("UPDATE login_failures SET failures = 0")
    return milliseconds(lambda: _try(db, email))


def _try(db: Database, email: str) -> None:
    with suppress(NotLoggedIn):
        accounts.log_in(db, email, WRONG)
