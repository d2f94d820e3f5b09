"""How an archive is asked: with any of the words, by meaning too, and as a reader types."""

from __future__ import annotations

from search import analysis
from search.answer import Answer
from search.archive import Archive
from search.query import parse
from search.query.tree import Exact, Or, Parsed, Phrase, Term

TIMEOUT_S = 30.0
NEAR_PAGE = 20
"""Results of a page, as readers have it."""

MOST_PARTIAL = 100
"""How far articles that match some of the words fill up what a reader sees."""


def any_word(archive: Archive, text: str, most: int, *, semantic: bool = False) -> list[str]:
    """Return the ids of the articles that hold any word of a text, best first: ranking alone."""
    words = tuple(Term(word.form) for word in analysis.words(text))
    if not words:
        return []
    parsed = Parsed(Or(words) if len(words) > 1 else words[0])
    found = _asked(archive, parsed, most, semantic=semantic)
    return [hit.id for hit in found.hits]


def by_meaning(archive: Archive, text: str, most: int) -> list[str]:
    """Return the same articles, the first of them in the order that meaning makes, too."""
    return any_word(archive, text, most, semantic=True)


def as_typed(archive: Archive, text: str, most: int) -> list[str]:
    """Return the ids of what a reader sees who types or pastes a text, best first."""
    found = _asked(archive, parse(text), most)
    return [hit.id for hit in found.hits] + partial(found)


def as_seen(archive: Archive, text: str, most: int) -> list[str]:
    """Return the ids of all that a page shows a reader who types or pastes a text, from the top,
    each once: headlines much like it, results, and articles that match some of the words.
    """
    found = _asked(archive, parse(text), most)
    near = [hit.id for hit in found.near_headlines or ()]
    return list(dict.fromkeys(near + [hit.id for hit in found.hits] + partial(found)))


def near(archive: Archive, text: str) -> list[str]:
    """Return the ids of the articles whose headline a reader is shown as much like a text."""
    return [hit.id for hit in _asked(archive, parse(text), NEAR_PAGE).near_headlines or ()]


def holders(archive: Archive, text: str, most: int = 200) -> list[str]:
    """Return the ids of the articles in which a text stands word by word."""
    # With its hyphens: it may be written joined, too.
    words = tuple(Exact(word) for word in text.split() if analysis.words(word))
    if len(words) < 2:
        return []
    return [hit.id for hit in _asked(archive, Parsed(Phrase(words)), most).hits]


def partial(answer: Answer) -> list[str]:
    """Return the ids of the articles that match some of the words, which stand below the rest."""
    return [hit.id for hit in answer.partial_results or ()][:MOST_PARTIAL]


def _asked(archive: Archive, query: Parsed, most: int, *, semantic: bool = False) -> Answer:
    return archive.search(
        query,
        sort="relevance",
        per_page=most,
        snippets=0,
        marked=False,
        semantic=semantic,
        partial=True,
        timeout_s=TIMEOUT_S,
    )
