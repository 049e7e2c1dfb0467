"""A table that is drawn in the same place again and again."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from rich.console import Group  # noqa: TID253  on a terminal alone
from rich.live import Live  # noqa: TID253
from rich.text import Text  # noqa: TID253

from radar_cli.domain.table import Table
from radar_cli.errors import DatabaseUnavailable
from radar_cli.redaction import redacted
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped
from radar_cli.rendering.table import console_on, drawn


def watch(fetch: Callable[[], Table], options: OutputOptions, seconds: float) -> None:
    """Draw what `fetch` gives, every so many seconds, until Ctrl-C, which is the end of it.

    While the database is away the last table stays, below what is wrong; what `fetch` raises otherwise is raised.
    """
    console = console_on(sys.stdout, options)
    with suppress(KeyboardInterrupt):
        usual = f"every {seconds:g} s until Ctrl-C"
        table = fetch()
        line = _line(usual, options)
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                shown = drawn(table, console, options)
                if len(console.render_lines(shown)) >= console.height:
                    line.append("; the screen is too low for all of it")
                live.update(Group(line, shown), refresh=True)
                time.sleep(seconds)
                try:
                    table = fetch()
                    line = _line(usual, options)
                except DatabaseUnavailable as error:
                    line = _line(f"radar: {redacted(str(error))}", options, style="red")


def _line(words: str, options: OutputOptions, style: str = "dim") -> Text:
    return Text(f"{datetime.now(options.zone):%H:%M:%S} {escaped(words)}", style=style)
