"""Queries of a person's name and a topic: articles about the person should stand first.

An article is about a person when its title names them, or it does so five times; it only mentions
them when it does so once and its title does not. Asked is a name with a word that five articles
or more of each kind hold, so that only the order can tell them apart.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search import analysis
from search.article import Article, Person

SEED = 2026
MANY = 5
"""Mentions of a person that make an article one about them."""

LEAST = 5
"""Articles of each kind that hold the topic."""

MOST_READ = 60
"""Articles of each kind that are read for topics."""

SHORTEST = 5
"""Letters of a topic."""

_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Topical:
    """A query, the articles about its person, and those that only mention them."""

    text: str
    about: frozenset[str]
    mentioning: frozenset[str]


def drawn(articles: Sequence[Article], many: int, seed: int = SEED) -> list[Topical]:
    """Return that many queries, each of another person."""
    draw = random.Random(f"{seed} people")
    about: dict[str, list[Article]] = defaultdict(list)
    mentioning: dict[str, list[Article]] = defaultdict(list)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for person in article.people:
            if _is_about(article, person):
                about[person.id].append(article)
            elif person.mentions == 1:
                mentioning[person.id].append(article)
            names[person.id][person.name] += 1
    fit = sorted(
        one
        for one in about
        if min(len(about[one]), len(mentioning[one])) >= LEAST
        and " " in names[one].most_common(1)[0][0]
    )
    draw.shuffle(fit)
    found = []
    for one in fit:
        name = names[one].most_common(1)[0][0]
        topics = _topics(name, *(_read(draw, kind[one]) for kind in (about, mentioning)))
        if topics:
            ids = [frozenset(article.id for article in kind[one]) for kind in (about, mentioning)]
            found.append(Topical(f"{name} {draw.choice(topics)}", *ids))
        if len(found) == many:
            break
    return found


def share(order: Iterable[str], asked: Topical, most: int = 5) -> tuple[int, int]:
    """Return how many of the first hits of either kind are about the person, and of how many."""
    kinds = [one in asked.about for one in order if one in asked.about or one in asked.mentioning]
    return sum(kinds[:most]), len(kinds[:most])


def _is_about(article: Article, person: Person) -> bool:
    title = {analysis.fold(word.form) for word in analysis.words(article.title or "")}
    surname = analysis.fold(person.name.split()[-1])
    return person.mentions >= MANY or surname in title


def _read(draw: random.Random, articles: Sequence[Article]) -> list[Article]:
    return draw.sample(articles, min(MOST_READ, len(articles)))


def _topics(name: str, about: Sequence[Article], mentioning: Sequence[Article]) -> list[str]:
    """Return words of titles of articles about somebody that enough of either kind hold."""
    texts = [
        [set(_WORD.findall(one.body.casefold())) for one in kind] for kind in (about, mentioning)
    ]
    own = set(_WORD.findall(name.casefold()))
    titles = {
        word
        for article in about
        for word in _WORD.findall((article.title or "").casefold())
        if len(word) >= SHORTEST and word not in own
    }
    return sorted(
        word
        for word in titles
        if all(
            LEAST <= sum(word in text for text in kind) <= max(len(kind) // 2, LEAST)
            for kind in texts
        )
    )
