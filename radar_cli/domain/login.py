"""What a login is made of, and how long it has to be waited after failures.

PostgreSQL has the same rules in the functions of migration 0009, where whoever holds a team's database password
cannot go round them.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from radar_cli.domain.user import User

SESSION_LIFETIME = timedelta(days=30)
FREE_FAILURES = 5
LONGEST_DELAY_SECONDS = 15 * 60
FAILURES_KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeyParameters:
    """How argon2id makes the key of a password: a salt in hexadecimal, its costs (memory in KiB), its version."""

    salt: str
    time_cost: int
    memory_cost: int
    parallelism: int
    version: int


@dataclass(frozen=True, slots=True)
class Credential:
    """What is kept of a password: how its key is made, and what tells the right key."""

    parameters: KeyParameters
    verifier: str

    @property
    def cells(self) -> tuple[str, int, int, int, int, str]:
        """The salt, the three costs, the version and the verifier, as tables have them."""
        how = self.parameters
        return how.salt, how.time_cost, how.memory_cost, how.parallelism, how.version, self.verifier


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What is asked of the database under the hash of a new session's token.

    `key` is that of the present password, in hexadecimal, and None where there is none yet; `credential` is of the
    new password, None where it stays.
    """

    token_hash: str
    email: str
    key: str | None = None
    credential: Credential | None = None


class LoginState(StrEnum):
    """What became of a request."""

    OPENED = "opened"
    RENEWED = "renewed"
    REFUSED = "refused"
    THROTTLED = "throttled"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class LoginOutcome:
    """What became of a request: whose session was opened and until when (UTC), or how long has to be waited."""

    state: LoginState
    user: User | None = None
    expires_at: datetime | None = None
    wait_seconds: int = 0


def verifier_of(key: str) -> str:
    """What is kept of a key, both in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()


def account_hash(address: str) -> str:
    """What failures are counted under, so that their table tells no addresses."""
    return hashlib.sha256(address.encode()).hexdigest()


def decoy_salt(secret: str, address: str) -> str:
    """The salt that an unknown address is answered: always the same one, and of the length of the others."""
    return account_hash(secret + address)[:32]


def seconds_to_wait(failures: int, last_failed_at: datetime, now: datetime) -> int:
    """How long nobody may try after so many failures in a row: after 5 exponentially, from one second up."""
    if failures < FREE_FAILURES:
        return 0
    delay = min(1 << min(failures - FREE_FAILURES, 20), LONGEST_DELAY_SECONDS)
    return max(0, math.ceil((last_failed_at - now).total_seconds() + delay))
