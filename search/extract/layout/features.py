"""What the lines of a page look like by what they say, where they stand and who else holds them.

All numbers are of about unit size. `Laid` is what is known of a page before it is weighed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from search.extract.body.context import among
from search.extract.body.features import OWN, SUREST, Floats, Seen, nearest, shifted, window
from search.extract.layout.blocks import HOLDERS, Block
from search.extract.layout.readings import held, words

PARENT = 1  # of the holders of a line, the element around its own
ANY = 1e-3  # words; less is none


@dataclass(frozen=True, slots=True)
class Laid:
    """A page's lines: their numbers, words and how many; what else each is known by.

    `text` is what they say, `said` how much of each the reading by markup holds, `holders` of
    shape (ways, lines).
    """

    numbers: Floats
    words: list[list[str]]
    counts: Floats
    text: Seen
    said: Floats
    holders: npt.NDArray[np.intp]


def laid(
    blocks: Sequence[Block], text: Seen, odds: Floats, markup: Sequence[str], dense: Sequence[str]
) -> Laid:
    """Return what is known of lines of which these are the log-odds by what they say.

    `markup` and `dense` are the paragraphs of two other readings.
    """
    said = [words(one.text) for one in blocks]
    counts = np.array([len(one) for one in said], dtype=np.float32)
    holders = np.array([one.holders for one in blocks], dtype=np.intp).reshape(-1, HOLDERS).T
    held_by = [held(said, holders[PARENT].tolist(), "\n".join(one)) for one in (markup, dense)]
    size = counts + 0.5
    likely = np.clip(odds, -SUREST, SUREST).astype(np.float32)
    chance = (1 / (1 + np.exp(-likely))).astype(np.float32)
    shown = np.array([one.numbers for one in blocks], dtype=np.float32)
    columns: list[npt.NDArray[Any]] = [
        among(likely, text),
        text.numbers[:, : len(OWN)],
        shown,
        np.stack([*held_by, (held_by[0] + held_by[1]) / 2], axis=1),
        _beside(held_by[0], size),
        _within(holders, size, (held_by[0], chance), shown[:, 0]),
        _whole(said, chance, size, markup, dense),
    ]
    numbers = np.concatenate(columns, axis=1, dtype=np.float32)
    return Laid(numbers, said, counts, text, held_by[0], holders)


def further(first: Floats, page: Laid) -> Floats:
    """Return the numbers of lines of which these log-odds are a first guess."""
    size = page.counts + 0.5
    chance = (1 / (1 + np.exp(-np.clip(first, -SUREST, SUREST)))).astype(np.float32)
    mass = chance * size
    total, told = max(ANY, float(mass.sum())), max(ANY, float((size * page.said).sum()))
    shared = float((mass * page.said).sum())
    whole = (total / size.sum(), np.log1p(total) / 8, shared / total, shared / told)
    columns: list[npt.NDArray[Any]] = [
        page.numbers,
        among(first, page.text),
        np.stack([one for way in page.holders[1:] for one in _shares(way, size, chance)], axis=1),
        np.tile(np.array(whole, dtype=np.float32), (len(size), 1)),
    ]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _beside(said: Floats, size: Floats) -> Floats:
    """Return what of the lines about each the reading by markup holds, and where in it it is."""
    mass = size * said
    total = max(ANY, float(mass.sum()))
    upto = np.cumsum(mass)
    before, after = upto - mass, total - upto
    columns: list[npt.NDArray[np.generic]] = [before / total, after / total]
    columns += [before <= ANY**2, after <= total * ANY / 10]
    columns += [shifted(said[:, None], by)[:, 0] for by in (1, -1, 2, -2, 3, -3)]
    for ends in ((-5, -1), (1, 5), (-15, -1), (1, 15)):
        columns.append(window(mass, *ends) / (window(size, *ends) + ANY))
    above, below = nearest((said > 0.5) & (size > 8), 99)
    columns += [1 / above, 1 / below, np.log(above) / 4, np.log(below) / 4]
    columns.append((above < 99) & (below < 99))
    return np.stack([np.asarray(one, dtype=np.float32) for one in columns], axis=1)


def _within(
    holders: npt.NDArray[np.intp], size: Floats, chances: Sequence[Floats], linked: Floats
) -> Floats:
    """Return what the others are like that each line stands with, by every way of standing."""
    columns = []
    total = size.sum()
    for way in holders:
        sizes = np.bincount(way, size)
        for chance in chances:
            columns += _shares(way, size, chance)
        columns += [
            (np.bincount(way, size * linked) / np.maximum(sizes, ANY))[way],
            (sizes / total)[way],
            np.log1p(np.bincount(way))[way] / 5,
            np.log1p(sizes)[way] / 8,
        ]
    return np.stack(columns, axis=1).astype(np.float32)


def _shares(
    way: npt.NDArray[np.intp], size: Floats, chance: Floats
) -> list[npt.NDArray[np.float64]]:
    """Return how much of what stands with each line is likely, and how much of all that is."""
    mass = np.bincount(way, size * chance)
    total = max(ANY, float((size * chance).sum()))
    return [(mass / np.maximum(np.bincount(way, size), ANY))[way], (mass / total)[way]]


def _whole(
    said: Sequence[Sequence[str]],
    chance: Floats,
    size: Floats,
    markup: Sequence[str],
    dense: Sequence[str],
) -> Floats:
    """Return how far the readings of a page agree, and how much each is; alike for all lines."""
    lines = Counter(
        word for row, sure in zip(said, chance.tolist(), strict=True) if sure > 0.5 for word in row
    )
    first, second = (Counter(words("\n".join(one))) for one in (markup, dense))
    numbers = (
        *(_alike(first, lines), _alike(first, second), _alike(lines, second)),
        *(np.log1p(one.total()) / 8 for one in (first, second, lines)),
        *(np.log1p(size.sum()) / 8, np.log1p(len(size)) / 6, (size * chance).sum() / size.sum()),
    )
    return np.tile(np.array(numbers, dtype=np.float32), (len(size), 1))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())
