"""Which lines of a page another reading of it holds: each line's share of words that stand there.

What a page shows twice (a teaser, a line of the article beside the text) a reading holds once. So
each of its words is used for one line only, first for lines of those elements that share most
with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

RUN = 3  # words by which texts are compared
HELD = 0.5  # share of a line's words from which a reading holds it
SOME = 0.3  # share up to which it is not looked at again
TOLD = 5  # words; a shorter line may be said twice
LONG = 12  # words of a line that may be several others in one
MOSTLY = 0.8  # of its runs of words stand in other lines

Floats = npt.NDArray[np.float32]

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


def words(text: str) -> list[str]:
    """Return the words that are compared."""
    return _WORD.findall(text.lower())


def runs(sequence: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of three words of a sequence."""
    return zip(*(islice(sequence, start, None) for start in range(RUN)), strict=False)


def held(rows: Sequence[Sequence[str]], elements: Sequence[int], text: str) -> Floats:
    """Return for each line, of these words and in this element, the share that a text holds."""
    left = Counter(runs(words(text)))
    flat = [word for row in rows for word in row]
    sizes = np.array([len(row) for row in rows], dtype=np.intp)
    ends = np.cumsum(sizes)
    share = _shares(flat, sizes, ends, left)
    within = np.array(elements, dtype=np.intp)
    mass = np.bincount(within, share * sizes)[within] if len(rows) else share
    found = np.zeros(len(rows), dtype=np.float32)
    for place in np.lexsort((np.arange(len(rows)), -mass)).tolist():
        if share[place] <= SOME:
            continue
        start, end = int(ends[place] - sizes[place]), int(ends[place])
        if end - start < RUN:  # of so short a line tells what stands about it
            start, end = max(0, start - RUN + 1), end + RUN - 1
        known = [run for run in runs(flat[start:end]) if run in left]
        if known and sum(left[run] > 0 for run in known) >= HELD * len(known):
            found[place] = share[place]
            left.subtract(known)
    return found


def _shares(
    flat: Sequence[str],
    sizes: npt.NDArray[np.intp],
    ends: npt.NDArray[np.intp],
    left: Counter[tuple[str, ...]],
) -> npt.NDArray[np.float64]:
    """Return which share of each line's words stands in a run that the text has, too."""
    hit = np.zeros(len(flat) + RUN, dtype=bool)
    for place, run in enumerate(runs(flat)):
        if run in left:
            hit[place : place + RUN] = True
    upto = np.concatenate(([0], np.cumsum(hit)))
    share: npt.NDArray[np.float64] = (upto[ends] - upto[ends - sizes]) / np.maximum(1, sizes)
    return share


def again(rows: Sequence[Sequence[str]], keep: Sequence[bool], said: Floats) -> list[bool]:
    """Return which lines to keep without those that say what others that are kept say.

    `said` is how much of each line the reading by markup holds; what it holds stays.
    """
    kept, seen = list(keep), set[str]()
    count: Counter[tuple[str, ...]] = Counter()
    for place, row in enumerate(rows):
        if not kept[place]:
            continue
        spelling = " ".join(row)
        kept[place] = len(row) < TOLD or said[place] >= HELD or spelling not in seen
        seen.add(spelling)
        if kept[place]:
            count.update(set(runs(row)))
    doubted = [
        place
        for place, row in enumerate(rows)
        if kept[place] and said[place] < HELD and len(row) >= LONG
    ]
    for place in sorted(doubted, key=lambda one: -len(rows[one])):
        own = set(runs(rows[place]))
        if sum(count[run] > 1 for run in own) >= MOSTLY * len(own):
            kept[place] = False
            count.subtract(own)
    return kept
