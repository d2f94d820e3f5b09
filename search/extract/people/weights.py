"""The trained weights on disk.

A file is gzip over:

    line 1          {"format": 1, "labels": [...], "transitions": [[...]], "clues": n, "made": ...}
    n lines         the clues, sorted, one a line
    n * k * 2 bytes the weight of each clue for each of k labels, float16, little-endian, by row

For example clue `w=mr` has a weight near 0 for label `B-PER`, clue `-1:w=mr` a high one.
`transitions[a][b]` is the weight of label b after label a.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FORMAT = 1
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained model: `rows` maps a clue to its row of `table`, of shape (clues + 1, labels).

    The last row of `table` is zero: the row of every clue that training did not see.
    """

    labels: tuple[str, ...]
    transitions: Floats
    rows: Mapping[str, int]
    table: Floats


def write(
    path: Path,
    labels: tuple[str, ...],
    states: Mapping[tuple[str, str], float],
    transitions: Mapping[tuple[str, str], float],
    made: str,
) -> None:
    """Write weights as (clue, label) and (label, label) pairs to `path`."""
    column = {label: i for i, label in enumerate(labels)}
    clues = sorted({clue for clue, _ in states})
    row = {clue: i for i, clue in enumerate(clues)}
    table = np.zeros((len(clues), len(labels)), dtype="<f2")
    for (clue, label), weight in states.items():
        table[row[clue], column[label]] = weight
    moves = [[round(transitions.get((a, b), 0.0), 4) for b in labels] for a in labels]
    head = {
        "format": FORMAT,
        "labels": labels,
        "transitions": moves,
        "clues": len(clues),
        "made": made,
    }
    text = "\n".join([json.dumps(head), *clues]) + "\n"
    path.write_bytes(gzip.compress(text.encode() + table.tobytes(), 9, mtime=0))


def read(path: Path) -> Weights:
    """Return the weights in `path`."""
    content = gzip.decompress(path.read_bytes())
    end = content.index(b"\n")
    head = json.loads(content[:end])
    if head["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {head['format']}, this code reads {FORMAT}")
    labels = tuple(head["labels"])
    size = head["clues"] * len(labels) * 2
    clues = content[end + 1 : len(content) - size].decode().split("\n")[:-1]
    table = np.zeros((len(clues) + 1, len(labels)), dtype=np.float32)
    table[:-1] = np.frombuffer(content[len(content) - size :], dtype="<f2").reshape(
        -1, len(labels)
    )
    return Weights(
        labels=labels,
        transitions=np.array(head["transitions"], dtype=np.float32),
        rows={clue: i for i, clue in enumerate(clues)},
        table=table,
    )
