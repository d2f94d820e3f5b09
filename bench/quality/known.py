"""Known items: what a reader pastes or half remembers of one article, which is then looked for.

Drawn by a seed from an archive: headlines as they are, sentences of bodies whole, and headlines
misremembered: one word gone, two others changed, each either into a word that begins alike, as
another form of it does, or into one that as many headlines have; or remembered loosely: a third of
the words gone, one changed, perhaps two in the wrong order.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search import analysis
from search.archive import Archive
from search.article import Article

SEED = 2026
SHORTEST, LONGEST = 8, 40
"""Words of a sentence that is pasted."""

LEAST_REMEMBERED = 6
"""Words of a headline that is misremembered."""

LEFT, LEAST_LEFT = 2 / 3, 4
"""How many of its words are left, more or less and at least, when it is remembered loosely."""

ALIKE = 5
"""Letters that two words share at their beginning when one may be taken for the other."""

NEIGHBOURS = 20
_OPENING = "\"'“‘«„(["


@dataclass(frozen=True, slots=True)
class Known:
    """What was typed, and the articles that were meant: those with its title or its body."""

    text: str
    meant: frozenset[str]


class Drawing:
    """Draws known items of every kind from the articles of an archive."""

    def __init__(self, articles: Sequence[Article], seed: int = SEED) -> None:
        self.articles = [one for one in articles if one.body]
        self.seed = seed
        self._same: dict[str, set[str]] = defaultdict(set)
        headed: Counter[str] = Counter()
        for article in self.articles:
            self._same["body " + _plain(article.body)].add(article.id)
            if article.title:
                self._same["title " + _plain(article.title)].add(article.id)
                headed.update({*_forms(article.title)})
        self._headed = headed
        self._by_count = sorted(headed, key=lambda word: (headed[word], word))
        self._counts = [headed[word] for word in self._by_count]
        self._alike: dict[str, list[str]] = defaultdict(list)
        for word in sorted(headed):
            if len(word) > ALIKE and headed[word] > 1:
                self._alike[word[:ALIKE]].append(word)

    def meant(self, article: Article) -> frozenset[str]:
        """Return the articles that are as good as one: with its title or its body."""
        same = set(self._same["body " + _plain(article.body)])
        if article.title:
            same |= self._same["title " + _plain(article.title)]
        return frozenset(same)

    def headlines(self, many: int) -> list[Known]:
        """Return articles' own headlines as they are."""
        draw = random.Random(f"{self.seed} headlines")
        titled = [one for one in self.articles if _forms(one.title or "")]
        return [Known(one.title or "", self.meant(one)) for one in _drawn(draw, titled, many)]

    def sentences(self, many: int) -> list[Known]:
        """Return sentences of bodies, whole."""
        draw = random.Random(f"{self.seed} sentences")
        found = []
        for article in _drawn(draw, self.articles, len(self.articles)):
            fit = [
                text
                for text in sentences(article.body)
                if SHORTEST <= len(text.split()) <= LONGEST
            ]
            if fit:
                found.append(Known(draw.choice(fit), self.meant(article)))
            if len(found) == many:
                break
        return found

    def misremembered(self, many: int) -> list[Known]:
        """Return headlines of which two words are others, and one is gone."""
        draw = random.Random(f"{self.seed} misremembered")
        fit = [one for one in self.articles if len(_forms(one.title or "")) >= LEAST_REMEMBERED]
        return [
            Known(self._changed(one.title or "", draw), self.meant(one))
            for one in _drawn(draw, fit, many)
        ]

    def loosely(self, many: int) -> list[Known]:
        """Return headlines of which about a third of the words is gone, one is another, and of
        every second one two neighbours have changed places; four words of each, or more.
        """
        draw = random.Random(f"{self.seed} loosely")
        fit = [one for one in self.articles if len(_forms(one.title or "")) > LEAST_REMEMBERED]
        found: list[Known] = []
        for article in _drawn(draw, fit, len(fit)):
            words = [word.form for word in analysis.words(article.title or "")]
            words = [word for word in words if draw.random() < LEFT]
            if len(words) < LEAST_LEFT or len(found) == many:
                continue
            at = draw.randrange(len(words))
            words[at] = self._other(words[at], draw)
            if draw.random() < 0.5:
                at = draw.randrange(len(words) - 1)
                words[at : at + 2] = words[at + 1], words[at]
            found.append(Known(" ".join(words), self.meant(article)))
        return found

    def _changed(self, title: str, draw: random.Random) -> str:
        words = [(word.start, word.end) for word in analysis.words(title)]
        words = [place for n, place in enumerate(words) if not n or place[0] >= words[n - 1][1]]
        places = draw.sample(words, 3)
        others = ["", *(self._other(title[start:end], draw) for start, end in places[1:])]
        for (start, end), text in sorted(zip(places, others, strict=True), reverse=True):
            title = title[:start] + text + title[end:]
        return " ".join(title.split())

    def _other(self, written: str, draw: random.Random) -> str:
        """Return another word that may be remembered for one."""
        word = analysis.fold(written)
        alike = [one for one in self._alike[word[:ALIKE]] if one != word]
        if alike and draw.random() < 0.5:
            return draw.choice(alike)
        at = bisect_left(self._counts, self._headed[word])
        last = bisect_left(self._counts, self._headed[word] + 1)
        near = self._by_count[max(0, at - NEIGHBOURS) : last + NEIGHBOURS]
        return draw.choice([one for one in near if one != word] or [written])


def sentences(body: str) -> Iterator[str]:
    """Yield the sentences of a text as they stand there, with their quotation marks."""
    words = analysis.words(body)
    begins = {*analysis.breaks(body, words).sentences}
    starts: list[int] = []
    for word in words:
        if word.position in begins:
            begins.discard(word.position)
            start = word.start
            while start and body[start - 1] in _OPENING:
                start -= 1
            starts.append(start)
    for start, end in zip(starts, [*starts[1:], len(body)], strict=False):  # none in no words
        yield " ".join(body[start:end].split())


def articles(archive: Archive) -> list[Article]:
    """Return every article of an archive."""
    return list(archive.every("", timeout_s=60)[1])


def _drawn(draw: random.Random, of: Sequence[Article], many: int) -> list[Article]:
    return draw.sample(of, min(many, len(of)))


def _forms(text: str) -> list[str]:
    return [analysis.fold(word.form) for word in analysis.words(text)]


def _plain(text: str) -> str:
    """Return a text without what two prints of it may differ in."""
    return " ".join(text.casefold().split())
