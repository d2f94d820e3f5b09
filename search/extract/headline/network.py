"""A net of one hidden layer that scores candidates; their chances and that of none add up to 1.

The weights on disk are gzip over a line {"format": 1, "features": n, "hidden": h, "made": ...}
and float16, little-endian: weights (n, h), (h), (h).
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from search.extract.headline.features import Floats

WEIGHTS = Path(__file__).parent / "data" / "weights.gz"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Net:
    """One hidden layer: `inner` (features, hidden), `bias` (hidden), `outer` (hidden)."""

    inner: Floats
    bias: Floats
    outer: Floats

    def scores(self, numbers: Floats) -> Floats:
        """Return the score of each candidate; that of none of them is 0."""
        return np.asarray(np.maximum(numbers @ self.inner + self.bias, 0) @ self.outer)


def chances(numbers: Floats, net: Net) -> list[float]:
    """Return the chance of each candidate."""
    scores = net.scores(numbers)
    top = max(0.0, float(scores.max()))
    odds = np.exp(scores - top)
    found: list[float] = (odds / (odds.sum() + np.exp(-top))).tolist()
    return found


def write(path: Path, net: Net, made: str) -> None:
    """Write the weights."""
    features, hidden = net.inner.shape
    head = {"format": FORMAT, "features": features, "hidden": hidden, "made": made}
    content = np.concatenate([net.inner.ravel(), net.bias, net.outer]).astype("<f2").tobytes()
    path.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + content, 9, mtime=0))


def read(path: Path) -> Net:
    """Return the weights in `path`."""
    content = gzip.decompress(path.read_bytes())
    end = content.index(b"\n")
    head = json.loads(content[:end])
    if head["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {head['format']}, this code reads {FORMAT}")
    values = np.frombuffer(content[end + 1 :], dtype="<f2").astype(np.float32)
    features, hidden = head["features"], head["hidden"]
    inner = values[: features * hidden].reshape(features, hidden)
    return Net(inner, values[features * hidden : -hidden], values[-hidden:])


@lru_cache(maxsize=1)
def shipped() -> Net:
    """Return the weights this package ships, read once per process."""
    return read(WEIGHTS)
