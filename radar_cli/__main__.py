"""The entry point."""

import gc
import os
import sys
from importlib import import_module

from radar_cli import early_interrupt

STDERR = 2


def main() -> None:
    """Run the command line of this process and exit with its code."""
    # A command lives for a fraction of a second. Collecting garbage while it imports, and taking the
    # interpreter apart at its end, would take a sixth of that; docs/architecture.md has the figures.
    gc.set_threshold(100_000)
    early_interrupt.expect()
    _open_standard_streams()
    try:
        code = import_module("radar_cli.app").run(sys.argv[1:])
    except KeyboardInterrupt:  # once more, while the first was being seen to
        early_interrupt.leave()
    sys.stderr.flush()
    os._exit(code)


def _open_standard_streams() -> None:
    # A stream that the caller closed would be the next file that is opened: the database, maybe. Nothing can be written
    # to what stands in for stdout: whatever was to go there is missed, and the exit code has to say so.
    while (descriptor := os.open(os.devnull, os.O_RDONLY)) < STDERR:
        pass
    if descriptor > STDERR:
        os.close(descriptor)
    else:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDERR)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8")
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")
    # What is no valid text is refused where it is used, by name.
    sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr] # it is a text file here
    for stream in (sys.stdout, sys.stderr):
        # Text that the terminal's encoding lacks is written out rather than failing half-way.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # they are text files here


if __name__ == "__main__":
    main()
