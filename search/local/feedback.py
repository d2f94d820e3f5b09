"""What the first articles have in common, in other words than were typed.

Of a long query of which any word will do, the best articles tell what it is about: words that at
least three of the first five share, weighed by how much each of these is about them and the rarer
the more, count for the other articles as well. Unasked words bring no article in, and the first
three keep their places: moving these by words that nobody typed hides the very article that was
looked for.

Found by measuring (bench/results/quality.md). Source: the vectors of Rocchio 1971.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from search import stored
from search.analysis import LANGUAGES, fold, stem, words
from search.codec.best import F8
from search.codec.ranking import K1, Bool
from search.codec.words import I8, U2, true_count
from search.local import scoring
from search.local.leaf import RUN, Leaf
from search.local.matching import DEFAULT_SCOPE
from search.local.plan import Scored
from search.local.searched import Searched
from search.local.weighing import Weight
from search.query.tree import Term

FEEDBACK = 0.25
"""What the word that the first articles are most about counts, of what a typed word does."""

TOLD_BY = 5
"""Articles that tell, the first."""

SHARED_BY = 3
"""Articles of these that share a word."""

KEPT = 3
"""Articles that keep their places, the first."""

MOST_WORDS = 10
LEAST_LETTERS = 3
MOST_READ = 150
"""Words of a text that are read."""

CHARACTERS = 7
"""What a word takes, more or less; a text is cut before its words are looked for."""

COMMON_SHARE, FEW = 0.25, 10
"""Words in more than this share of the articles, and in more than so many, tell nothing."""

_PUNCTUATION = ".,;:!?()[]'\"“”‘’—–-"
_POSSESSIVES = ("'s", "’s")
"""What stands at the ends of words and is no part of them."""

COVERED = 0.95
"""Share of what was typed, by rarity, from which on the best article has it all."""

Weigh: TypeAlias = Callable[[Sequence[Scored]], tuple[Weight, ...]]
LeafOf: TypeAlias = Callable[[int, Scored], Leaf]


class Asking(NamedTuple):
    """What the archive is asked of words: their weights, and who holds one in a segment."""

    weigh: Weigh
    leaf: LeafOf


class Also(NamedTuple):
    """A word that is counted as well, and what it adds to each article that is looked at."""

    text: str
    scores: F8


def also_counted(
    asking: Asking,
    archive: scoring.Archive,
    segments: Sequence[Searched],
    numbers: I8,
    scores: F8,
) -> tuple[Also, ...]:
    """Return what is counted as well for articles, given by their numbers in the snapshot, and
    their scores, which tell the first.
    """
    first = np.argsort(-scores, kind="stable")[:TOLD_BY]
    best = float(scores[first[0]])
    read = [_read(segments, int(numbers[at])) for at in first]
    telling = _telling(read, archive.common)
    weights = dict(
        zip(telling, asking.weigh([_scored(text) for text in telling.values()]), strict=True)
    )
    most_held = max(COMMON_SHARE * archive.count, FEW)
    told = {
        key: sum(
            float(scores[at]) / best * weight.most**2 * scoring.saturation(counts[key])
            for at, one in zip(first, read, strict=True)
            if (counts := one.counts).get(key)
        )
        for key, weight in weights.items()
        if weight.holders <= most_held
    }
    chosen = sorted(told, key=lambda key: (-told[key], telling[key]))[:MOST_WORDS]
    also = []
    for key in chosen:
        much = FEEDBACK * told[key] / told[chosen[0]] * weights[key].most
        full = _fullness(asking.leaf, segments, weights[key].scored, numbers)
        also.append(Also(telling[key], much * full))
    return tuple(also)


def _scored(text: str) -> Scored:
    return Scored(Term(text), DEFAULT_SCOPE, 1.0)


class _Read(NamedTuple):
    """What is read of an article: the stem and the folded form of each word, and the f
    (codec/ranking.py) of each stem.
    """

    stems: Sequence[str]
    forms: Sequence[str]
    counts: Mapping[str, float]


def _read(segments: Sequence[Searched], number: int) -> _Read:
    """Return what is read of an article, by its number in the snapshot."""
    segment = next(one for one in segments if number < one.base + one.size)
    doc = number - segment.base
    records = segment.view.file.records
    card = stored.brief(records.fronts[doc])
    title, lang = card.get("title") or "", card.get("lang")
    lang = lang if lang in LANGUAGES else None
    in_title = [fold(form) for form in _forms(title)]
    in_body = [
        fold(form)
        for form in _forms(stored.decoded(records.bodies[doc])[: CHARACTERS * MOST_READ])
    ][:MOST_READ]
    its = [stem(form, lang) for form in in_title], [stem(form, lang) for form in in_body]
    counts: dict[str, float] = {}
    for keys, at in zip(its, (doc, segment.size + doc), strict=True):
        share = float(segment.shares[at])
        for key, count in Counter(keys).items():
            counts[key] = counts.get(key, 0.0) + count * share
    return _Read(its[0] + its[1], in_title + in_body, counts)


def _forms(text: str) -> list[str]:
    """Return the forms of the words of a text in order, at a third of the cost of `words`."""
    found: list[str] = []
    for run in text.split():  # no word has a space in it
        bare = run.strip(_PUNCTUATION)
        if bare[-2:] in _POSSESSIVES:
            bare = bare[:-2]
        if bare.isascii() and bare.isalnum():
            found.append(bare)
        elif bare:
            found += [word.form for word in words(run)]
    return found


def _telling(read: Sequence[_Read], common: Collection[str]) -> dict[str, str]:
    """Return of each stem that enough of what was read has, and that may tell something, the form
    that it has there most often.
    """
    shared = Counter(key for one in read for key in one.counts)
    few = min(SHARED_BY, len(read))
    forms: dict[str, Counter[str]] = {
        key: Counter()
        for key, count in shared.items()
        if count >= few and len(key) >= LEAST_LETTERS and not key.isdigit()
    }
    for one in read:
        for key, form in zip(one.stems, one.forms, strict=True):
            if key in forms:
                forms[key][form] += 1
    texts = {key: min(each, key=lambda form: (-each[form], form)) for key, each in forms.items()}
    return {key: text for key, text in texts.items() if text not in common}


def _fullness(leaf_of: LeafOf, segments: Sequence[Searched], scored: Scored, numbers: I8) -> F8:
    """Return how full of a word articles are, by their numbers in the snapshot."""
    full = np.zeros(len(numbers))
    for place, segment in enumerate(segments):
        here = np.flatnonzero((numbers >= segment.base) & (numbers < segment.base + segment.size))
        leaf = leaf_of(place, scored)
        docs = numbers[here] - segment.base
        f = _f_of(segment, leaf, docs)
        full[here] = f / (f + K1)
    return full


def _f_of(segment: Searched, leaf: Leaf, docs: I8) -> F8:
    """Return the f of articles of a segment."""
    found = np.zeros(len(docs))
    for run in range(0, len(leaf.runs), RUN):
        title, title_end, body, body_end, made, made_end = leaf.runs[run : run + RUN]
        if made < made_end:
            at, is_there = _found(leaf.made.docs[made:made_end], docs)
            found[is_there] += leaf.made.f[made:made_end][at]
        for words_, low, high, shares in (
            (segment.title, title, title_end, segment.shares[: segment.size]),
            (segment.body, body, body_end, segment.shares[segment.size :]),
        ):
            if low < high:
                at, is_there = _found(words_.docs[low:high], docs)
                times = [
                    true_count.run(words_.counts, words_.many_at, words_.many, low + one)
                    for one in at.tolist()
                ]
                found[is_there] += np.array(times) * shares[docs[is_there]]
    return found


def _found(holders: U2, docs: I8) -> tuple[I8, Bool]:
    """Return where some of the articles are among the holders, and which of them are there."""
    at = np.searchsorted(holders, docs)
    at[at == len(holders)] = 0
    is_there = holders[at] == docs
    return at[is_there], is_there
