"""Data and pure rules: frozen dataclasses, no input, no output."""
