"""What is said about a schedule."""

from radar_cli.context import Context
from radar_cli.domain.schedule import Schedule

LINE = "*/5 * * * * radar schedule run --quiet"


def next_run(radar: Context, schedule: Schedule) -> str:
    """When its next report is made, in the user's zone."""
    return f"next at {schedule.next_run_at.astimezone(radar.zone):%Y-%m-%d %H:%M} ({radar.zone_name})"


def how_it_is_made(schedule: Schedule, has_broker: bool) -> str:
    """Who makes the report, and who writes it to its file."""
    if schedule.output is not None:
        who = "radar schedule run writes" if has_broker else "radar schedule run makes it and writes"
        return f"{who} {', '.join(schedule.output['files'].values())} on this machine; a line for your crontab: {LINE}"
    if has_broker:
        return "the workers make it; see it with radar schedule list and radar report list"
    return f"radar schedule run makes it; a line for your crontab: {LINE}"
