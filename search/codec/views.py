"""What kernels read of a bundle (bundle.py): arrays by the order that HELD and PLACED name."""

from __future__ import annotations

from typing import TypeAlias

from search.codec.bundle import I4, I8, U2, i4, u1, u2, u4
from search.codec.jit import kernel
from search.codec.strings import U1, U4

HELD = (
    *("title.docs", "title.counts", "title.many_at", "title.many", "title.in_body"),
    *("body.docs", "body.counts", "body.many_at", "body.many", "first_day", "id_row"),
)
"""What ranking reads of a segment."""

PLACED = (
    *("docs", "counts", "many_at", "many"),
    *("block_token", "block_at", "block_width", "tokens", "doubled", "which"),
)
"""What is read of a field where positions matter."""

Held: TypeAlias = tuple[U2, U1, U4, U4, U4, U2, U1, U4, U4, I4, U4]
Placed: TypeAlias = tuple[U2, U1, U4, U4, U4, U4, U1, U4, U4, U1]


@kernel
def held(data: U1, at: I8) -> Held:
    """Return the arrays of HELD."""
    return (
        u2(data, at, 0),
        u1(data, at, 1),
        u4(data, at, 2),
        u4(data, at, 3),
        u4(data, at, 4),
        u2(data, at, 5),
        u1(data, at, 6),
        u4(data, at, 7),
        u4(data, at, 8),
        i4(data, at, 9),
        u4(data, at, 10),
    )


@kernel
def placed(data: U1, at: I8) -> Placed:
    """Return the arrays of PLACED."""
    return (
        u2(data, at, 0),
        u1(data, at, 1),
        u4(data, at, 2),
        u4(data, at, 3),
        u4(data, at, 4),
        u4(data, at, 5),
        u1(data, at, 6),
        u4(data, at, 7),
        u4(data, at, 8),
        u1(data, at, 9),
    )
