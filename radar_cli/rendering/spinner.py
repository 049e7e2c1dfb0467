"""The sign that something is still going on, on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console  # noqa: TID253  on a terminal alone
from rich.text import Text  # noqa: TID253

from radar_cli.rendering.safe_text import escaped


@contextmanager
def spinner(*, color: bool) -> Iterator[Callable[[str], None]]:
    """Turns on stderr until the end of the block, and leaves no trace; the function given sets the words beside it."""
    console = Console(stderr=True, no_color=None if color else True, highlight=False, emoji=False)
    shape = "line" if console.options.ascii_only else "dots"
    with console.status(Text(""), spinner=shape) as status:
        yield lambda words: status.update(Text(escaped(words)))
