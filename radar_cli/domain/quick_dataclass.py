"""Dataclasses of which a command makes hundreds of thousands."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def quick_dataclass(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots, but that mypy alone keeps it frozen: Python would make it in ten times as long."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
