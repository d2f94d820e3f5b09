"""ONNX models made here: nodes and arrays, laid down as the protobuf messages that runtimes read.

Only what encoders need: values of one graph, arrays as raw bytes, attributes that are numbers.
Source: onnx.proto of ONNX 1.14 and the protobuf encoding; numbers of fields are theirs.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

MICROSOFT = "com.microsoft"
"""The domain of operators that onnxruntime has beside the standard's."""

FLOAT, INT64 = 1, 7

_KINDS = {"float32": FLOAT, "uint8": 2, "int8": 3, "int64": INT64}

_FORMAT = 8
_OPERATORS = (("", 17), (MICROSOFT, 1))


class Graph:
    """A model in the making. What a node gives is named by what `node` returns."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[bytes] = []
        self._arrays: list[bytes] = []
        self._ends: list[bytes] = []

    def array(self, values: npt.NDArray[Any]) -> str:
        """Add an array of float32, int8, uint8 or int64, and return its name."""
        name = f"array{len(self._arrays)}"
        plain = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"), copy=False)
        dims = [_field(1, size) for size in values.shape]
        kind = _field(2, _KINDS[values.dtype.name])
        tensor = b"".join((*dims, kind, _field(8, name.encode()), _field(9, plain.tobytes())))
        self._arrays.append(_field(5, tensor))
        return name

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        *,
        outputs: int = 1,
        domain: str = "",
        **attributes: float | tuple[int, ...],
    ) -> str:
        """Add a node and return the name of what it gives; of its next outputs that and .1, .2 …

        An input that is left out is "".
        """
        first = f"value{len(self._nodes)}"
        given = [first, *(f"{first}.{number}" for number in range(1, outputs))]
        parts = [_field(1, one.encode()) for one in inputs]
        parts += [_field(2, one.encode()) for one in given]
        parts += [_field(3, f"node{len(self._nodes)}".encode()), _field(4, operator.encode())]
        parts += [_field(5, _attribute(*one)) for one in attributes.items()]
        parts.append(_field(7, domain.encode()))
        self._nodes.append(_field(1, b"".join(parts)))
        return first

    def takes(self, name: str, kind: int, shape: Sequence[str | int]) -> str:
        """Add an input: its name, FLOAT or INT64, and sizes, or names of sizes that vary."""
        self._ends.append(_field(11, _value(name, kind, shape)))
        return name

    def gives(self, name: str, kind: int, shape: Sequence[str | int]) -> None:
        """Make what a node gives an output of the model."""
        self._ends.append(_field(12, _value(name, kind, shape)))

    def model(self) -> bytes:
        """Return the model."""
        graph = b"".join(
            (*self._nodes, _field(2, self._name.encode()), *self._arrays, *self._ends)
        )
        sets = [
            _field(8, _field(1, domain.encode()) + _field(2, version))
            for domain, version in _OPERATORS
        ]
        return b"".join((_field(1, _FORMAT), *sets, _field(7, graph)))


def _attribute(name: str, value: float | tuple[int, ...]) -> bytes:
    if isinstance(value, tuple):
        return b"".join(
            (_field(1, name.encode()), *(_field(8, one) for one in value), _field(20, 7))
        )
    if isinstance(value, int):
        return _field(1, name.encode()) + _field(3, value) + _field(20, 2)
    number = _varint(2 << 3 | 5) + struct.pack("<f", value)
    return _field(1, name.encode()) + number + _field(20, 1)


def _value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    dims = b"".join(
        _field(1, _field(1, one) if isinstance(one, int) else _field(2, one.encode()))
        for one in shape
    )
    tensor = _field(1, kind) + _field(2, dims)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _field(number: int, value: int | bytes) -> bytes:
    """Return one field of a message: a number, or bytes with their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return b"".join((_varint(number << 3 | 2), _varint(len(value)), value))


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # a negative number takes ten bytes
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
