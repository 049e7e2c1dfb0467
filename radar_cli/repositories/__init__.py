"""Queries, one module per aggregate; they return dataclasses."""
