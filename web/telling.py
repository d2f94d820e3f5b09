"""A story as its doors tell it: its articles, those that are compared, and who was first."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.article import Article
from search.comparison import Comparison
from search.story import Copy, Member, Story, Told

MOST_READ = 200
"""Articles of a story that are read: all of any but the very largest."""

MOST_COMPARED = 12
"""Articles of a story whose texts are compared."""

MOST_BESIDE = 6
"""Articles that are shown beside one, of its story or with much of its text."""


class Shelves(Protocol):
    """What is asked of an archive to tell what stands beside an article."""

    def story(self, story_id: str) -> Told | None:
        """Return a story with the articles of it."""
        ...

    def story_of(self, article_id: str) -> Story | None:
        """Return the story of an article."""
        ...

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """Return the articles that share much of their text with one."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return one article."""
        ...


class Library(Shelves, Protocol):
    """What is asked of an archive to tell a story."""

    def compared(self, article_ids: Sequence[str], timeout_s: float) -> Comparison:
        """Return what stands in some articles side by side."""
        ...


@dataclass(frozen=True, slots=True)
class First:
    """Which articles are the earliest by what is known of their days.

    `leading` are those whose last possible day is the earliest, `day` that day, None where no
    article is dated; `is_exact`: their days are known, not months or years. `perhaps` may have
    been as early, as less is known of them.
    """

    leading: tuple[Article, ...]
    day: dt.date | None
    is_exact: bool
    perhaps: tuple[Article, ...]

    @property
    def is_certain(self) -> bool:
        """Whether one article was first, whatever the hours were."""
        return len(self.leading) == 1 and self.is_exact and not self.perhaps


@dataclass(frozen=True, slots=True)
class Telling:
    """A story with the first MOST_READ of its articles, by id, and a comparison of some of them,
    None where there are not two to compare. Which was first is told of those that were read.
    `is_settled` unless it was for want of time that not all was compared: asked again, it would be
    the same.
    """

    told: Told
    articles: Mapping[str, Article]
    comparison: Comparison | None
    first: First
    is_settled: bool

    @property
    def members(self) -> tuple[Member, ...]:
        """The articles of the story that were read, earliest first."""
        return tuple(one for one in self.told.members if one.id in self.articles)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the archive has beside one article: its story, None where it is of none, with the
    first of its other articles; and those that share much of its text. Copies of the article are
    not told as others. `more_…` is how many are left out.
    """

    story: Story | None
    others: tuple[Article, ...]
    more_others: int
    copies: tuple[tuple[Copy, Article], ...]
    more_copies: int


def beside(library: Shelves, article_id: str) -> Beside:
    """Return what stands beside an article: the other coverage of its story, and its copies."""
    shared = library.copies(article_id)
    read = ((one, library.article(one.id)) for one in shared[:MOST_BESIDE])
    copies = tuple((one, found) for one, found in read if found is not None)
    story = library.story_of(article_id)
    told = library.story(story.id) if story is not None else None
    left = {article_id, *(one.id for one in shared if one.relation == "copy")}
    ids = _nearest(told.members, article_id, left) if told is not None else []
    found = (library.article(name) for name in ids[:MOST_BESIDE])
    others = tuple(one for one in found if one is not None)
    return Beside(story, others, len(ids) - len(others), copies, max(0, len(shared) - MOST_BESIDE))


def _nearest(members: Sequence[Member], article_id: str, left: set[str]) -> list[str]:
    """Return the others of a story, those of the article's event first, copies of others last."""
    event = next((one.event for one in members if one.id == article_id), 0)
    others = [one for one in members if one.id not in left]
    others.sort(key=lambda one: (one.copy_of is not None, one.event != event))  # stable
    return [one.id for one in others]


def telling(library: Library, story_id: str, timeout_s: float) -> Telling | None:
    """Return the story that an id names, or named once; None where there is none."""
    told = library.story(story_id)
    if told is None:
        return None
    read = ((one.id, library.article(one.id)) for one in told.members[:MOST_READ])
    articles = {name: found for name, found in read if found is not None}
    ids = compared(told.members, articles)
    comparison, is_settled = None, True
    if len(ids) > 1:
        comparison, is_settled = settled(library, ids, timeout_s)
    return Telling(told, articles, comparison, first(articles.values()), is_settled)


def settled(
    library: Library, article_ids: Sequence[str], timeout_s: float
) -> tuple[Comparison, bool]:
    """Return what stands in some articles side by side, and whether it would be the same if asked
    again: of very long ones not all is compared, however much time there is.
    """
    started = time.monotonic()
    found = library.compared(article_ids, timeout_s)
    return found, found.is_whole or time.monotonic() - started < timeout_s


def compared(members: Iterable[Member], articles: Mapping[str, Article]) -> tuple[str, ...]:
    """Return which articles of a story are compared, in its order: of each outlet the earliest
    that is no copy, then others that are none, then copies.
    """
    ordered = [one for one in members if one.id in articles]
    met: set[str] = set()
    ranked: list[tuple[int, int]] = []
    for place, one in enumerate(ordered):
        outlet = articles[one.id].outlet
        name = outlet.casefold() if outlet else f" {one.id}"
        is_copy = one.copy_of is not None and one.copy_of in articles
        ranked.append((2 if is_copy else int(name in met), place))
        if not is_copy:
            met.add(name)
    chosen = {place for _, place in sorted(ranked)[:MOST_COMPARED]}
    return tuple(one.id for place, one in enumerate(ordered) if place in chosen)


def first(articles: Iterable[Article]) -> First:
    """Return which of some articles were first, and which may have been."""
    ones = tuple(articles)
    dated = [one for one in ones if one.first_day is not None and one.last_day is not None]
    if not dated:
        return First((), None, False, ones)
    day = min(one.last_day for one in dated if one.last_day is not None)
    leading = tuple(one for one in dated if one.last_day == day)
    names = {one.id for one in leading}
    perhaps = tuple(
        one
        for one in ones
        if one.id not in names and (one.first_day is None or one.first_day <= day)
    )
    exact = all(one.first_day == one.last_day for one in leading)
    return First(leading, day, exact, perhaps)
