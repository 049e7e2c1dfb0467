"""What a test needs and may not find: a skip on a laptop, a failure where RADAR_REQUIRE names its kind."""

import os
from typing import NoReturn

import pytest


def missing(what: str, *, kind: str) -> NoReturn:
    """Skip the test with one line, or fail it where RADAR_REQUIRE (services, data, tools) names `kind`."""
    if kind in os.environ.get("RADAR_REQUIRE", "").split(","):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
