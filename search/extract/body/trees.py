"""Boosted trees, each of which asks the same few questions of every line, whatever it answers.

All nodes of one depth of such an oblivious tree share their question, so that a leaf is the number
that the answers spell in binary, and all trees are asked at once. The trees on disk are gzip over

    line 1     {"format": 1, "trees": n, "depth": d, "features": f, "base": log-odds, "made": ...}
    then       little-endian: the feature of each question, uint16 (d, n), its border, float16
               (d, n), and what each leaf adds to the log-odds, float16 (n, 2 ** d)
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.extract.body.features import Floats

FORMAT = 1
DEEPEST = 8  # questions of a tree: their answers are a byte
BATCH = 256  # lines looked at together: bounds memory


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees: `asked` (depth, trees), `borders` (depth, trees), `leaves` (trees, 2 ** depth).

    A question is whether the number of a line in the column `asked`, one of so many `features`, is
    greater than the border; the answer to the first is the lowest bit of the leaf. `base` are the
    log-odds that the leaves are added to.
    """

    features: int
    asked: npt.NDArray[np.intp]
    borders: Floats
    leaves: Floats
    base: float

    def odds(self, numbers: Floats) -> Floats:
        """Return the log-odds of each row of shape (lines, features)."""
        found = [self._odds(numbers[at : at + BATCH]) for at in range(0, len(numbers), BATCH)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.float32)

    def _odds(self, numbers: Floats) -> Floats:
        asked = np.ascontiguousarray(numbers.T).take(self.asked.ravel(), axis=0)
        answers = (asked > self.borders.reshape(-1, 1)).view(np.uint8)
        last, *before = answers.reshape(*self.asked.shape, len(numbers))[::-1]
        spelled = last.copy()
        for answer in before:
            spelled += spelled
            spelled += answer
        trees, size = self.leaves.shape
        places = spelled + np.arange(0, trees * size, size)[:, None]
        return np.asarray(
            self.leaves.ravel().take(places).sum(axis=0) + self.base, dtype=np.float32
        )


def write(path: Path, forest: Forest, made: str) -> None:
    """Write the trees."""
    depth, trees = forest.asked.shape
    head = {
        "format": FORMAT,
        "trees": trees,
        "depth": depth,
        "features": forest.features,
        "base": round(forest.base, 4),
        "made": made,
    }
    arrays = (
        forest.asked.astype("<u2"),
        forest.borders.astype("<f2"),
        forest.leaves.astype("<f2"),
    )
    content = b"".join(one.tobytes() for one in arrays)
    path.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + content, 9, mtime=0))


def read(path: Path) -> Forest:
    """Return the trees in `path`."""
    content = gzip.decompress(path.read_bytes())
    end = content.index(b"\n")
    head = json.loads(content[:end])
    if head["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {head['format']}, this code reads {FORMAT}")
    depth, trees = head["depth"], head["trees"]
    questions = depth * trees
    asked, values = np.split(np.frombuffer(content[end + 1 :], dtype="<u2"), [questions])
    borders, leaves = np.split(values.view("<f2").astype(np.float32), [questions])
    return Forest(
        head["features"],
        asked.reshape(depth, trees).astype(np.intp),
        borders.reshape(depth, trees),
        leaves.reshape(trees, 2**depth),
        head["base"],
    )
