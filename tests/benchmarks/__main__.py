"""Run the benchmarks named on the command line, or all; exit 1 if a number asked for is missed."""

import sys
from collections.abc import Callable, Mapping, Sequence

from tests.benchmarks import exports, flow, imports, isolation, login, reports, startup, task_list, throughput
from tests.benchmarks.outcome import Section, rendered
from tests.benchmarks.seeding import Sites

BENCHMARKS: Mapping[str, Callable[[Sites], Section]] = {
    "startup": startup.measured,
    "task_list": task_list.measured,
    "reports": reports.measured,
    "flow": flow.measured,
    "imports": imports.measured,
    "exports": exports.measured,
    "throughput": throughput.measured,
    "login": login.measured,
    "isolation": isolation.measured,
}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; gives the exit code."""
    unknown = [name for name in arguments if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"there is no benchmark {unknown[0]}: choose from {', '.join(BENCHMARKS)}\n")
        return 2
    missed: list[str] = []
    with Sites() as sites:
        for name in arguments or BENCHMARKS:
            section = BENCHMARKS[name](sites)
            sys.stdout.write(f"{rendered(section)}\n\n")
            sys.stdout.flush()
            missed.extend(section.missed)
    sys.stdout.write(f"missed: {'; '.join(missed)}\n" if missed else "nothing missed\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
