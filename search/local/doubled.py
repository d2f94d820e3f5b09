"""Articles where two forms of a word share a position, as a compound and its first piece may:
"Iran-Iranian talks" has one place of the word, and two tokens.

Nearly all words have none such, and their postings are read as they lie. Some of the commonest
names of news have a few: these articles are made apart, and what lies between them is read in runs
of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from search.codec.places import Bool
from search.codec.words import I8, U2
from search.local.leaf import RUN, Leaf
from search.local.searched import FIELDS, NONE, Counts, Searched, Spelled


def apart(segment: Searched, leaf: Leaf, found: Mapping[str, Spelled]) -> Leaf:
    """Return a leaf of the runs of a word with its doubled articles made apart."""
    if not any(len(its.doubled) for its in found.values()):
        return leaf
    docs = np.unique(
        np.concatenate([segment.words[field].docs[its.doubled] for field, its in found.items()])
    )
    mask = np.zeros(segment.size, np.bool_)
    mask[docs] = True
    counts = {field: _counted(segment, field, its.table, mask) for field, its in found.items()}
    made = segment.blended(*(counts.get(field, NONE) for field in FIELDS))
    runs: list[int] = []
    for at in range(0, len(leaf.runs), RUN):
        ends = [
            _split(
                segment.words[field].docs, leaf.runs[at + 2 * number : at + 2 * number + 2], docs
            )
            for number, field in enumerate(FIELDS)
        ]
        for (title, title_end), (body, body_end) in zip(*ends, strict=True):
            if title < title_end or body < body_end:
                runs += (title, title_end, body, body_end, 0, 0)
    runs += (0, 0, 0, 0, 0, len(made.docs))
    return Leaf(tuple(runs), leaf.held, made)


def _counted(segment: Searched, field: str, table: I8, mask: Bool) -> Counts:
    """Return who of the mask has a word in a field, and at how many positions."""
    places = np.unique(segment.located(field, table, mask))
    docs, counts = np.unique(places >> 32, return_counts=True)
    return Counts(docs.astype(np.uint16), counts.astype(np.uint32))


def _split(holders: U2, run: Sequence[int], docs: U2) -> list[tuple[int, int]]:
    """Return the postings of a run before, between and after those of some articles."""
    low, high = run
    its = holders[low:high]
    before, after = np.searchsorted(its, docs), np.searchsorted(its, docs, side="right")
    ends = [low, *(low + np.stack([before, after], axis=1).reshape(-1)).tolist(), high]
    return list(zip(ends[::2], ends[1::2], strict=True))
