"""Text from the database must not drive the terminal."""

import re

# C0 and C1 controls, line and paragraph separators, and the characters that reorder text or hide in it.
UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def escaped(text: str, keep: str = "") -> str:
    """The text with every control, escape and bidirectional character written out, but those in `keep`.

    Where lines are kept, they end as on Unix.
    """
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n") if "\n" in keep else text
    return re.sub(UNSAFE, lambda match: match[0] if match[0] in keep else _written_out(match[0]), lines)


def _written_out(character: str) -> str:
    code = ord(character)
    if character in NAMED:
        return NAMED[character]
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"
