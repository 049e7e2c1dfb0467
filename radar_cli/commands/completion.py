"""radar completion"""

from typing import Annotated

import typer

from radar_cli.commands.command import RadarCommand
from radar_cli.completion.scripts import SCRIPTS
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

app = typer.Typer()


@app.command("completion", cls=RadarCommand, epilog='Example: eval "$(radar completion bash)"')
def completion(
    context: typer.Context, shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")]
) -> None:
    """Print what makes a shell complete commands, options, projects, people and tasks.

    For bash put eval "$(radar completion bash)" into ~/.bashrc. For zsh put eval "$(radar completion zsh)" into
    ~/.zshrc, after compinit. For fish run radar completion fish > ~/.config/fish/completions/radar.fish once.
    """
    del context
    if shell not in SCRIPTS:
        raise BadInput(f"there is no completion for {quoted(shell)}", f"use {', '.join(SCRIPTS)}")
    typer.echo(SCRIPTS[shell], nl=False)
