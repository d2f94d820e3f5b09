"""Records from a corpus, and short articles resampled from records."""

from __future__ import annotations

import datetime as dt
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from bench.engine import records
from search import extract, ingest, record
from search.article import Article, Person, RawArticle, Source
from search.errors import BadInput

POOL = 20_000
"""Articles whose sentences, titles and names are drawn from."""

LEAST_WORDS, MOST_WORDS = 60, 120
"""Words of a resampled article."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n+")


def extracted(corpus: Path, limit: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield number and record of each article of a corpus, in any form that can be ingested.

    Each article is understood by itself: what the whole archive would tell of it is left out.
    """
    for number, raw in enumerate(islice(_raw(corpus), limit)):
        try:
            article = replace(extract.article(raw), extractor="bench")
        except BadInput as problem:
            print(f"skipped {raw.id}: {problem}", file=sys.stderr)
            continue
        yield number, record.dumps(article)


def _raw(corpus: Path) -> Iterator[RawArticle]:
    for file in ingest.find([str(corpus)]).files:
        for found in ingest.read(file, None):
            if isinstance(found, RawArticle):
                yield found


def resampled(path: Path, count: int, seed: int = 1) -> Iterator[tuple[int, bytes]]:
    """Yield `count` short articles made of the sentences of a file of records.

    Each has sentences of its own choice, of 60 to 120 words together, and title, outlet, day and
    people drawn apart from them.
    """
    pool = _Pool(path)
    chance = random.Random(seed)
    for number in range(count):
        yield number, record.dumps(pool.article(number, chance))


class _Pool:
    """What resampled articles are drawn from."""

    def __init__(self, path: Path) -> None:
        self.sentences: list[tuple[str, int]] = []
        self.titles: list[str] = []
        self.outlets: list[str] = []
        self.days: list[dt.date] = []
        self.people: list[tuple[str, str]] = []
        for line in records.read(path, POOL):
            self._take(records.values(line))

    def _take(self, article: dict[str, Any]) -> None:
        for sentence in _SENTENCE.split(article["body"]):
            length = len(sentence.split())
            if 4 <= length <= MOST_WORDS // 2:
                self.sentences.append((sentence, length))
        if title := article.get("title"):
            self.titles.append(title)
        if outlet := article.get("outlet"):
            self.outlets.append(outlet)
        if day := article.get("first_day"):
            self.days.append(dt.date.fromisoformat(day))
        self.people += [(person[0], person[1]) for person in article.get("people", ())]

    def article(self, number: int, chance: random.Random) -> Article:
        """Return one article."""
        chosen: list[str] = []
        words = 0
        while words < LEAST_WORDS:
            sentence, length = chance.choice(self.sentences)
            if words + length <= MOST_WORDS:
                chosen.append(sentence)
                words += length
        day = chance.choice(self.days) + dt.timedelta(chance.randrange(-180, 180))
        named = chance.randrange(4) if self.people else 0
        people = {chance.choice(self.people) for _ in range(named)}
        return Article(
            f"r{number:07}",
            Source("resampled", f"{number // 10_000:03}", number % 10_000, None, f"{number:x}"),
            chance.choice(self.titles),
            "\n\n".join(" ".join(chosen[at : at + 2]) for at in range(0, len(chosen), 2)),
            outlet=chance.choice(self.outlets),
            first_day=day,
            last_day=day,
            date_precision="day",
            lang="en",
            people=tuple(Person(slug, name, (name,), 1) for slug, name in sorted(people)),
            extractor="bench",
        )
