"""What stands beside an article: the other coverage of its story, and articles with its text."""

from __future__ import annotations

from dataclasses import dataclass

from search.article import Article
from search.story import Copy
from web import telling
from web.view import wording
from web.view.links import Link, Places
from web.view.person import Entry, entry


@dataclass(frozen=True, slots=True)
class Other:
    """An article beside another: `says` how much of the text is the same, if that is much."""

    entry: Entry
    compare: str
    says: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything the page of an article shows of others; `story` is None where it is of none."""

    story: Link | None
    others: tuple[Other, ...]
    more_others: int
    copies: tuple[Other, ...]
    more_copies: int


def beside(article: Article, found: telling.Beside, places: Places) -> Beside:
    """Return the view of what stands beside an article."""
    story = found.story
    link = None
    if story is not None:
        says = [wording.count(story.articles, "article")]
        if story.outlets:
            says.append(wording.count(story.outlets, "outlet"))
        link = Link(story.label, places.story(story.id), ", ".join(says))
    return Beside(
        story=link,
        others=tuple(_other(article, one, "", places) for one in found.others),
        more_others=found.more_others,
        copies=tuple(_other(article, one, alike(copy), places) for copy, one in found.copies),
        more_copies=found.more_copies,
    )


def alike(copy: Copy) -> str:
    """Return how much of its text an article shares with the one it stands beside."""
    if copy.relation == "copy":
        return f"{copy.jaccard:.0%} the same text"
    if copy.relation == "contains":
        return f"has {copy.containment:.0%} of this text in it"
    return f"{copy.containment:.0%} of it stands in this text"


def _other(article: Article, one: Article, says: str, places: Places) -> Other:
    return Other(entry(one, places), places.comparing((article.id, one.id)), says)
