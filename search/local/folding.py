"""Lists with copies folded: of near-duplicates that match, one is listed.

What stands for the others is the article that they are copies of, or the earliest of them where
that one does not match. Everything is still counted; only lists leave the others out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from search.codec.ranking import Bool
from search.codec.words import I8
from search.local.answer import Answer
from search.local.grouped import Grouped

MORE = 16
"""Articles that are looked for beyond those wanted, at first: of the first page, where half of all
results have some that others stand for, along with what matches (`bench http`)."""


def hidden(grouped: Grouped, result: Sequence[Bool]) -> I8:
    """Return the numbers of the articles of a result that others stand for, rising."""
    copies = grouped.copies
    matched = grouped.among(result, copies.numbers)
    if not matched.any():
        return np.zeros(0, np.int64)
    numbers, group = copies.numbers[matched], copies.group[matched]
    is_there = grouped.among(result, copies.originals)
    days = grouped.day[numbers].astype(np.int64)
    days = np.where(days > 0, days, np.iinfo(np.int64).max)
    order = np.lexsort((numbers, days, group))
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = group[order][1:] != group[order][:-1]
    stays = is_first & ~is_there[group[order]]
    found: I8 = np.sort(numbers[order[~stays]])
    return found


def folded(
    grouped: Grouped,
    found: Answer,
    offset: int,
    limit: int,
    again: Callable[[int], Answer],
) -> tuple[Answer, int]:
    """Return a page of a result without the articles that others stand for, and how many these
    are in all of it.

    `found` is that page of the whole result, with its masks, or that page and what comes next;
    `again` gives the first so many.
    """
    gone = hidden(grouped, found.matched)
    listed = found.total - len(gone)
    if not len(gone) or not limit or offset >= listed:
        most = limit if offset < listed else 0
        page = found._replace(numbers=found.numbers[:most], scores=found.scores[:most])
        return page, len(gone)
    wanted = min(offset + limit, listed)
    most, kept = wanted + min(len(gone), MORE), np.zeros(0, np.int64)
    while True:
        is_there = not offset and len(found.numbers) >= min(most, found.total)
        first = found if is_there else again(most)
        numbers = np.array(first.numbers, np.int64)
        at = np.minimum(np.searchsorted(gone, numbers), len(gone) - 1)
        kept = np.flatnonzero(gone[at] != numbers)
        if len(kept) >= wanted or most >= found.total or len(numbers) < most:
            break
        most = min(2 * most, found.total)
    page = kept[offset : offset + limit].tolist()
    looked_at = offset + sum(at < first.looked_at for at in page)
    cut = first._replace(
        numbers=[first.numbers[at] for at in page],
        scores=[first.scores[at] for at in page],
        matched=found.matched,
        looked_at=looked_at if page else first.looked_at,
    )
    return cut, len(gone)
