r"""JSON that notices when a bit of it has changed.

    {"commit":12,"format":1,"generation":3,"kept":[[2,9]]}\n
    sha256:0f3a...\n            the first line's SHA-256, in hex

One value has one form (sorted keys, ASCII), so the bytes are compared whole: a flip anywhere, in
the checksum or the line ends too, is noticed.
"""

from __future__ import annotations

import hashlib
import json


def seal(value: object) -> bytes:
    """Return the bytes of a value that JSON can hold."""
    line = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return b"%s\nsha256:%s\n" % (line, hashlib.sha256(line).hexdigest().encode())


def unseal(sealed: bytes) -> object:
    """Return the value; ValueError when these are not the bytes that `seal` made."""
    line = sealed.partition(b"\n")[0]
    if sealed != b"%s\nsha256:%s\n" % (line, hashlib.sha256(line).hexdigest().encode()):
        raise ValueError("does not match its checksum")
    value: object = json.loads(line)
    return value
