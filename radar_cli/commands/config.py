"""radar config"""

import sys
from typing import Annotated

import typer

from radar_cli import config, profiles
from radar_cli.commands.command import DataCommand, RadarCommand, answer, radar_of, show
from radar_cli.domain.quoted import quoted
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.redaction import redacted_setting

app = typer.Typer(help="Show and change settings.", epilog="Example: radar config set timezone Europe/Berlin")

COLUMNS = (
    Column("key", "Setting"),
    Column("value", "Value"),
    Column("source", "From"),
    Column("help", "What it is"),
)
PROFILE_COLUMNS = (Column("profile", "Profile"), Column("path", "File"))
Key = Annotated[str, typer.Argument(metavar="KEY", help="The setting; see radar config show.")]


@app.command("show", cls=DataCommand, epilog="Example: radar config show")
def show_(context: typer.Context) -> None:
    """Show every setting and where its value came from; passwords are hidden."""
    radar = radar_of(context)
    rows = [
        (key, redacted_setting(value.text), value.source, config.SETTINGS[key].help)
        for key, value in radar.config.values.items()
    ]
    show(radar, Table(COLUMNS, rows))


@app.command("path", cls=RadarCommand, epilog="Example: radar config path")
def path(context: typer.Context) -> None:
    """Print where the config file is, whether or not it exists; with a profile, where the profile's is."""
    answer(radar_of(context).config_path)


@app.command("profiles", cls=DataCommand, epilog="Example: radar config profiles")
def profiles_(context: typer.Context) -> None:
    """List the profiles: settings that hold while --profile or RADAR_PROFILE chooses them.

    A profile is a file beside the config file and beats it. radar config set KEY VALUE --profile NAME makes one.
    """
    radar = radar_of(context)
    names = profiles.names(radar.environment)
    show(radar, Table(PROFILE_COLUMNS, [(name, str(profiles.path(radar.environment, name))) for name in names]))
    if not names:
        radar.say("there are no profiles: radar config set KEY VALUE --profile NAME makes one")


@app.command("get", cls=RadarCommand, epilog="Example: radar config get project")
def get(context: typer.Context, key: Key) -> None:
    """Print one setting's value; a password in it is hidden."""
    _require_known(key)
    answer(redacted_setting(radar_of(context).config[key]))


@app.command("set", cls=RadarCommand, epilog="Example: radar config set timezone Europe/Berlin")
def set_(
    context: typer.Context,
    key: Key,
    value: Annotated[str, typer.Argument(help='The value; "" takes the setting out, - reads it from stdin.')],
) -> None:
    """Write one setting to the config file, or to the file of the profile, which is made if need be."""
    _require_known(key)
    if value != "-" and redacted_setting(value) != value:
        raise BadInput(
            "the value holds a password, which others could see in the list of processes",
            f"pass it on stdin, with radar config set {key} -",
        )
    written = sys.stdin.readline().strip() if value == "-" else value
    radar = radar_of(context)
    file = radar.write_setting(key, written, new_profile=bool(written))
    radar.say(f"{key} is set in {file}" if written else f"{key} is no longer set in {file}")


def _require_known(key: str) -> None:
    if key not in config.SETTINGS:
        raise BadInput(f"there is no setting {quoted(key)}", f"known are {', '.join(config.SETTINGS)}")
