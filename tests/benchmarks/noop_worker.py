"""radar's worker with nothing to do: the same settings and the same messages, and a task that returns at once."""

from radar_cli.broker import TASK_NAME
from worker.app import app

# worker.tasks registers the real task of that name.
app.conf.include = ()


@app.task(name=TASK_NAME)
def nothing(report_id: str) -> None:
    """What Celery costs alone."""
