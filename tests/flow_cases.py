"""Zones and times at which a report of counts has to get its days right, for tests against pandas."""

from datetime import UTC, datetime, timedelta
from random import Random

import pandas as pd

from radar_cli.domain.user import User
from tests import flow_frames
from tests.histories import History, random_histories, stored
from tests.world import World

DAY = timedelta(days=1)
AS_OF = datetime(2026, 4, 15, 13, 37, 0, 250_000, tzinfo=UTC)
# A zone, the instant of asking, and the first day: the clocks change in between, and in two of them skip a midnight.
CASES = (
    ("Europe/Berlin", AS_OF, "2026-03-20"),
    ("Europe/Berlin", datetime(2026, 11, 8, 9, tzinfo=UTC), "2026-10-15"),
    ("America/Santiago", datetime(2026, 9, 30, 2, tzinfo=UTC), "2026-09-01"),
    ("Asia/Beirut", AS_OF, "2026-03-29"),
)


def made(world: World, owner: User, seed: str, as_of: datetime = AS_OF, count: int = 250) -> tuple[int, list[History]]:
    """A project of random histories in the 70 days up to an instant; gives its number, and them."""
    histories = list(random_histories(Random(seed), count, as_of - 70 * DAY, as_of))
    return stored(world, owner, histories)[0].project_id, histories


def window(zone: str, as_of: datetime, since: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From the start of a day up to an instant."""
    return flow_frames.start(since, zone), pd.Timestamp(as_of).tz_convert(zone)
