"""Keeping passwords out of what is shown and logged."""

import re

# The last @ before the path ends the password, which may itself hold an @ that somebody forgot to encode.
IN_URL = r"(?P<start>[a-zA-Z][\w+.-]*://[^\s:@/]*:)[^\s/]*(?=@)"
IN_DSN = r"(?i)(?P<start>\bpassword\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)"


def redacted(text: str) -> str:
    """The text with the passwords in its URLs and connection strings replaced by asterisks."""
    for pattern in (IN_URL, IN_DSN):
        text = re.sub(pattern, r"\g<start>***", text)
    return text
