"""What each line looks like, and what stands around it, in numbers of about unit size."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from search.extract import captions
from search.extract.body.vocabulary import Clues, Vocabulary, clues, shipped
from search.extract.datetext import is_date_line
from search.extract.furniture import wording
from search.extract.lines import Line
from search.extract.prose import (
    BULLETS,
    dominant_language,
    function_words,
    is_bullet,
    words_of,
)

Floats = npt.NDArray[np.float32]

KINDS = ("furniture", "section", "paywall", "promo", "caption", "credit", "dateline")
OWN = (
    *("words", ">3", ">8", ">16", ">30", ">60", ">100"),
    *("sentence", "ellipsis", "question", "colon", "bullet", "number", "lowercase", "digit first"),
    *(
        "quote first",
        "quotes",
        "common",
        "capitals",
        "shouting",
        "digits",
        "bars",
        "commas",
        "gap",
    ),
    *("address", "rights", "time", "sentences", "reader", "said", "length", "date", "repeated"),
    *("topical", "bare", "prose", "long prose", "bracket", "dash", "credited", *KINDS),
)
"""The numbers of a line by itself."""

AT = {name: column for column, name in enumerate(OWN)}
_NEAR = [
    AT[name]
    for name in (
        *("words", "sentence", ">8", "bullet", "capitals", "common", "bare", "prose", "gap"),
        *("time", *KINDS, "date", "colon", "quote first"),
    )
]
_FARTHER = [AT[name] for name in ("words", "sentence", ">8", "prose", "furniture", "section")]

_ONE_KIND = {None: (0.0,) * len(KINDS)} | {
    kind: tuple(float(kind == one) for one in KINDS) for kind in KINDS
}
_SENTENCE = AT["sentence"]
_COMMON = AT["common"] - AT["quotes"]

SUREST = 6.0  # log-odds
SPOKEN = 7  # numbers that a vocabulary tells, the line's own first

_SAMPLE = 2000  # characters looked at; longer lines are prose whatever follows
_SENTENCE_END = frozenset(".!?…。！？'\"”’»)]*")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s")
_NEXT_SENTENCE = re.compile(r"[.!?]['\"”’»)]* +['\"“«(]?[A-ZÀ-ÞА-Я]|[。！？]")
_TIME = re.compile(r"\d:\d\d|\b(?:19|20)\d\d\b")


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    source = files("search.extract.body").joinpath("data/words.txt").read_text(encoding="utf-8")
    rows = (row.split(": ", 1) for row in source.splitlines() if not row.startswith("#"))
    return {group: frozenset(words.split()) for group, words in rows}


@dataclass(frozen=True, slots=True)
class Seen:
    """The lines of a text: `numbers` of shape (lines, features), `words` as compared, `counts`.

    The last of the numbers are what a vocabulary tells of the `clues`.
    """

    numbers: Floats
    words: list[list[str]]
    counts: Floats
    clues: list[Clues]

    @property
    def told_by_words(self) -> Floats:
        """A third of the log-odds that the vocabulary gives each line."""
        return self.numbers[:, -SPOKEN]

    def told(self, vocabulary: Vocabulary) -> Seen:
        """Return the same lines as another vocabulary tells of them."""
        spoken = _spoken(vocabulary.odds(self.clues), self.counts)
        before = self.numbers[:, :-SPOKEN]
        return replace(self, numbers=np.concatenate([before, spoken], axis=1))


def seen(rows: Sequence[Line]) -> Seen:
    """Return the numbers of every line, by itself and among the others."""
    written = [words_of(line.text) for line in rows]
    lowered = [list(map(str.lower, words)) for words in written]
    sample = [word for words in lowered for word in words[:60]][:20_000]
    lang, _, _ = dominant_language(sample)
    common = function_words()[lang] if lang else frozenset()
    folded = [line.text.casefold() for line in rows]
    repeats = Counter(folded)
    topical = [{word for word in words if len(word) > 5} for words in lowered]
    spread = Counter(word for words in topical for word in words)
    often = {word for word, count in spread.items() if count > 2}
    table = []
    for line, words, lower, own, fold in zip(rows, written, lowered, topical, folded, strict=True):
        shape = _shape(line, len(words))
        wordy = _wording(line, words, lower, common)
        kind = wording(line.text)
        table.append(
            (
                *shape,
                *wordy,
                repeats[fold] > 1,
                len(own & often) / max(3, len(own)),
                *_follows(line, len(words), shape[_SENTENCE], wordy[_COMMON], kind, common),
                *_ONE_KIND[kind],
            )
        )
    own_numbers = np.array(table, dtype=np.float32).reshape(len(rows), len(OWN))
    counts = np.array([len(words) for words in written], dtype=np.float32)
    around = _around(own_numbers, counts)
    known = clues(lowered, (own_numbers[:, AT["bare"]] > 0).tolist())
    spoken = _spoken(shipped().odds(known), counts)
    return Seen(np.concatenate([own_numbers, *around, spoken], axis=1), lowered, counts, known)


def _shape(line: Line, count: int) -> tuple[float, ...]:
    text = line.text
    first, last = text[0], text[-1]
    return (
        math.log1p(count) / 3,
        count > 3,
        count > 8,
        count > 16,
        count > 30,
        count > 60,
        count > 100,
        last in _SENTENCE_END and line.ends_sentence,
        text.endswith(("...", "…")),
        last == "?",
        last == ":",
        first in BULLETS and is_bullet(text),
        first in "(0123456789" and bool(_NUMBER.match(text)),
        first.islower(),
        first.isdigit(),
        first in "\"“«„'‘「『",
    )


def _wording(
    line: Line, written: Sequence[str], lower: Sequence[str], common: frozenset[str]
) -> tuple[float, ...]:
    text, known = line.text[:_SAMPLE], _words()
    count = len(written)
    many = max(1, count)
    firsts = [word[0] for word in written]
    shouting = sum(map(str.isupper, written))
    if shouting:
        shouting -= len([word for word in written if len(word) == 1 and word.isupper()])
    return (
        '"' in text or "“" in text or "«" in text,
        min(1.0, 2 * sum(map(common.__contains__, lower)) / many),
        sum(map(str.isupper, firsts)) / many,
        shouting / many,
        sum(map(str.isdigit, firsts)) / many,
        "|" in text or "›" in text or "»" in text or "·" in text,
        min(1.0, text.count(",") / 4),
        line.gap,
        "@" in text or "http" in text or "www." in text or ".com" in text,
        "©" in text,
        count < 40 and (bool(_TIME.search(text)) or not known["time"].isdisjoint(lower)),
        count > 8 and min(1.0, len(_NEXT_SENTENCE.findall(text)) / 3),
        min(1.0, 3 * sum(map(known["reader"].__contains__, lower)) / many),
        not known["said"].isdisjoint(lower),
        len("".join(written)) / many / 6,
        count < 30 and is_date_line(text),
    )


def _follows(
    line: Line,
    count: int,
    sentence: float,
    in_words: float,
    kind: str | None,
    common: frozenset[str],
) -> tuple[float, ...]:
    """Return what follows from other numbers of a line and from its wording."""
    return (
        count <= 8 and not sentence,
        count > 8 and sentence and kind is None and (in_words > 0.3 or not common),
        count > 30 and in_words > 0.5,
        line.text[0] == "(",
        line.text[0] in "-—–",
        captions.starts_with_credit(line.text),
    )


def _spoken(odds: Floats, counts: Floats) -> Floats:
    """Return what a vocabulary tells of each line, of those beside it and of those about it."""
    told = np.clip(odds, -SUREST, SUREST).astype(np.float32)
    size = counts + 0.5
    beside = [shifted(told[:, None], by)[:, 0] / 3 for by in (1, -1)]
    about = [
        window(told * size, *ends) / (window(size, *ends) + 1e-3) / 2
        for ends in ((-4, -1), (1, 4), (-12, -1), (1, 12))
    ]
    return np.stack([told / 3, *beside, *about], axis=1).astype(np.float32)


def shifted(numbers: Floats, by: int) -> Floats:
    """Return each line's numbers of the line `by` above it (below if negative), 0 beyond."""
    moved = np.zeros_like(numbers)
    if 0 < by < len(numbers):
        moved[by:] = numbers[:-by]
    elif 0 < -by < len(numbers):
        moved[:by] = numbers[-by:]
    return moved


def window(values: Floats, first: int, last: int) -> Floats:
    """Return the mean of the values from `first` to `last` lines off, 0 beyond the text."""
    count = len(values)
    sums = np.zeros(count + 1)
    np.cumsum(values, out=sums[1:])
    low = np.arange(first, first + count)
    high = np.arange(last + 1, last + 1 + count)
    for ends in (low, high):
        np.maximum(ends, 0, out=ends)
        np.minimum(ends, count, out=ends)
    return ((sums[high] - sums[low]) / (last - first + 1)).astype(np.float32)


def nearest(where: npt.NDArray[np.bool_], farthest: int) -> tuple[Floats, Floats]:
    """Return how many lines above and below each the next one is where `where` holds."""
    place = np.arange(len(where))
    above = np.where(where, place, -farthest)
    below = np.where(where, place, len(where) + farthest)
    above = np.maximum.accumulate(np.concatenate(([-farthest], above[:-1])))
    below = np.minimum.accumulate(np.concatenate((below[1:], [len(where) + farthest]))[::-1])[::-1]
    return (
        np.minimum(farthest, place - above).astype(np.float32),
        np.minimum(farthest, below - place).astype(np.float32),
    )


def _around(own: Floats, counts: Floats) -> list[Floats]:
    """Return columns for the neighbours of each line, its place, and the text as a whole."""
    count = len(own)
    inside = np.ones((count, 1), dtype=np.float32)
    near = np.concatenate((own[:, _NEAR], inside), axis=1)
    far = np.concatenate((own[:, _FARTHER], inside), axis=1)
    columns = [shifted(near, by) for by in (1, -1, 2, -2)] + [shifted(far, by) for by in (3, -3)]
    return [*columns, np.stack(_place(own, counts), axis=1).astype(np.float32)]


def _place(own: Floats, counts: Floats) -> list[Floats]:
    """Return the numbers that tell where in the text a line stands, and what text it is."""
    count = len(own)
    place = np.arange(count, dtype=np.float32)
    prose, bare, gap = own[:, AT["prose"]], own[:, AT["bare"]], own[:, AT["gap"]]
    mass = prose * (counts + 0.5)
    total = max(float(mass.sum()), 1.0)
    upto = np.cumsum(mass) - mass
    before, after = upto / total, 1 - (upto + mass) / total
    started = before > 0.15
    section = own[:, AT["section"]]
    passed = np.maximum.accumulate(section * (before > 0.5)) if count else section
    dated = np.cumsum(np.maximum(own[:, AT["date"]], own[:, AT["dateline"]]) * started)
    columns = [
        *(before, after, before == 0, before < 0.1, after <= 1e-6, after < 0.1),
        *(np.log1p(upto) / 8, np.log1p(np.maximum(0, total - upto)) / 8),
        *(passed, passed * (after < 0.1)),
        np.maximum.accumulate(section) if count else section,
        *(place / max(1, count), np.log1p(place) / 5, np.log1p(count - 1 - place) / 5),
        *(np.minimum(dated, 3) / 3, dated > 0),
        np.cumsum(own[:, AT["furniture"]] * started) > 0,
        np.minimum(10, np.cumsum(own[:, AT["promo"]] * started)) / 10,
    ]
    for values in (prose, bare, own[:, AT["bullet"]], own[:, AT["words"]]):
        columns += [window(values, *ends) for ends in ((-4, -1), (1, 4), (-10, -1), (1, 10))]
    for reach in (10, 30):
        columns.append(window(mass, -reach, reach) / window(counts + 0.5, -reach, reach))
    for distance in nearest(prose > 0, 50):
        columns += [1 / distance, np.log(distance) / 4]
    after_gap = shifted(gap[:, None], -1)[:, 0]
    mess, gaps = bare.mean(), gap.mean()
    whole = (
        *(mess, gaps, math.log1p(count) / 6, count < 8, prose.mean(), own[:, AT["bullet"]].mean()),
        *(mass.sum() / max(1.0, counts.sum()), math.log1p(counts.sum()) / 8),
        own[:, AT["common"]].mean(),
    )
    columns += [np.full(count, value) for value in whole]
    edge = np.maximum(before == 0, after <= 1e-6)
    return [
        *columns,
        *(mess * bare, mess * (1 - prose), mess * edge),
        *(gap * gaps, after_gap, after_gap * gaps),
    ]
