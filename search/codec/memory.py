"""Arrays by where they lie in memory.

A kernel that is handed a dozen arrays spends a microsecond on that, and a search of many segments
spends it on each. What is asked can be written down as numbers once, addresses among them, and one
call with these does for all segments. Whoever writes down where an array lies keeps the array.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from search.codec.jit import Kernel

U1: TypeAlias = npt.NDArray[np.uint8]
U2: TypeAlias = npt.NDArray[np.uint16]
U4: TypeAlias = npt.NDArray[np.uint32]
I4: TypeAlias = npt.NDArray[np.int32]
I8: TypeAlias = npt.NDArray[np.int64]
F8: TypeAlias = npt.NDArray[np.float64]

At: TypeAlias = Callable[[int, int], Any]


def _array_at(dtype: type) -> Kernel[[int, int], Any]:
    """Return what gives so many numbers from an address on as an array."""
    width = np.dtype(dtype).itemsize

    def at(address: int, size: int) -> Any:
        there = (ctypes.c_uint8 * (int(size) * width)).from_address(int(address))
        return np.frombuffer(memoryview(there), dtype)

    return Kernel(cast("At", at), lambda: _compiled_at(dtype))


def _compiled_at(dtype: type) -> At:
    """Return the same for compiled functions."""
    from numba import carray, njit, types  # type: ignore[attr-defined]
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def _pointer(_typing: Any, _address: Any) -> Any:
        def built(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
            return builder.inttoptr(given[0], cgutils.voidptr_t)

        return types.voidptr(types.int64), built

    pointer = cast("Callable[[int], Any]", _pointer)

    @njit
    def at(address: int, size: int) -> Any:
        return carray(pointer(address), (size,), dtype)

    return cast("At", at)


bytes_at: Kernel[[int, int], U1] = _array_at(np.uint8)
u2_at: Kernel[[int, int], U2] = _array_at(np.uint16)
u4_at: Kernel[[int, int], U4] = _array_at(np.uint32)
i4_at: Kernel[[int, int], I4] = _array_at(np.int32)
i8_at: Kernel[[int, int], I8] = _array_at(np.int64)
f8_at: Kernel[[int, int], F8] = _array_at(np.float64)
