"""The pages of everybody named in a search, and of every outlet of it, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.archive import Answer
from search.roll import Listed, Listing
from web.groups import Pair, filter_pairs
from web.lists import Asked, Field
from web.params import FILTERS, SearchParams
from web.view import following, narrowing, rewriting, wording
from web.view.links import Link, Places
from web.view.narrowing import Chip
from web.view.paging import Paging, paging
from web.view.rewriting import Remark

BEFORE_SIGNS = "\u2e80"
"""Before the scripts in which there are too many letters to list: Han, Kana, Hangul."""

_HIDDEN = ("from", "to", "added_since", "sort", "now", "tz")
"""What the form of a list passes on beside its own fields, and filters."""

SHOWN = 100
"""Names of a page, where the request does not say how many."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name: `href` is its page, `articles` leads to the articles of the search that have it."""

    link: Link
    articles: Link
    days: str


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a page of names shows."""

    title: str
    says: str
    reading: str
    remarks: tuple[Remark, ...]
    chips: tuple[Chip, ...]
    clear: str
    query: str
    prefix: str
    hidden: tuple[Pair, ...]
    letters: tuple[tuple[str, str, bool], ...]
    sorts: tuple[tuple[str, str, bool], ...]
    rows: tuple[Row, ...]
    start: int
    paging: Paging
    saves: tuple[Link, ...]
    search: str
    is_narrowed: bool
    timed_out: bool


def names(
    field: Field, asked: Asked, answer: Answer, listing: Listing, places: Places, path: str
) -> Names:
    """Return the view of a page of names; `path` is where it stands."""
    params = replace(asked.params, more=tuple(asked.own.items()))
    search = replace(asked.params, page=1, offset=None)
    to = places.person if field == "people" else places.outlet
    having = search.varied(places.search, field)
    # Of outlets one that is added to others is an alternative: it stands alone.
    groups = () if field in narrowing.SINGLE else getattr(search, field)
    return Names(
        title="People" if field == "people" else "Outlets",
        says=_says(field, asked, answer, listing),
        reading=str(answer.parsed.tree) if params.q.strip() else "",
        remarks=rewriting.remarks(params, answer, path),
        chips=tuple(narrowing.chips(params, {}, path)),
        clear=narrowing.cleared(params, path),
        query=params.q,
        prefix=asked.prefix,
        hidden=tuple(pair for pair in params.pairs() if pair[0] in (*FILTERS, *_HIDDEN)),
        letters=tuple(_letters(asked, params, listing, path)),
        sorts=tuple(_sorts(asked, params, path)),
        rows=tuple(
            Row(
                Link(one.label, to(one.value)),
                Link(
                    wording.number(one.articles),
                    having(filter_pairs(field, (*groups, (one.value,)))),
                    "article" if one.articles == 1 else "articles",
                ),
                wording.days(one.first_day, one.last_day),
            )
            for one in listing.entries
        ),
        start=asked.skip + 1,
        paging=paging(params, listing.total, path, asked.shown),
        saves=_saves(asked, search, answer, places, path),
        search=search.url(places.search),
        is_narrowed=bool(search.pairs()),
        timed_out=answer.page.timed_out,
    )


def _says(field: Field, asked: Asked, answer: Answer, listing: Listing) -> str:
    noun, many = ("person", "people") if field == "people" else ("outlet", "outlets")
    text = wording.count(listing.total, noun, many)
    if asked.prefix:
        text += f" with “{asked.prefix.strip()}” at the beginning of a word of the name"
    text += f", in {wording.count(answer.total, 'article')}"
    if listing.unknown:
        lack = "name nobody" if field == "people" else "do not state their outlet"
        if listing.unknown == 1:
            lack = "names nobody" if field == "people" else "does not state its outlet"
        text += f"; {wording.number(listing.unknown)} {lack}"
    return f"{text}."


def _letters(
    asked: Asked, params: SearchParams, listing: Listing, path: str
) -> list[tuple[str, str, bool]]:
    """Return the letters that names begin with: what is shown, its address, whether it is on."""
    if len(listing.initials) < 2:
        return []
    chosen = asked.prefix.strip().casefold()
    rows = [("All", _own(params, path, prefix=""), not chosen)]
    return rows + [
        (letter.upper(), _own(params, path, prefix=letter), chosen == letter)
        for letter in listing.initials
        if letter < BEFORE_SIGNS
    ]


def _sorts(asked: Asked, params: SearchParams, path: str) -> list[tuple[str, str, bool]]:
    return [
        (label, _own(params, path, sort=value), asked.order == (value or "articles"))
        for value, label in (("", "Most articles"), ("name", "Name"))
    ]


def _own(params: SearchParams, path: str, **changes: str) -> str:
    """Return the address of a list with other values of what only lists take."""
    own = {**dict(params.more), **changes}
    more = tuple((name, value) for name, value in own.items() if value)
    return replace(params, page=1, offset=None, more=more).url(path)


def _saves(
    asked: Asked, search: SearchParams, answer: Answer, places: Places, path: str
) -> tuple[Link, ...]:
    api = f"{places.api.removesuffix('search')}{path.rpartition('/')[2]}"
    own = tuple(pair for pair in asked.own.items() if pair[0] != "per_page")
    page = replace(asked.params, per_page=asked.shown, more=own)
    table = replace(search, more=(*own, ("format", "csv")))
    feed = following.follow(search, answer.page.snapshot, places).feed
    return Link("JSON", page.url(api)), Link("CSV", table.url(api)), Link("Feed", feed)


def entry(one: Listed, to: str) -> Link:
    """Return a name of a list with the number of its articles."""
    return Link(one.label, to, wording.count(one.articles, "article"))
