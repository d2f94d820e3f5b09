"""What of stories is asked of an archive, each in its turn among the searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from search.answer import Answer
from search.article import Article
from search.comparison import Comparison
from search.story import Member, Shelf, Shelved, Story, Told
from web import telling as tales
from web.access import Access
from web.arguments import short
from web.errors import NoSuchPage
from web.params import SearchParams
from web.telling import Telling, settled

PATIENCE = 4
"""A comparison may take so many times as long as a search. What it reads is bounded by how many
articles there are and how much of each: it takes a tenth of a second, and the clock is there for a
machine that has no time, where what it leaves out would differ from one answer to the next.
"""

MOST_LABELS = 8
"""Stories of a search that are named: of more their ids are shown."""


def telling(access: Access, story_id: str) -> Telling | None:
    """Return a story with its articles, those of some outlets compared; None if none is."""
    with access.turn() as archive:
        return tales.telling(archive, story_id, PATIENCE * access.settings.search_timeout)


def members(
    access: Access, story_id: str
) -> tuple[Told | None, Iterator[tuple[Member, Article]], Callable[[], None]]:
    """Return a story, every article of it, and what to call when all are read: like an
    export.
    """
    done = access.export()
    try:
        with access.turn() as archive:
            told = archive.story(story_id)
    except BaseException:
        done()
        raise
    if told is None:
        done()
    pairs = ((one, access.archive.article(one.id)) for one in (told.members if told else ()))
    return told, ((one, found) for one, found in pairs if found is not None), done


def compared(access: Access, ids: Sequence[str]) -> tuple[Comparison, bool]:
    """Return some articles side by side, and whether asked again that would be the same.
    Raises NoSuchPage for an id that none has.
    """
    with access.turn() as archive:
        for one in ids:
            if archive.article(one) is None:
                raise NoSuchPage(
                    f"The archive holds no article with the id {short(one)}.",
                    code="article.absent",
                )
        return settled(archive, ids, PATIENCE * access.settings.search_timeout)


def stories(access: Access, ids: Iterable[str]) -> tuple[Story, ...]:
    """Return the stories that some articles are of, each once."""
    with access.turn() as archive:
        found = [archive.story_of(one) for one in ids]
    return tuple({one.id: one for one in found if one is not None}.values())


def all_shelved(
    access: Access, params: SearchParams, shelf: Shelf
) -> tuple[Answer, Shelved, Callable[[], None]]:
    """Return stories that are sent whole, and what to call when they are: like an export.

    Raises Overloaded when as many exports as are allowed at once are being read.
    """
    done = access.export()
    try:
        return *access.shelved(params, shelf), done
    except BaseException:
        done()
        raise


def labels(access: Access, params: SearchParams) -> Mapping[tuple[str, str], str]:
    """Return what the stories that a search asks for are called, by filter and id."""
    wanted = [one.removeprefix("-") for group in params.story for one in group]
    if not wanted:
        return {}
    with access.turn() as archive:
        found = {one: archive.story(one) for one in wanted[:MOST_LABELS]}
    return {("story", one): its.story.label for one, its in found.items() if its is not None}
