"""Command lines and texts that nobody would write by accident."""
