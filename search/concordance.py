"""Keyword in context: every place where the words of a query stand, one line each.

The places are those that are marked in articles, so what a line shows is what was asked for and
found. Lines come in the order of their articles, or sorted by the text on one side of the words.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from search import analysis
from search.answer import Answer, quoted
from search.article import Article
from search.highlight import Highlighter, contexts
from search.query.tree import Node, Notice

By = Literal["article", "left", "right"]
"""What lines are sorted by: the order of their articles, or the text before or behind."""

WIDTH, LEAST_WIDTH, MOST_WIDTH = 60, 10, 200
"""Characters of text on either side of the words: as a rule, at least and at most."""

MOST_OF_ARTICLE = 50
"""Lines of one article on a page."""

MOST_OF_PAGE = 2_000
"""Lines of a page of articles."""

MOST_SORTED = 5_000
"""Lines that are sorted by what stands beside the words: those of the first articles found."""

MOST_READ = 2_000_000
"""Characters of an article that are looked through: no news is as long."""

MOST_OF_WORDS = 300
"""Characters of the words themselves that a line shows."""

PAGE_S, SORTED_S = 1.0, 2.0
"""Seconds there are to look through the articles of a page, and all whose lines are sorted."""

ARTICLE_S = 2.0
"""Seconds there are to look through one of the articles of an export."""

KEY_WORDS = 12
"""Words beside a place that it is sorted by."""

NO_WORDS = Notice("no-words", "Nothing in this query is looked for in the text.", 0, 0)
LATE = Notice("lines-cut", "There was no time to look through all of these articles.", 0, 0)
MANY = Notice(
    "lines-many",
    f"These are the lines of the page's first articles: a page has {MOST_OF_PAGE:,} at most. Ask "
    "for fewer articles a page.",
    0,
    0,
)
LONG = Notice(
    "lines-long",
    f"Of an article only the first {MOST_READ:,} characters are looked through.",
    0,
    0,
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One place in an article, whose words stand from `start` to `end` in one of its fields.

    `left`, `words` and `right` are one line of text, spaces and all; `before` and `after` say
    whether more text stands there. `number` counts the places of the article from 1.
    """

    article: Article
    number: int
    field: Literal["title", "body"]
    start: int
    end: int
    left: str
    words: str
    right: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """An article of which not every place has a line: how many have, of how many that are known.

    `is_read` unless there was no time for the article, or it is too long.
    """

    article: Article
    shown: int
    places: int
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines, and how many `articles` were looked through for them."""

    by: By
    lines: tuple[Line, ...]
    articles: int
    cuts: tuple[Cut, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out for want of time."""
        return LATE not in self.notices


class Reader:
    """Finds the lines of articles, for so many seconds. Not for use by two threads at once."""

    def __init__(self, tree: Node, width: int, seconds: float) -> None:
        self._tree = tree
        self._width = width
        self._seconds = seconds
        self._highlighter = Highlighter(tree, analysis, self._is_late)
        self.extend()

    def extend(self) -> None:
        """Let the time run anew."""
        self._until = time.monotonic() + self._seconds
        if self.was_late:  # it would look for nothing more
            self._highlighter = Highlighter(self._tree, analysis, self._is_late)

    def _is_late(self) -> bool:
        return time.monotonic() > self._until

    @property
    def was_late(self) -> bool:
        """Whether there was no time for some article."""
        return self._highlighter.was_late

    def lines(self, article: Article, most: int | None = None) -> tuple[list[Line], int]:
        """Return the first `most` lines of an article, or all, and how many places it has as far
        as it is read.
        """
        body = article.body[:MOST_READ]
        quotes = quoted(article, self._highlighter)
        found = self._highlighter.found(article.title, body, article.lang, quotes)
        places: list[tuple[Literal["title", "body"], str, int, int]] = [
            *(("title", article.title or "", *mark) for mark in found.title),
            *(("body", body, *mark) for mark in found.body),
        ]
        bare = _bare(article)
        lines = [self._line(bare, *one) for one in enumerate(places[:most], 1)]
        return lines, len(places)

    def _line(
        self, article: Article, number: int, place: tuple[Literal["title", "body"], str, int, int]
    ) -> Line:
        field, text, start, end = place
        left, before = contexts.left(text, start, self._width)
        right, after = contexts.right(text, end, self._width)
        words = contexts.words(text, start, end, MOST_OF_WORDS)
        return Line(article, number, field, start, end, left, words, right, before, after)


def of(
    answer: Answer,
    every: Callable[[], Iterable[Article]],
    by: By = "article",
    width: int = WIDTH,
    most: int = MOST_OF_ARTICLE,
) -> Concordance:
    """Return the lines of what a search found: by article those of its page, in its order, `most`
    of each; by the text on one side those of all articles, as far as there is time and they are
    not too many.
    """
    tree = answer.parsed.tree
    if not answer.parsed.ranked:
        return Concordance(by, (), 0, notices=(NO_WORDS,) if answer.total else ())
    if by == "article":
        return of_page(tree, (hit.article for hit in answer.hits), width, most)
    return by_context(tree, every(), answer.total, by, width)


def of_page(
    tree: Node, articles: Iterable[Article], width: int = WIDTH, most: int = MOST_OF_ARTICLE
) -> Concordance:
    """Return the lines of some articles, in their order, `most` of each."""
    reader = Reader(tree, width, PAGE_S)
    lines: list[Line] = []
    cuts: list[Cut] = []
    notices: dict[Notice, None] = {}
    read = 0
    for article in articles:
        its, places = reader.lines(article, most)
        if reader.was_late:
            notices[LATE] = None
            break
        if len(lines) + len(its) > MOST_OF_PAGE:
            notices[MANY] = None
            break
        read += 1
        lines += its
        is_read = len(article.body) <= MOST_READ
        if places > len(its) or not is_read:
            cuts.append(Cut(_bare(article), len(its), places, is_read))
            notices |= {} if is_read else {LONG: None}
    return Concordance("article", tuple(lines), read, tuple(cuts), tuple(notices))


def by_context(
    tree: Node, articles: Iterable[Article], total: int, by: By, width: int = WIDTH
) -> Concordance:
    """Return the lines of the first of `total` articles, sorted by the text on one side."""
    reader = Reader(tree, width, SORTED_S)
    lines: list[Line] = []
    notices: dict[Notice, None] = {}
    read = places = 0
    for article in articles:
        its, count = reader.lines(article, MOST_SORTED)
        if reader.was_late:
            notices[LATE] = None
            break
        read += 1
        places += count
        lines += its
        if len(article.body) > MOST_READ:
            notices[LONG] = None
        if len(lines) >= MOST_SORTED:
            break
    del lines[MOST_SORTED:]
    lines.sort(key=_before if by == "left" else _behind)
    if read < total or places > len(lines):
        notices[_partly(len(lines), read, total)] = None
    return Concordance(by, tuple(lines), read, notices=tuple(notices))


def every(tree: Node, articles: Iterable[Article], width: int = WIDTH) -> Iterator[Line | Cut]:
    """Yield every line of articles, in their order, however many; a Cut behind those of an article
    that there was no time for, or that is too long.
    """
    reader = Reader(tree, width, ARTICLE_S)
    for article in articles:
        reader.extend()
        its, _ = reader.lines(article)
        yield from its
        if reader.was_late or len(article.body) > MOST_READ:
            yield Cut(_bare(article), len(its), len(its), is_read=False)


def _partly(lines: int, articles: int, total: int) -> Notice:
    return Notice(
        "lines-sorted",
        f"Sorted are the first {lines:,} lines, of the first {articles:,} of {total:,} articles.",
        0,
        0,
    )


def _before(line: Line) -> list[str]:
    """Return what a line is sorted by: the words before, the nearest first."""
    return [analysis.fold(word) for word in _WORD.findall(line.left)[: -KEY_WORDS - 1 : -1]]


def _behind(line: Line) -> list[str]:
    """Return what a line is sorted by: the words behind."""
    return [analysis.fold(word) for word in islice(_words(line.right), KEY_WORDS)]


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(text))


def _bare(article: Article) -> Article:
    """Return an article without its text: lines by the thousand keep the article that they are of,
    and its body would be kept with each.
    """
    return Article(
        id=article.id,
        source=article.source,
        title=article.title,
        body="",
        url=article.url,
        author=article.author,
        outlet=article.outlet,
        agency=article.agency,
        first_day=article.first_day,
        last_day=article.last_day,
        date_precision=article.date_precision,
        lang=article.lang,
    )
