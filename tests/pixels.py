"""What is in a PNG file, as far as a browser's screenshots need it: 8 bits a channel, not interlaced."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}  # colour types: RGB, and RGB with alpha

Pixel = tuple[int, int, int]


def pixels(file: Path) -> list[list[Pixel]]:
    """The rows of an image, from the top."""
    content = file.read_bytes()
    assert content.startswith(SIGNATURE)
    header, data = b"", b""
    for kind, chunk in _chunks(content):
        header = chunk if kind == b"IHDR" else header
        data += chunk if kind == b"IDAT" else b""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    assert (depth, interlaced) == (8, 0)
    size = CHANNELS[colour]
    rows = _unfiltered(zlib.decompress(data), width * size, height, size)
    return [list(zip(row[::size], row[1::size], row[2::size], strict=True)) for row in rows]


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(data: bytes, length: int, height: int, size: int) -> Iterator[bytes]:
    before = bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for at in range(length) if kind else ():
            left = row[at - size] if at >= size else 0
            corner = before[at - size] if at >= size else 0
            row[at] = row[at] + _predicted(kind, left, before[at], corner) & 0xFF
        yield bytes(row)
        before = row


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    if kind < 4:
        return (0, left, above, (left + above) // 2)[kind]
    nearest = left + above - corner
    return min((left, above, corner), key=lambda value: abs(nearest - value))
