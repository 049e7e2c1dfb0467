"""Keys of passwords: argon2id at the library's defaults. This module alone imports argon2."""

import os
from dataclasses import dataclass

from argon2 import DEFAULT_MEMORY_COST, DEFAULT_PARALLELISM, DEFAULT_TIME_COST  # noqa: TID253  the one place
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw  # noqa: TID253

from radar_cli.domain.login import Credential, KeyParameters, verifier_of

KEY_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Costs:
    """What a key costs to make; memory in KiB."""

    time: int
    memory: int
    parallelism: int


COSTS = Costs(DEFAULT_TIME_COST, DEFAULT_MEMORY_COST, DEFAULT_PARALLELISM)


def key(password: str, parameters: KeyParameters) -> str:
    """The key of a password, in hexadecimal; it takes as long as its parameters want."""
    return hash_secret_raw(
        password.encode("utf-8", "surrogateescape"),
        bytes.fromhex(parameters.salt),
        parameters.time_cost,
        parameters.memory_cost,
        parameters.parallelism,
        KEY_BYTES,
        Type.ID,
        parameters.version,
    ).hex()


def credential(password: str) -> Credential:
    """What is to be kept of a password, with a new salt and today's parameters."""
    salt = os.urandom(SALT_BYTES).hex()
    parameters = KeyParameters(salt, COSTS.time, COSTS.memory, COSTS.parallelism, ARGON2_VERSION)
    return Credential(parameters, verifier_of(key(password, parameters)))


def is_outdated(parameters: KeyParameters) -> bool:
    """Whether they are others than today's."""
    costs = Costs(parameters.time_cost, parameters.memory_cost, parameters.parallelism)
    return costs != COSTS or parameters.version != ARGON2_VERSION
