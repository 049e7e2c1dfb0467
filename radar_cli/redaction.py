"""Keeping passwords out of what is shown and logged."""

import re

# From the first colon after the scheme to the last @: a password may hold an @ or a / that nobody encoded.
# What stands before it keeps long words from being tried from each of their letters on.
IN_URL = r"(?<![\w+.-])(?P<start>[a-zA-Z][\w+.-]*://[^\s:/]*:)\S*(?=@)"
IN_DSN = r"(?i)(?<!\w)(?P<start>\w*password\s*(?:=|%3d)\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)"
# A URL that stands alone needs no blank to end at: one in its password is a mistake, and must not show the rest of it.
ALONE = r"(?s)^(?P<start>\s*[a-zA-Z][\w+.-]*://[^:/]*:).*(?=@)"


def redacted(text: str) -> str:
    """The text with the passwords in its URLs and connection strings replaced by asterisks."""
    # Most lines of a log have neither sign, and every line comes through here.
    if "@" in text:
        text = re.sub(IN_URL, r"\g<start>***", text)
    if "=" in text or "%3" in text:
        text = re.sub(IN_DSN, r"\g<start>***", text)
    return text


def redacted_setting(value: str) -> str:
    """The value of a setting, which may be a URL, correct or not, with its passwords replaced by asterisks."""
    return redacted(re.sub(ALONE, r"\g<start>***", value))
