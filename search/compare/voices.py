"""Who is quoted where, and who is only named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from search.article import Article
from search.comparison import Voice


def voices(articles: Sequence[Article]) -> tuple[Voice, ...]:
    """Return the people of the articles: most quoted first, then most named, then by name."""
    names: dict[str, str] = {}
    mentions: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(articles))
    said: defaultdict[str, list[list[int]]] = defaultdict(lambda: [[] for _ in articles])
    for number, article in enumerate(articles):
        for person in article.people:
            names.setdefault(person.id, person.name)
            mentions[person.id][number] += person.mentions
        for person in article.captioned:
            names.setdefault(person.id, person.name)
        for place, quote in enumerate(article.quotes):
            if quote.direct and quote.speaker is not None:
                said[quote.speaker][number].append(place)
    found = [
        Voice(
            one,
            names.get(one, one),
            tuple(mentions[one]),
            tuple(tuple(places) for places in said[one]),
        )
        for one in dict.fromkeys((*mentions, *said))
    ]
    found.sort(
        key=lambda one: (-sum(map(len, one.quotes)), -sum(one.mentions), one.name.casefold())
    )
    return tuple(found)
