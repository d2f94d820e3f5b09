"""What is asked: words, phrases, prefixes and dates drawn from the records themselves, by a seed.

Words are drawn in three bands, by the share of articles that hold any inflection of them. Only
words on which a plain reading (runs of letters and digits) and ours agree are drawn, so that
differences in tokens do not hide differences in answers.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bench.engine import records
from bench.engine.peer import Form, Question
from search.analysis import fold, stem, words

SAMPLE = 3_000
"""Articles that the questions are drawn from."""

BANDS = {"f": (0.2, 0.7), "m": (0.01, 0.05), "r": (0.0005, 0.002)}
"""Frequent, medium and rare words: shares of the articles that hold them."""

LEAST_PHRASE = 3
"""Articles of the sample that must hold a phrase, so that it is one."""

STOPS = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    )
)
"""Words that stand in the middle of a phrase of three; they are drawn nowhere else."""

WORDS: tuple[tuple[str, Form, str], ...] = (
    ("one word, frequent", "any", "f"),
    ("one word, medium", "any", "m"),
    ("one word, rare", "any", "r"),
    ("OR of 2", "any", "fm"),
    ("OR of 3", "any", "fmr"),
    ("OR of 5", "any", "ffmmr"),
    ("AND of 2", "all", "fm"),
    ("AND of 3", "all", "ffm"),
    ("AND of 5", "all", "ffffm"),
)
"""Kinds of questions that are words alone, and the bands these are drawn from."""

DATED, FACETED, TURNED = "word and dates", "OR of 3, facets outlet and year", "OR of 3, page 50"

FACETS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("OR of 3, no facets", "fmr", ()),
    ("OR of 3, facet outlet", "fmr", ("outlet",)),
    ("OR of 3, facet year", "fmr", ("year",)),
    ("OR of 3, both", "fmr", ("outlet", "year")),
    ("rare word, both", "r", ("outlet", "year")),
)
"""Kinds of questions with facets: the bands of their words, and what is counted."""

_RUN = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z]{3,}")
_fold = lru_cache(1 << 20)(fold)
_stem = lru_cache(1 << 20)(lambda form: stem(form, "en"))


@dataclass
class Drawn:
    """What a sample of the archive offers to draw from."""

    holders: Counter[str] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    pairs: Counter[tuple[str, ...]] = field(default_factory=Counter)
    triples: Counter[tuple[str, ...]] = field(default_factory=Counter)
    days: list[dt.date] = field(default_factory=list)
    odd: set[str] = field(default_factory=set)
    articles: int = 0

    @classmethod
    def of(cls, path: Path, limit: int | None) -> Drawn:
        """Return what the first records of a file offer, evenly sampled."""
        drawn = cls()
        step = max(1, records.count(path, limit) // SAMPLE)
        for number, record in enumerate(records.read(path, limit)):
            if number % step == 0:
                drawn.take(record)
        return drawn

    def take(self, record: bytes) -> None:
        """Count what one article holds."""
        article = records.values(record)
        text = f"{article.get('title') or ''}\n\n{article['body']}"
        ours = {_fold(word.form) for word in words(text)}
        self.odd |= ours ^ {run.lower() for run in _RUN.findall(text)}
        self.holders.update({_stem(form) for form in ours})
        for form in ours:
            self.forms.setdefault(_stem(form), Counter())[form] += 1
        body = [run.lower() for run in _RUN.findall(article["body"])]
        self.pairs.update({pair for pair in pairwise(body) if not STOPS & set(pair)})
        self.triples.update(
            {
                triple
                for triple in zip(body, body[1:], body[2:], strict=False)
                if triple[1] in STOPS and not STOPS & {triple[0], triple[2]}
            }
        )
        if day := article.get("first_day"):
            self.days.append(dt.date.fromisoformat(day))
        self.articles += 1

    def band(self, low: float, high: float) -> list[str]:
        """Return words of one band: the commonest form of each stem."""
        return sorted(
            self.forms[stemmed].most_common(1)[0][0]
            for stemmed, count in self.holders.items()
            if low * self.articles <= count <= max(2, high * self.articles)
            and all(self.is_plain(form) for form in self.forms[stemmed])
        )

    def phrases(self, found: Counter[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Return the phrases that are common enough."""
        return sorted(
            phrase
            for phrase, count in found.items()
            if count >= LEAST_PHRASE
            and all(word in STOPS or self.is_plain(word) for word in phrase)
        )

    def is_plain(self, form: str) -> bool:
        """Return whether every engine sees this word in the same places."""
        return bool(_PLAIN.fullmatch(form)) and form not in self.odd and form not in STOPS


class Asker:
    """Draws questions, always the same ones from the same records and seed."""

    def __init__(self, drawn: Drawn, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._drawn = drawn
        self._bands = {name: drawn.band(*shares) for name, shares in BANDS.items()}

    def searches(self, each: int) -> Iterator[Question]:
        """Yield `each` questions of every kind of search."""
        choice = self._chance.choice
        for kind, form, bands in WORDS:
            yield from (Question(kind, form, self._words(bands)) for _ in range(each))
        pairs = self._drawn.phrases(self._drawn.pairs)
        yield from (Question("phrase of 2", "phrase", choice(pairs)) for _ in range(each))
        triples = self._drawn.phrases(self._drawn.triples)
        kind = "phrase of 3, stop word inside"
        yield from (Question(kind, "phrase", choice(triples)) for _ in range(each))
        for _ in range(each):
            yield Question("exact word", "exact", self._words(choice("fmr")))
        for _ in range(each):
            first, last = sorted(self._chance.sample(self._drawn.days, 2))
            yield Question(DATED, "any", self._words("f"), first, last)
        for _ in range(each):
            (word,) = self._words("m")
            yield Question("prefix", "prefix", (word[: max(4, len(word) - 3)],))
        for _ in range(each):
            yield Question(FACETED, "any", self._words("fmr"), facets=("outlet", "year"))
        for _ in range(each):
            yield Question(TURNED, "any", self._words("fmr"), offset=490)

    def facets(self, each: int) -> Iterator[Question]:
        """Yield `each` questions of every kind with facets."""
        for kind, bands, names in FACETS:
            for _ in range(each):
                yield Question(kind, "any", self._words(bands), facets=names)

    def _words(self, bands: str) -> tuple[str, ...]:
        found: list[str] = []
        for name in bands:
            found.append(self._chance.choice([w for w in self._bands[name] if w not in found]))
        return tuple(found)
