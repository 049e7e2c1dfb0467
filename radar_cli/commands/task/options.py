"""The arguments and options that commands on tasks have in common."""

from typing import Annotated

import typer

Id = Annotated[str, typer.Argument(metavar="ID", help="The task's number.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Task numbers; - reads them from stdin.")]
PriorityOption = Annotated[str | None, typer.Option(metavar="LEVEL", help="low, medium, high or urgent.")]
DueOption = Annotated[str | None, typer.Option(metavar="DATE", help="When it is due: 2026-01-31, fri, +3d.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
