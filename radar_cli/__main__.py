"""The entry point."""

import sys

from radar_cli.app import run


def main() -> None:
    """Run the command line of this process and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # Text that the terminal's encoding lacks is written out rather than failing half-way.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # they are text files here
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
