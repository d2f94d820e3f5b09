"""Searches that between them run whatever is loaded, or compiled, when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable

from search.archive import Archive
from search.codec import jit
from search.engine import FACETS
from search.local.snapshot import NATIVE_ARTICLES
from search.story import Shelf

WARMING = (
    *("", "the", "the of", "the OR of", '"of the"', "the NEAR/3 of", "the w/p of", "th*", "t?e*"),
    *("th~1", '"of the and"~5', "the -of", "atleast2 the", "The", "title:the", "date:2001 the"),
    *('"says"', "says~2", "*ing", "thxq", '"a* of"', '"the of" NEAR/5 (and OR to)', "person:a*"),
    *('people:"aannaa lleee"', "says year"),
)


def waits(archive: Archive) -> bool:
    """Return whether searches of an archive have to wait until what they run is compiled, once on
    a machine.
    """
    return archive.snapshot().articles >= NATIVE_ARTICLES and not jit.is_prepared()


def warm(archive: Archive) -> None:
    """Ask for a little of everything. Raises what searches raise."""
    archive.search("the", per_page=1, outlet=("Reuters",), facets=FACETS)
    archive.search("the", per_page=1, shelf=Shelf())
    archive.completions("th")
    for query in WARMING:
        archive.search(query, per_page=1, sort="relevance")
        archive.search(query, per_page=1, sort="newest")
    if jit.is_native():
        jit.note_prepared()


def prepare(archive: Archive, articles: int, begin: Callable[[], None]) -> None:
    """Compile what searches of an archive of so many articles run, where nobody has done so yet.

    `begin` is called first, as this takes some seconds.
    """
    if articles >= NATIVE_ARTICLES and not jit.is_prepared():
        begin()
        warm(archive)
