"""What was found of copies and stories, by key, as it is written beside the segments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from search.local import groups
from search.local.groups import NONE, Found, Groups
from search.local.texts import Articles
from search.stories.copies import Copies, Overlaps
from search.stories.grouping import Partition
from search.stories.suspects import Suspects
from search.stories.texts import I4, U8


class Copied(NamedTuple):
    """What was found of copies, and what pairs of rows share that may be copies."""

    copies: Copies
    suspects: Suspects
    overlaps: Overlaps


def found(
    articles: Articles, copied: Copied, partition: Partition, lead: I4, past: Groups | None
) -> Found:
    """Return what there is to write; `past` are the groups that there were."""
    keys = articles.keys
    by_key = np.full((3, int(keys.max(initial=-1)) + 1), NONE, np.int32)
    founders, number = np.unique(partition.story, return_inverse=True)
    number = number.ravel() - (len(founders) > 0 and int(founders[0]) == NONE)
    founders = founders[founders != NONE]
    by_key[0, keys] = number
    by_key[1, keys] = _events(partition)
    fold = copied.copies.fold
    by_key[2, keys] = np.where(fold == NONE, NONE, keys[fold])
    told = np.flatnonzero(partition.story != NONE)
    told = told[np.argsort(articles.rows.rank[told], kind="stable")]
    story, event, stands = by_key
    now = Found(
        story=story,
        event=event,
        fold=stands,
        founder=articles.rows.rank[founders],
        lead=keys[lead[founders]],
        named=articles.rows.rank[told],
        named_key=keys[told],
        past=np.zeros(0, np.uint64),
        past_story=np.zeros(0, np.int32),
        **_shared(keys, copied),
    )
    if past is None:
        return now
    digests, heirs = _past(past, now)
    return now._replace(past=digests, past_story=heirs)


def _events(partition: Partition) -> I4:
    """Return the number of each article's event within its story, NONE outside of stories."""
    found = np.full(len(partition.story), NONE, np.int32)
    told = np.flatnonzero(partition.story != NONE)
    story, event = partition.story[told].astype(np.int64), partition.event[told]
    pairs, at = np.unique(story << 32 | event, return_inverse=True)
    first = np.searchsorted(pairs >> 32, pairs >> 32)
    found[told] = (np.arange(len(pairs)) - first)[at.ravel()]
    return found


def _shared(keys: I4, copied: Copied) -> dict[str, Any]:
    """Return the pairs of articles that share much of their text, both ways, by key."""
    a, b, twin = copied.suspects
    shared, one, other = copied.overlaps
    shorter = np.minimum(one, other)
    near = (5 * shared.astype(np.int64) >= 4 * shorter.astype(np.int64)) & (shorter > 0)
    a, b, shared, one, other = (column[near] for column in (a, b, shared, one, other))
    whole = np.flatnonzero(twin != np.arange(len(twin)))
    left = np.concatenate([a, b, whole, twin[whole]])
    right = np.concatenate([b, a, twin[whole], whole])
    ones = np.ones(len(whole))
    jaccard = shared / np.maximum(one + other - shared, 1)
    containment = shared / np.maximum(np.minimum(one, other), 1)
    contained = np.concatenate([shared / np.maximum(one, 1), shared / np.maximum(other, 1)])
    shares = {
        "jaccard": np.concatenate([jaccard, jaccard, ones, ones]),
        "containment": np.concatenate([containment, containment, ones, ones]),
        "contained": np.concatenate([contained, ones, ones]),
    }
    order = np.lexsort((keys[right], keys[left]))
    return {
        "one": keys[left][order],
        "other": keys[right][order],
        **{
            name: np.rint(share[order] * groups.WHOLE).astype(np.uint16)
            for name, share in shares.items()
        },
    }


def _past(before: Groups, now: Found) -> tuple[U8, I4]:
    """Return the founders whose articles are in no story now, and which story has most of what
    theirs had.
    """
    digests, story = before.founders()
    gone = ~np.isin(digests, now.named)
    digests, story = digests[gone], story[gone]
    was = before.every("story")
    size = min(len(was), len(now.story))
    both = (was[:size] != NONE) & (now.story[:size] != NONE)
    pairs, counts = np.unique(
        was[:size][both].astype(np.int64) << 32 | now.story[:size][both], return_counts=True
    )
    heir: dict[int, int] = {}
    for pair in pairs[np.argsort(counts, kind="stable")].tolist():  # the most comes last
        heir[pair >> 32] = pair & 0xFFFFFFFF
    kept = [
        (digest, heir[one])
        for digest, one in zip(digests.tolist(), story.tolist(), strict=True)
        if one in heir
    ]
    kept.sort()
    return (
        np.array([digest for digest, _ in kept], np.uint64),
        np.array([one for _, one in kept], np.int32),
    )
