"""Ask pip-audit about everything that is pinned; exits with 1 where something is known, 2 where nothing can be said.

Without --advisories it asks OSV's server. With a folder of advisories in OSV's format it needs no network.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.supply.advisories import Advisories, NoAdvisories
from tests.supply.osv_server import serving

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str]) -> int:
    """Run what is asked on the command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.supply", description=__doc__)
    parser.add_argument("--advisories", type=Path, metavar="FOLDER")
    folder = parser.parse_args(arguments).advisories
    if folder is None:
        code = _audit()
        if code:
            sys.stderr.write("OSV's server was asked; where it cannot be reached, run make audit ADVISORIES=FOLDER\n")
        return code
    try:
        advisories = Advisories(folder)
    except NoAdvisories as error:
        sys.stderr.write(f"{error}: give a folder with OSV's advisories about PyPI\n")
        return 2
    sys.stderr.write(f"{advisories.count} advisories, the newest of {advisories.newest or 'an unknown day'}\n")
    with serving(advisories) as url:
        return _audit("--osv-url", url)


def _audit(*options: str) -> int:
    # --disable-pip: the files name every package, so that none has to be resolved, let alone installed.
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--disable-pip", "--strict"]
    command += ["--progress-spinner", "off", *options]
    for file in sorted(ROOT.glob("constraints*.txt")):
        command += ["--requirement", str(file)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
