"""Queries on saved views. A view is its owner's alone."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain.view import View

# Saving under a name that is there already writes over it.
SAVE = """
    INSERT INTO views (owner_id, name, name_key, filter, sort, columns, created_at)
    VALUES ($owner_id, $name, $name_key, $filter, $sort, $columns, $at)
        ON CONFLICT (owner_id, name_key) DO UPDATE
       SET name = excluded.name, filter = excluded.filter, sort = excluded.sort, columns = excluded.columns
"""
OF_OWNER = "SELECT name, filter, sort, columns, created_at FROM views WHERE owner_id = $owner_id ORDER BY name_key"


def save(db: Database, owner_id: int, name_key: str, view: View) -> None:
    db.execute(
        SAVE,
        owner_id=owner_id,
        name=view.name,
        name_key=name_key,
        filter=view.filter,
        sort=view.sort,
        columns=",".join(view.columns),
        at=db.dialect.instant(view.created_at),
    )


def of_owner(db: Database, owner_id: int) -> Sequence[View]:
    """Somebody's views by name."""
    return [
        View(
            row["name"],
            row["filter"],
            row["sort"],
            [name for name in row["columns"].split(",") if name],
            db.dialect.read_instant(row["created_at"]),
        )
        for row in db.rows(OF_OWNER, owner_id=owner_id)
    ]


def delete(db: Database, owner_id: int, name_key: str) -> bool:
    """Delete a view; False where there is none of that name."""
    sql = "DELETE FROM views WHERE owner_id = $owner_id AND name_key = $name_key"
    return db.execute(sql, owner_id=owner_id, name_key=name_key) == 1
