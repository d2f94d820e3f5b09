"""A file's arrays as kernels take them: all of its bytes, and where each array begins and ends.

A kernel spends longer on being handed twenty arrays than on a short list of postings; two it is
handed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from search.codec.jit import Kernel
from search.codec.memory import bytes_at, i4_at, u2_at, u4_at
from search.codec.strings import U1, U4

U2: TypeAlias = npt.NDArray[np.uint16]
I4: TypeAlias = npt.NDArray[np.int32]
I8: TypeAlias = npt.NDArray[np.int64]
Array: TypeAlias = npt.NDArray[Any]

ALIGNMENT = 8


class Bundle(NamedTuple):
    """Bytes, and two numbers an array: the first of its bytes and the one after its last.

    What a kernel reads an array as is for it to know: the order of the arrays is its own.
    """

    data: U1
    at: I8


def bundled(arrays: Sequence[Array]) -> Bundle:
    """Return arrays that lie apart as a bundle, copied."""
    ends, pieces, size = [], [], 0
    for array in arrays:
        ends += [size, size + array.nbytes]
        pieces += [array.view(np.uint8), np.zeros(-array.nbytes % ALIGNMENT, np.uint8)]
        size = ends[-1] + len(pieces[-1])
    return Bundle(np.concatenate([np.zeros(0, np.uint8), *pieces]), np.array(ends, np.int64))


def _part(dtype: type, array_at: Kernel[[int, int], Array]) -> Kernel[[U1, I8, int], Array]:
    """Return what gives an array of a bundle, by its number."""

    def part(data: U1, at: I8, number: int) -> Array:
        return data[int(at[2 * number]) : int(at[2 * number + 1])].view(dtype)

    def compiled() -> Callable[[U1, I8, int], Array]:
        from numba import njit

        its, width = array_at.compiled(), np.dtype(dtype).itemsize

        @njit
        def part(
            data: U1, at: I8, number: int
        ) -> Array:  # a slice and a view take ten times as long
            begin, end = at[2 * number], at[2 * number + 1]
            return its(data.ctypes.data + begin, (end - begin) // width)

        return cast("Callable[[U1, I8, int], Array]", part)

    return Kernel(cast("Callable[[U1, I8, int], Array]", part), compiled)


u1: Kernel[[U1, I8, int], U1] = _part(np.uint8, bytes_at)
u2: Kernel[[U1, I8, int], U2] = _part(np.uint16, u2_at)
u4: Kernel[[U1, I8, int], U4] = _part(np.uint32, u4_at)
i4: Kernel[[U1, I8, int], I4] = _part(np.int32, i4_at)
