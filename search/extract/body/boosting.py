"""How trees are learned: each from what those before it left unexplained.

    grown(numbers, truth, weights)   the trees, of lines that are known

Newton boosting of the logistic loss over histograms. Every tree sees some of the lines and some of
the features, and its questions are those that tell most at each depth, asked of all nodes there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.extract.body.features import Floats
from search.extract.body.trees import Forest

TREES = 300
DEPTH = 6
STEP = 0.1  # what of a leaf's best value is taken
RIDGE = 40.0  # lines' worth of certainty that a leaf is drawn to nothing by
FEATURES = 0.2  # share that a tree sees
LINES = 0.25  # share by which the questions of a tree are chosen; its leaves know all
BINS = 64  # of a feature
SEED = 1
_SUREST = 1e-6  # curvature of the loss, at least

Bins = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Doubles = npt.NDArray[np.float64]


def grown(numbers: Sequence[Floats], truth: Floats, weights: Floats) -> Forest:
    """Return trees learned from lines, their numbers a text at a time, the same from the same.

    `truth` and `weights` are those of all lines.
    """
    features = numbers[0].shape[1]
    known = [_binned(np.concatenate([one[:, at] for one in numbers])) for at in range(features)]
    borders, bins = np.stack([one for one, _ in known]), np.stack([one for _, one in known])
    counted = weights / weights.mean(dtype=np.float64)
    share = float((counted * truth).mean())
    base = float(np.log((share + _SUREST) / (1 - share + _SUREST)))
    luck = np.random.default_rng(SEED)
    odds = np.full(len(truth), base)
    asked = np.zeros((DEPTH, TREES), dtype=np.intp)
    over = np.zeros((DEPTH, TREES), dtype=np.float32)
    leaves = np.zeros((TREES, 2**DEPTH), dtype=np.float32)
    for tree in range(TREES):
        chance = 1 / (1 + np.exp(-odds))
        slopes = (truth - chance) * counted
        curves = np.maximum(chance * (1 - chance), _SUREST) * counted
        columns = np.sort(luck.permutation(features)[: max(1, round(FEATURES * features))])
        lines = np.flatnonzero(luck.random(len(truth)) < LINES)
        questions = _questions(bins[columns][:, lines], slopes[lines], curves[lines])
        leaf = np.zeros(len(truth), dtype=np.intp)
        for depth, (column, bin_) in enumerate(questions):
            feature = columns[column]
            asked[depth, tree], over[depth, tree] = feature, borders[feature, bin_]
            leaf += (bins[feature] > bin_).astype(np.intp) << depth
        certain = np.bincount(leaf, curves, 2**DEPTH) + RIDGE
        added = STEP * np.bincount(leaf, slopes, 2**DEPTH) / certain
        leaves[tree] = added
        odds += added[leaf]
    return Forest(features, asked, over, leaves, base)


def _binned(values: Floats) -> tuple[Floats, Bins]:
    """Return the borders between the bins of a feature, and the bin of each line.

    Borders are such as can be written; those past the last are greater than anything.
    """
    shares = np.linspace(0, 1, BINS + 1)[1:-1]
    found = np.unique(np.quantile(values, shares, method="lower").astype(np.float16))
    borders = np.full(BINS - 1, np.inf, dtype=np.float32)
    borders[: len(found)] = found
    return borders, np.searchsorted(borders, values).astype(np.uint8)


def _questions(bins: Bins, slopes: Doubles, curves: Doubles) -> list[tuple[int, int]]:
    """Return the column, and the bin above which a line's is, of each question of a tree.

    `bins` are of shape (columns, lines).
    """
    found: list[tuple[int, int]] = []
    node = np.zeros(len(slopes), dtype=np.intp)
    for depth in range(DEPTH):
        starts = node * BINS
        gains = np.stack([_gains(starts + one, slopes, curves, 2**depth) for one in bins])
        column, bin_ = divmod(int(np.argmax(gains)), BINS - 1)
        found.append((column, bin_))
        node += (bins[column] > bin_).astype(np.intp) << depth
    return found


def _gains(places: Places, slopes: Doubles, curves: Doubles, nodes: int) -> Doubles:
    """Return what is gained by asking, of all nodes, whether a line's bin is above each."""
    slope, curve = (
        np.bincount(places, one, nodes * BINS).reshape(nodes, BINS).cumsum(axis=1)
        for one in (slopes, curves)
    )
    below, above = slope[:, :-1], slope[:, -1:] - slope[:, :-1]
    near, far = curve[:, :-1] + RIDGE, curve[:, -1:] - curve[:, :-1] + RIDGE
    return np.asarray((below**2 / near + above**2 / far).sum(axis=0))
