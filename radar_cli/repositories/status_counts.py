"""How many tasks projects have in each status, as triggers of the database keep it."""

from radar_cli.database.session import Database

# To be filled with a condition on `c.project_id`.
COUNTED = "SELECT c.status, sum(c.tasks) AS tasks FROM status_counts c WHERE {in_projects} GROUP BY c.status"
WRONG = """
    SELECT count(*)
      FROM (SELECT project_id, status, sum(n) AS n
              FROM (SELECT project_id, status, count(*) AS n FROM tasks GROUP BY project_id, status
                    UNION ALL
                    SELECT project_id, status, -sum(tasks) FROM status_counts GROUP BY project_id, status) AS signed
             GROUP BY project_id, status) AS differences
     WHERE n <> 0
"""
COUNT_AGAIN = """
    INSERT INTO status_counts (project_id, status, tasks)
    SELECT project_id, status, count(*) FROM tasks GROUP BY project_id, status
"""


def rebuild(db: Database) -> int:
    """Count all tasks again, while nobody changes one; gives how many of the counts were wrong."""
    db.execute(db.dialect.keep_writers_out("tasks"))
    wrong = int(db.value(WRONG))
    db.execute("DELETE FROM status_counts")
    db.execute(COUNT_AGAIN)
    return wrong
