"""Where a client has come to in a result: a token that holds the search itself and its snapshot.

The order of a result is settled by its snapshot, so the number of articles passed says all. A
token is not signed: whatever it holds is read as the parameters of any request are.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import NamedTuple

from search.engine import Snapshot
from web.arguments import BadParameter

Pair = tuple[str, str]

LONGEST = 20_000
"""Characters of a token: more than the longest query needs."""


class Cursor(NamedTuple):
    """A place in the result of a search: its parameters, how many articles are passed, and the
    snapshot that settled their order, as `mark` names it.
    """

    pairs: tuple[Pair, ...]
    passed: int
    snapshot: str


def mark(snapshot: Snapshot) -> str:
    """Return what names a snapshot among all that an index ever has."""
    return f"{snapshot.generation}.{snapshot.commit}.{snapshot.built_at.timestamp():.6f}"


def written(cursor: Cursor) -> str:
    """Return the token of a cursor."""
    text = json.dumps([cursor.snapshot, cursor.passed, cursor.pairs], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(token: str) -> Cursor:
    """Return the cursor of a token. Raises BadParameter for what is none."""
    try:
        if len(token) > LONGEST:
            raise ValueError("too long")
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        snapshot, passed, pairs = json.loads(data)
        cursor = Cursor(tuple((str(name), str(value)) for name, value in pairs), passed, snapshot)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        cursor = None
    if (
        cursor is None
        or not isinstance(cursor.snapshot, str)
        or type(cursor.passed) is not int
        or cursor.passed < 0
        or any(name == "cursor" for name, _ in cursor.pairs)
    ):
        raise BadParameter(
            "This is no cursor. Take one from an answer, or begin without.", parameter="cursor"
        )
    return cursor
