"""The entry point."""

import gc
import os
import sys
from importlib import import_module


def main() -> None:
    """Run the command line of this process and exit with its code."""
    # A command lives for a fraction of a second. Collecting garbage while it imports, and taking the
    # interpreter apart at its end, would take a sixth of that; docs/architecture.md has the figures.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        # Text that the terminal's encoding lacks is written out rather than failing half-way.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # they are text files here
    code = import_module("radar_cli.app").run(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
