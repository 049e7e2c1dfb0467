"""The environment of the programs that radar starts, which need none of its secrets."""

from collections.abc import Mapping

# Who asks, for whatever radar starts.
OF_A_PERSON = ("RADAR_TOKEN", "RADAR_PASSWORD", "RADAR_NEW_PASSWORD")
# The two URLs and what libpq reads, for whatever does not compute reports.
OF_SERVERS = ("RADAR_DATABASE_URL", "RADAR_BROKER_URL", "PGPASSWORD")


def of_a_worker(environment: Mapping[str, str]) -> dict[str, str]:
    """What a worker is started with: nobody's login."""
    return {name: value for name, value in environment.items() if name not in OF_A_PERSON}


def of_a_stranger(environment: Mapping[str, str]) -> dict[str, str]:
    """What an editor or a pager is started with: no login, and no way to a server."""
    return {name: value for name, value in of_a_worker(environment).items() if name not in OF_SERVERS}
