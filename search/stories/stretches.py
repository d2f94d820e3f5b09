"""Stretches of an array, one after the other: those of row i are `values[at[i] : at[i + 1]]`."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from search.stories.texts import I8, Bool

Kind = TypeVar("Kind", bound=np.generic)


def offsets(sizes: I8) -> I8:
    """Return where each of some stretches begins, and where the last ends."""
    at = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=at[1:])
    return at


def spread(at: I8, rows: npt.NDArray[np.integer]) -> tuple[I8, I8]:
    """Return where each of these rows begins and ends among them, and which places they take."""
    sizes = at[rows + 1] - at[rows]
    bounds = offsets(sizes)
    places = np.repeat(at[rows] - bounds[:-1], sizes)
    places += np.arange(len(places))
    return bounds, places


def chosen(at: I8, values: npt.NDArray[Kind], mask: Bool) -> tuple[I8, npt.NDArray[Kind]]:
    """Return those of each row that a mask tells."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(mask, dtype=np.int64)])
    return before[at], values[mask]


def begins(key: npt.NDArray[np.integer]) -> I8:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(changes(key))


def changes(values: npt.NDArray[np.generic]) -> Bool:
    """Return which values are not what the one before is; the first is not."""
    found = np.ones(len(values), bool)
    found[1:] = values[1:] != values[:-1]
    return found
