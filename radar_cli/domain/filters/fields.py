"""What kind of value each field has, and which comparisons make sense of it."""

from collections.abc import Mapping
from enum import Enum

from radar_cli.domain.filters.expression import Field


class Kind(Enum):
    """A kind of value."""

    NUMBER = "number"
    WORDS = "words"
    NAME = "name"
    TAG = "tag"
    STATUS = "status"
    PRIORITY = "priority"
    PERSON = "person"
    DATE = "date"
    STATE = "state"


KINDS: Mapping[Field, Kind] = {
    Field.ID: Kind.NUMBER,
    Field.PROJECT: Kind.NAME,
    Field.TITLE: Kind.WORDS,
    Field.DESCRIPTION: Kind.WORDS,
    Field.TEXT: Kind.WORDS,
    Field.STATUS: Kind.STATUS,
    Field.PRIORITY: Kind.PRIORITY,
    Field.ASSIGNEE: Kind.PERSON,
    Field.TAG: Kind.TAG,
    Field.CREATED: Kind.DATE,
    Field.STARTED: Kind.DATE,
    Field.DONE: Kind.DATE,
    Field.CANCELLED: Kind.DATE,
    Field.DUE: Kind.DATE,
    Field.REF: Kind.TAG,
    Field.REOPENED: Kind.NUMBER,
    Field.VERSION: Kind.NUMBER,
    Field.IS: Kind.STATE,
    Field.DEPENDS: Kind.NUMBER,
    Field.BLOCKS: Kind.NUMBER,
}
ORDERED = frozenset(
    {
        Field.ID,
        Field.PRIORITY,
        Field.CREATED,
        Field.STARTED,
        Field.DONE,
        Field.CANCELLED,
        Field.DUE,
        Field.REOPENED,
        Field.VERSION,
    }
)
MAY_BE_ABSENT = frozenset(
    {
        Field.ASSIGNEE,
        Field.TAG,
        Field.CREATED,
        Field.STARTED,
        Field.DONE,
        Field.CANCELLED,
        Field.DUE,
        Field.REF,
    }
)
