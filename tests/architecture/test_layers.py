"""What may import what, as docs/architecture.md draws it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BASE = {"radar_cli", "radar_cli.errors", "radar_cli.domain"}
MAY_IMPORT = {
    "radar_cli.domain": BASE,
    "radar_cli.database": BASE | {"radar_cli.redaction"},
    "radar_cli.repositories": BASE | {"radar_cli.database"},
    "radar_cli.reports": BASE | {"radar_cli.database", "radar_cli.repositories"},
    "radar_cli.services": BASE
    | {
        "radar_cli.database",
        "radar_cli.repositories",
        "radar_cli.reports",
        "radar_cli.bounded",
        "radar_cli.files",
        "radar_cli.redaction",
    },
    "radar_cli.importers": BASE,
    "radar_cli.rendering": BASE | {"radar_cli.files", "radar_cli.redaction", "radar_cli.child_environment"},
}
ONE_PLACE = {
    "rich": {
        "radar_cli/rendering/table.py",
        "radar_cli/rendering/spinner.py",
        "radar_cli/rendering/terminal_chart.py",
        "radar_cli/rendering/watch.py",
    },
    "tabulate": {"radar_cli/rendering/tabulated.py"},
    "csv": {"radar_cli/rendering/csv.py", "radar_cli/importers/csv_rows.py"},
    "psycopg2": {
        "radar_cli/database/postgresql.py",
        "radar_cli/database/postgresql_connection.py",
        "radar_cli/database/postgresql_listening.py",
    },
    "argon2": {"radar_cli/services/passwords.py"},
    "tomllib": {"radar_cli/config_file.py"},
    "celery": {"radar_cli/broker.py", "worker/app.py", "worker/tasks.py", "worker/consumer.py"},
    "kombu": {"radar_cli/broker.py", "worker/frames.py"},
    "click": set(),
}


def sources(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def layer(name: str) -> str:
    """The second level of a radar module: radar_cli.services.tasks.add is of radar_cli.services."""
    return ".".join(name.split(".")[:2])


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_a_layer_imports_only_what_is_below_it(name: str) -> None:
    for file in sources(name.replace(".", "/")):
        for module in imported(file):
            if not module.startswith(("radar_cli", "worker")):
                continue
            assert layer(module) in MAY_IMPORT[name] | {name}, f"{file.relative_to(ROOT)} imports {module}"


def test_the_program_never_imports_the_worker() -> None:
    for file in sources("radar_cli"):
        assert not [module for module in imported(file) if module.split(".")[0] == "worker"], file


def test_the_worker_calls_services_through_the_context() -> None:
    allowed = {
        "radar_cli.context",
        "radar_cli.services",
        "radar_cli.errors",
        "radar_cli.logs",
        "radar_cli.broker",
        "radar_cli.domain",
    }
    for file in sources("worker"):
        used = {layer(module) for module in imported(file) if module.startswith("radar_cli")}
        assert used <= allowed, file


@pytest.mark.parametrize("library", ONE_PLACE)
def test_each_heavy_library_is_imported_in_its_place_alone(library: str) -> None:
    users = {
        str(file.relative_to(ROOT))
        for file in sources("radar_cli", "worker")
        if any(module.split(".")[0] == library for module in imported(file))
    }
    assert users == ONE_PLACE[library]


def test_imports_inside_functions_stand_in_the_composition_root_alone() -> None:
    for file in sources("radar_cli", "worker"):
        if file.name == "context.py":
            continue
        tree = ast.parse(file.read_text())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        inner = [node for function in functions for node in ast.walk(function)]
        assert not [node for node in inner if isinstance(node, ast.Import | ast.ImportFrom)], file


def test_services_and_below_neither_print_nor_read_the_environment() -> None:
    for file in sources(*(name.replace(".", "/") for name in MAY_IMPORT if name != "radar_cli.rendering")):
        names = {node.id for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Name)}
        attributes = {node.attr for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute)}
        assert "print" not in names, file
        assert not attributes & {"environ", "getenv", "stdout", "stdin"}, file
