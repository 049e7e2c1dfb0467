"""Command groups, one file per noun: parse, call a service, display."""
