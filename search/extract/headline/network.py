"""Nets of one hidden layer that score candidates; their chances and that of none add up to 1.

Several are asked, which began to learn from other numbers, and what they say is averaged. The
weights on disk are gzip over a line {"format": 2, "features": n, "hidden": h, "nets": k,
"made": ...} and float16, little-endian: for each net weights (n, h), (h), (h).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from search.extract.headline.features import Candidates, Floats

WEIGHTS = Path(__file__).parent / "data" / "weights.gz"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Net:
    """One hidden layer: `inner` (features, hidden), `bias` (hidden), `outer` (hidden)."""

    inner: Floats
    bias: Floats
    outer: Floats

    def scores(self, numbers: Floats) -> Floats:
        """Return the score of each candidate; that of none of them is 0."""
        return np.asarray(np.maximum(numbers @ self.inner + self.bias, 0) @ self.outer)


def chances(found: Candidates, nets: Sequence[Net]) -> list[float]:
    """Return the chance of each candidate; those that are spelled alike share theirs."""
    whole = np.mean([_chances(found.numbers, net) for net in nets], axis=0)
    shared = np.zeros_like(whole)
    np.add.at(shared, found.twins, whole)
    answer: list[float] = np.minimum(shared[found.twins], 1.0).tolist()
    return answer


def _chances(numbers: Floats, net: Net) -> Floats:
    scores = net.scores(numbers)
    top = max(0.0, float(scores.max()))
    odds = np.exp(scores - top)
    return np.asarray(odds / (odds.sum() + np.exp(-top)))


def write(path: Path, nets: Sequence[Net], made: str) -> None:
    """Write the weights."""
    features, hidden = nets[0].inner.shape
    head = {
        "format": FORMAT,
        "features": features,
        "hidden": hidden,
        "nets": len(nets),
        "made": made,
    }
    arrays = [part for net in nets for part in (net.inner.ravel(), net.bias, net.outer)]
    content = np.concatenate(arrays).astype("<f2").tobytes()
    path.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + content, 9, mtime=0))


def read(path: Path) -> tuple[Net, ...]:
    """Return the nets in `path`."""
    content = gzip.decompress(path.read_bytes())
    end = content.index(b"\n")
    head = json.loads(content[:end])
    if head["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {head['format']}, this code reads {FORMAT}")
    features, hidden = head["features"], head["hidden"]
    values = np.frombuffer(content[end + 1 :], dtype="<f2").astype(np.float32)
    each = values.reshape(head["nets"], (features + 2) * hidden)
    inner = features * hidden
    return tuple(
        Net(one[:inner].reshape(features, hidden), one[inner:-hidden], one[-hidden:])
        for one in each
    )


@lru_cache(maxsize=1)
def shipped() -> tuple[Net, ...]:
    """Return the nets this package ships, read once per process."""
    return read(WEIGHTS)
