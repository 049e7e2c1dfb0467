"""The arguments and options that commands on several nouns have in common."""

from typing import Annotated

import typer

ProjectOption = Annotated[
    str | None, typer.Option("--project", "-p", metavar="NAME", help="The project; see radar project use.")
]
AllProjectsOption = Annotated[bool, typer.Option("--all-projects", help="Of all your projects.")]
FilterArgument = Annotated[
    str | None,
    typer.Argument(metavar="[FILTER]", help="Which tasks, like 'due<+7d -tag:later'; docs/filters.md has it all."),
]
