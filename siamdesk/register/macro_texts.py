"""The texts of macros, which a workbook keeps packed in a way of their own ([MS-OVBA] 2.4.1).

No search of the bytes finds a word in them. They are never run, and only read to see whether something stands there
that should not.
"""

import re
from collections.abc import Iterator
from typing import Final

_BEGINS: Final = re.compile(rb"\x01(?=.[\xb0-\xbf])", re.DOTALL)
_CHUNK: Final = 4096
_MOST: Final = 16 * 1024 * 1024
_LEAST_BITS: Final = 4


def texts(data: bytes) -> Iterator[str]:
    """Whatever unpacks to something, wherever it begins: the streams that hold it need not be found for that."""
    for found in _BEGINS.finditer(data):
        unpacked = _unpacked(data, found.end())
        if unpacked:
            yield unpacked.decode("cp1252", "replace")
            yield unpacked.decode("utf-8", "replace")


def _unpacked(data: bytes, at: int) -> bytes:
    """What is packed from there on, chunk by chunk, for as far as it can be read."""
    out = bytearray()
    while at + 2 <= len(data) and len(out) < _MOST:
        header = int.from_bytes(data[at : at + 2], "little")
        if (header >> 12) & 7 != 3:
            break
        end = min(at + (header & 0xFFF) + 3, len(data))
        if header >> 15:
            out += _chunk(data[at + 2 : end])
        else:
            out += data[at + 2 : min(at + 2 + _CHUNK, len(data))]
        at = end
    return bytes(out)


def _chunk(packed: bytes) -> bytes:
    """One chunk: eight tokens at a time, each a letter or a piece of what came before."""
    out = bytearray()
    at = 0
    while at < len(packed):
        flags = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed):
                break
            if not flags >> bit & 1:
                out.append(packed[at])
                at += 1
                continue
            token = int.from_bytes(packed[at : at + 2], "little")
            at += 2
            bits = max((len(out) - 1).bit_length(), _LEAST_BITS) if out else _LEAST_BITS
            length = (token & (0xFFFF >> bits)) + 3
            back = (token >> (16 - bits)) + 1
            if back > len(out):
                return bytes(out)
            for _ in range(length):
                out.append(out[-back])
    return bytes(out)
