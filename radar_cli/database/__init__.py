"""Connections, entities, dialects and migrations."""
