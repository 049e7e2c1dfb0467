"""No value of a user's becomes part of SQL text: whatever is put into it can be traced to constants."""

from pathlib import Path

import pytest
from sources import read
from sql_text import Inspection

ROOT = Path(__file__).parents[2]
# Fields that hold SQL, by the names of their classes.
RECORDS = {
    "radar_cli.repositories.task_filters.TaskCondition": ("sql", "among_projects"),
    "radar_cli.repositories.task_orders.Order": ("key", "present", "absent"),
    "radar_cli.repositories.flow_counts.Moment": ("column", "condition"),
    "radar_cli.repositories.task_lists._Stretch": ("where", "order"),
}
# What the inspection cannot trace by itself, where it stands, and why no user has written it.
ALLOWED = {
    "radar_cli.database.dialect: notification": "a constant of the class",
    "radar_cli.database.session: adapt_sql(sql, paramstyle)": "Pony's: placeholders for the names of a checked text",
    "radar_cli.database.session: inserts(table, columns, rows[start:start + ROWS_AT_ONCE])": (
        "names that are checked where insert() is called; the rows are parameters"
    ),
    "radar_cli.database.postgresql: postgresql_copy.inserts": "that function, which the session alone calls",
    "radar_cli.database.postgresql: postgresql_copy.statements": "likewise",
    "radar_cli.database.sqlite: sqlite_rows.inserts": "that function, which the session alone calls",
    "radar_cli.database.postgresql: database._exec_sql('SELECT 1')": "a cursor",
    "radar_cli.database.postgresql: self.pool.beginning": "how a snapshot begins, a constant of the dialect",
    "radar_cli.database.postgresql_connection: self._count": "a number",
    (
        "radar_cli.database.postgresql_connection:"
        " re.sub(PARAMETER, lambda match: f'${parameters.index(match[1]) + 1}', statement)"
    ): "a checked text with numbers in the place of its placeholders",
    "radar_cli.database.postgresql_connection: dict.fromkeys(re.findall(PARAMETER, statement))": (
        "placeholders of a checked text"
    ),
    "radar_cli.database.postgresql: prepared.execution": "made of the three above",
    "radar_cli.database.postgresql_listening: sql.Identifier(channel)": "quoted by psycopg2",
    "radar_cli.repositories.flow_counts: _looked_up": "called on the spot, with what its caller is given",
    "radar_cli.repositories.flow_counts: _placed": "likewise",
    "radar_cli.repositories.flow_times: which.value": "of an enumeration",
    "radar_cli.repositories.flow_totals: status.value": "of an enumeration",
    "radar_cli.repositories.task_filters: operator.value": "of an enumeration",
    (
        "radar_cli.repositories.task_filters: self._alternatives.get(field, self._dates if field in DATES else"
        " self._numbers)(field, others)"
    ): "one of the functions above, each of which is looked at by itself",
    "radar_cli.repositories.task_lists: by.columns": "keys of an order",
    "radar_cli.repositories.task_orders: now + left": "a value of parameters, of which the names alone are in SQL",
    "radar_cli.repositories.task_orders: now - age": "likewise",
    "radar_cli.services.report_scopes: conditions.of(expression)": "looked at where lists call it",
}
STARTS = "from radar_cli.database.session import Database\ndef f(db: Database, name, ids):\n    "
PLANTED = {
    "a formatted string": "db.rows(f\"SELECT 1 FROM tasks WHERE title = '{name}'\")",
    "an addition": 'db.value("SELECT 1 FROM tasks WHERE title = \'" + name)',
    "a percent sign": 'db.execute("DELETE FROM tasks WHERE id = %s" % name)',
    "a format": 'db.execute("DELETE FROM tasks WHERE id = {}".format(name))',
    "a join": 'db.rows("SELECT 1 FROM tasks WHERE id IN (" + ",".join(ids) + ")")',
    "a local name": 'sql = f"SELECT {name}"\n    sql += " FROM tasks"\n    db.stream(sql)',
    "a parameter as it is": "db.prepared_rows(name)",
    "a loop": 'sql = "SELECT 1"\n    for one in ids:\n        sql += one\n    db.rows(sql)',
    "a text that is kept for later": "return f\"SELECT 1 FROM tasks WHERE title = '{name}'\"",
    "the dialect": 'db.rows("SELECT 1 WHERE " + db.dialect.among(name, "$ids"))',
    "a value that the dialect makes a parameter of": 'db.rows(f"SELECT {db.dialect.numbers(ids)}")',
    "a name of a table": 'db.insert(name, {"x": 1}, [])',
    "Pony's raw SQL": "raw.raw_sql(name)",
    "Pony's entities": "db.pony.Task.select_by_sql(name)",
    "Pony's execute": 'db.pony.execute(f"SELECT {name}")',
    "an attribute": 'db.rows(f"SELECT {name.title}")',
    "a method's result": 'db.rows(f"SELECT {name.strip()}")',
    "a conditional": 'db.rows("SELECT 1" if ids else name)',
    "a call of something unknown": 'db.rows(f"SELECT {input()}")',
    "a default that is not one": 'db.rows(COLUMNS.get(name, name) + " FROM tasks")',
    "a lambda": 'g = lambda it: db.rows(f"SELECT {it}")\n    g(name)',
}


def test_nothing_is_put_into_sql_that_is_no_constant() -> None:
    found = Inspection(read(ROOT, ["radar_cli", "worker"]), RECORDS, ALLOWED).findings()
    assert [str(one) for one in found] == []


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_value_in_sql_is_found(planted: str) -> None:
    source = f"{STARTS}{planted}\n"
    compile(source, "planted", "exec")
    assert Inspection({"radar_cli.planted": source}, {}, {}).findings()


def test_a_value_is_found_behind_another_function_in_another_file() -> None:
    texts = {
        "radar_cli.builder": 'def condition(column):\n    return f"SELECT {column} FROM tasks"\n',
        "radar_cli.user": (
            "from radar_cli import builder\n"
            "def harmless(db):\n    db.rows(builder.condition('title'))\n"
            "def harmful(db, column):\n    db.rows(builder.condition(column))\n"
        ),
    }
    texts["radar_cli.command"] = "from radar_cli.user import harmful\nharmful(None, input())\n"
    assert [str(one) for one in Inspection(texts, {}, {}).findings()] == ["radar_cli.command:2: input()"]


def test_a_value_is_found_in_a_field_that_holds_sql() -> None:
    text = (
        "from radar_cli.repositories.task_filters import TaskCondition\n"
        "def f(name):\n    return TaskCondition(f'title = {name.text}', '', {})\n"
    )
    assert Inspection({"radar_cli.planted": text}, RECORDS, {}).findings()


def test_what_is_made_of_constants_is_not_found() -> None:
    text = (
        "NAMES = ('id', 'title')\n"
        "def f(db, newest):\n"
        "    order = 'DESC' if newest else 'ASC'\n"
        "    db.rows(f\"SELECT {', '.join(name for name in NAMES)} FROM tasks ORDER BY id {order}\", id=newest)\n"
    )
    assert Inspection({"radar_cli.planted": text}, {}, {}).findings() == []


def test_an_exception_that_is_not_needed_any_more_is_found() -> None:
    assert [str(one) for one in Inspection({}, {}, {"radar_cli.gone: name": "it was"}).findings()] == [
        "allowed: radar_cli.gone: name"
    ]
