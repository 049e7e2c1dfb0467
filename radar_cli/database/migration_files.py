"""Where the migrations are, and the newest one: all that a command has to know about them."""

from pathlib import Path


def folder(dialect: str) -> Path:
    """Where the files are: inside the package when it is installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "migrations" / dialect
    return installed if installed.is_dir() else package.parent / "migrations" / dialect


def latest_version(dialect: str) -> int:
    """The number of the newest migration that this program knows."""
    return max((int(path.name[:4]) for path in folder(dialect).glob("[0-9]*.sql")), default=0)
