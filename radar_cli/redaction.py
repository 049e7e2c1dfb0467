"""Keeping passwords out of what is shown and logged."""

import re

# The last @ before the path ends the password, which may itself hold an @ that somebody forgot to encode.
URL_PASSWORD = re.compile(r"(?P<start>[a-zA-Z][\w+.-]*://[^\s:@/]*:)[^\s/]*(?=@)")
DSN_PASSWORD = re.compile(r"(?P<start>\bpassword\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text with the passwords in its URLs and connection strings replaced by asterisks."""
    return DSN_PASSWORD.sub(r"\g<start>***", URL_PASSWORD.sub(r"\g<start>***", text))
