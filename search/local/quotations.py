"""Who is quoted in a result, in how many articles: one pass over the speakers of all quotations.

Which identity each term of `said` has, and how many quotations each article holds, is worked out
once for a snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.codec.ranking import Bool
from search.codec.words import I8
from search.engine import Page, SearchRequest
from search.local.counting import counted
from search.local.facets import values_of
from search.local.names import Aliases
from search.local.searched import Searched
from search.local.snapshot import Opened
from search.profile import Speakers
from search.roll import Listed

KEPT = "quoted"
"""What the speakers of all segments are kept under, with a snapshot."""

_MORE = 128
"""The bit of a byte that its number goes on in the next."""


class Told(NamedTuple):
    """The speakers of a segment: each (article, speaker) once, and how many quotations there are
    in each article.
    """

    docs: I8
    speakers: I8
    quotes: I8


class Quoted(NamedTuple):
    """The ids of all speakers in order, what they are called, and who speaks in each segment."""

    ids: Sequence[str]
    labels: Sequence[str]
    told: tuple[Told, ...]


def speakers(
    opened: Opened, request: SearchRequest, most: int, aliases: Aliases
) -> tuple[Page, Speakers]:
    """Return what a search comes to, its page without hits, and who is quoted in it most."""
    page, masks = counted(opened, request, aliases)
    return page, _counted(opened.searchable.segments, masks, most)


def _counted(segments: Sequence[Searched], result: Sequence[Bool], most: int) -> Speakers:
    if not segments or not result:
        return Speakers(0, (), 0)
    quoted = _quoted(segments)
    counts = np.zeros(len(quoted.ids), np.int64)
    quotes = 0
    for told, mask in zip(quoted.told, result, strict=True):
        counts += np.bincount(told.speakers[mask[told.docs]], minlength=len(counts))
        quotes += int(told.quotes[mask].sum())
    met = counts.nonzero()[0]
    ranked = sorted(met.tolist(), key=lambda one: (-counts[one], quoted.labels[one]))[:most]
    entries = tuple(
        Listed(quoted.ids[one], quoted.labels[one], int(counts[one]), None, None) for one in ranked
    )
    return Speakers(len(met), entries, quotes)


def _quoted(segments: Sequence[Searched]) -> Quoted:
    known = segments[0].facets
    if KEPT not in known:
        known[KEPT] = _worked_out(segments)
    found: Quoted = known[KEPT]
    return found


def _worked_out(segments: Sequence[Searched]) -> Quoted:
    identities = [
        [term.partition(b"\t")[0] for term in segment.view.file.names["said"].terms]
        for segment in segments
    ]
    ids = sorted({identity for part in identities for identity in part if identity})
    number = {identity: at for at, identity in enumerate(ids)}
    people = values_of(segments, "people")
    named = dict(zip(people.values, people.labels, strict=True))
    told = tuple(
        _told(segment, [number.get(identity, -1) for identity in part])
        for segment, part in zip(segments, identities, strict=True)
    )
    labels = [named.get(identity, identity).decode() for identity in ids]
    return Quoted([identity.decode() for identity in ids], labels, told)


def _told(segment: Searched, numbers: Sequence[int]) -> Told:
    """Return who speaks in a segment; `numbers` is who each term of `said` is, or -1."""
    names = segment.view.file.names["said"]
    of_each = np.repeat(np.array(numbers, np.int64), names.first[1:] - names.first[:-1])
    docs = names.docs.astype(np.int64)
    keys = np.unique((of_each * segment.size + docs)[of_each >= 0])
    starts = segment.view.file.starts("quotes")
    ends = np.concatenate(([0], np.cumsum(starts.data < _MORE)))
    numbers_of = np.diff(ends[starts.at.astype(np.int64)])
    return Told(keys % segment.size, keys // segment.size, numbers_of // 2)
