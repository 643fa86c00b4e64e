"""Messages as they go over the wire: one WebSocket text frame (RFC 6455, 5.2), made once for however many pages."""

import json
import struct
from collections.abc import Mapping

TEXT = 0x81
"""A whole message of text: FIN and the opcode."""
SHORT, MIDDLE = 126, 1 << 16
"""From these lengths on, the length stands in two bytes, and in eight."""


def frame(message: Mapping[str, object]) -> bytes:
    """The frame of this message; unmasked, as a server's are."""
    payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return _head(len(payload)) + payload


def _head(length: int) -> bytes:
    if length < SHORT:
        return struct.pack("!BB", TEXT, length)
    if length < MIDDLE:
        return struct.pack("!BBH", TEXT, 126, length)
    return struct.pack("!BBQ", TEXT, 127, length)


def fragments(seq: int, changed: Mapping[str, str]) -> bytes:
    """Each of these elements is to be shown anew, as it was drawn when the ledger had come to `seq` or further."""
    return frame({"kind": "fragments", "seq": seq, "fragments": changed})


def lead(to: str) -> bytes:
    """The page has to go elsewhere."""
    return frame({"kind": "go", "to": to})


def typing(field: str) -> bytes:
    """The other one types in this field now."""
    return frame({"kind": "typing", "field": field})


PING = frame({"kind": "ping"})
