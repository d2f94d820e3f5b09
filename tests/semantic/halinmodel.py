"""A sentence encoder of a handful of words, as a folder: real ONNX.

It knows which words mean the same, and nothing else: each group of words has a direction of its
own, and a text means the mean of its words. What stands for no group points nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.semantic.onnx import FLOAT, INT64, Graph

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
    """Return an ONNX model that looks each number up in a table."""
    graph = Graph("halin")
    ids = graph.takes("input_ids", INT64, ("texts", "pieces"))
    graph.takes("attention_mask", INT64, ("texts", "pieces"))
    table = graph.array(np.array(rows, np.float32))
    graph.gives(graph.node("Gather", (table, ids)), FLOAT, ("texts", "pieces", WIDTH))
    return graph.model()
