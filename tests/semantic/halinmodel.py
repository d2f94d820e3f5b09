"""A sentence encoder of a handful of words, as a folder: real ONNX, made here byte by byte.

It knows which words mean the same, and nothing else: each group of words has a direction of its
own, and a text means the mean of its words. What stands for no group points nowhere.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

GROUPS = (
    ("strike", "walkout", "stoppage", "picket"),
    ("harbour", "port", "quay", "docks"),
    ("mayor", "council", "hall"),
    ("storm", "flood", "gale"),
    ("football", "match", "goal"),
)
OTHERS = ("the", "a", "in", "of", "to", "and", "over", "ends", "talks", "##s", "##es", ".", ",")
WIDTH = len(GROUPS) + 1
"""The last direction is that of every word that belongs to no group; it is a short one."""


def folder(path: Path, turned: int = 0) -> Path:
    """Make the model in a folder and return it; another `turned` is another model."""
    path.mkdir(parents=True, exist_ok=True)
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    pieces = [*marks, *(word for group in GROUPS for word in group), *OTHERS]
    rows = []
    for piece in pieces:
        row = [0.0] * WIDTH
        at = next((n for n, group in enumerate(GROUPS) if piece in group), None)
        if at is not None:
            row[(at + turned) % len(GROUPS)] = 1.0
        else:
            row[-1] = 0.02
        rows.append(row)
    (path / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    (path / "model.onnx").write_bytes(_model(rows))
    return path


def _model(rows: Sequence[Sequence[float]]) -> bytes:
    """Return an ONNX model that looks each number up in a table. Source: onnx.proto."""
    table = struct.pack(f"<{len(rows) * WIDTH}f", *(value for row in rows for value in row))
    weights = _field(1, len(rows)) + _field(1, WIDTH) + _field(2, 1)  # dims, dims, FLOAT
    weights += _field(8, b"table") + _field(9, table)
    node = _field(1, b"table") + _field(1, b"input_ids") + _field(2, b"states")
    node += _field(3, b"look-up") + _field(4, b"Gather")
    graph = _field(1, node) + _field(2, b"halin") + _field(5, weights)
    graph += _field(11, _value("input_ids", 7, ("texts", "pieces")))
    graph += _field(11, _value("attention_mask", 7, ("texts", "pieces")))
    graph += _field(12, _value("states", 1, ("texts", "pieces", WIDTH)))
    opset = _field(1, b"") + _field(2, 13)
    return _field(1, 8) + _field(8, opset) + _field(7, graph)


def _value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    dims = b"".join(
        _field(1, _field(1, one) if isinstance(one, int) else _field(2, one.encode()))
        for one in shape
    )
    tensor = _field(1, kind) + _field(2, dims)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _field(number: int, value: int | bytes) -> bytes:
    """Return one field of a protobuf message: a number, or bytes with their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
