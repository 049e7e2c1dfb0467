"""Keeping passwords out of what is shown and logged."""

import re

# From the first colon after the scheme to the last @: a password may hold an @ or a / that nobody encoded.
# What stands before it keeps long words from being tried from each of their letters on.
IN_URL = r"(?<![\w+.-])(?P<start>[a-zA-Z][\w+.-]*://[^\s:/]*:)\S*(?=@)"
IN_DSN = r"(?i)(?<!\w)(?P<start>\w*password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)"


def redacted(text: str) -> str:
    """The text with the passwords in its URLs and connection strings replaced by asterisks."""
    # Most lines of a log have neither sign, and every line comes through here.
    if "@" in text:
        text = re.sub(IN_URL, r"\g<start>***", text)
    if "=" in text:
        text = re.sub(IN_DSN, r"\g<start>***", text)
    return text
