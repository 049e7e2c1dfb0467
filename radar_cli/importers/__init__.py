"""Readers of other tools' files, one module a format: bytes in, tasks out. They know no database."""
