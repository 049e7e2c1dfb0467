"""What somebody wrote, as an error repeats it."""

LONGEST = 40
ELLIPSIS = "…"


def quoted(written: str) -> str:
    """A value between quotes; see `shown`."""
    return f"'{shown(written)}'"


def shown(written: str) -> str:
    """The first 40 characters of a value, with whatever cannot be seen, or moves what can, written out."""
    short = written if len(written) <= LONGEST else written[:LONGEST] + ELLIPSIS
    if short.isprintable():
        return short
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in short)
