"""Where the body of an article holds what its title does.

A segment has for each posting of a title's word `title.in_body`: the body's posting of the same
stem in the same article, or NOWHERE. So the two are scored as one without being merged at every
search, and the articles that hold a stem anywhere are those of the body and the NOWHEREs.
"""

from __future__ import annotations

import numpy as np

from search.codec.jit import kernel
from search.codec.strings import lower
from search.codec.words import U1, U2, U4, Words

NOWHERE = (1 << 32) - 1


def in_body(title: Words, body: Words) -> U4:
    """Return the array `title.in_body` of a segment with these words."""
    out = np.empty(len(title.docs), np.uint32)
    pair(
        title.stems.blob,
        title.stems.at,
        title.first,
        title.docs,
        body.stems.blob,
        body.stems.at,
        body.first,
        body.docs,
        out,
    )
    return out


@kernel
def pair(
    title_stems: U1,
    title_at: U4,
    title_first: U4,
    title_docs: U2,
    body_stems: U1,
    body_at: U4,
    body_first: U4,
    body_docs: U2,
    out: U4,
) -> None:
    """Write for each posting of the titles the one of the bodies, or NOWHERE."""
    rows = len(body_at) - 1
    row = 0
    for stem in range(len(title_at) - 1):
        key = title_stems[int(title_at[stem]) : int(title_at[stem + 1])]
        row = lower(body_stems, body_at, key, row, rows)
        place, end = 0, 0
        if row < rows:
            start = int(body_at[row])
            size = int(body_at[row + 1]) - start
            same = 0
            while same < size and same < len(key) and body_stems[start + same] == key[same]:
                same += 1
            if same == size and same == len(key):
                place, end = int(body_first[row]) + 0, int(body_first[row + 1]) + 0
        for posting in range(int(title_first[stem]), int(title_first[stem + 1])):
            doc = int(title_docs[posting]) + 0
            low, high = place, end
            while low < high:
                middle = (low + high) >> 1
                if int(body_docs[middle]) < doc:
                    low = middle + 1
                else:
                    high = middle
            place = low
            found = place < end and int(body_docs[place]) == doc
            out[posting] = place if found else 4294967295
