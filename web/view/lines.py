"""The results page as lines: every place where the words stand, with what is before and behind."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from search.archive import Answer
from search.article import Article
from search.concordance import WIDTH, By, Concordance, Line
from web import lines
from web.lines import Lining
from web.params import SearchParams
from web.parts import MOST_PARAGRAPHS, Whereabouts
from web.view import wording
from web.view.links import Link, Places, article_hrefs

_SORTS: tuple[tuple[By, str], ...] = (
    ("article", "As found"),
    ("left", "Words before"),
    ("right", "Words after"),
)

MOST_TOLD = 80
"""Letters of a headline that is told beside a line."""

NEAR = 3 * MOST_PARAGRAPHS // 2
"""Letters before which every line stands in the first part of its article, which has half as many
paragraphs as it may have, or more: each is a letter and what divides it from the next.
"""

Where = Mapping[str, Whereabouts]

_NAMED = 5
"""Articles with more lines than are shown that are named."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `href` leads to its place in the article. The text on the left and
    the facts of the `source` are set apart from what is about them, whichever way they are read.
    """

    left: str
    words: str
    right: str
    href: str
    title: str
    lang: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines, and what is not in it: `cuts` are articles that have more.

    `fits`: they are so short that each may stand on one line; `is_turned`: most of them are read
    from right to left, and so is the table.
    """

    rows: tuple[Row, ...]
    says: str
    sorts: tuple[tuple[str, str, bool], ...]
    notes: tuple[str, ...]
    cuts: tuple[Link, ...]
    more_cuts: int
    fits: bool
    is_turned: bool


def switched(params: SearchParams, lining: Lining, path: str) -> tuple[tuple[str, str, bool], ...]:
    """Return how a search can be shown, as articles or as lines: label, address, is it so."""
    turned = replace(lining, is_on=True).pairs()
    return (
        ("Articles", with_pairs(params, ()).url(path), not lining.is_on),
        ("Lines", with_pairs(params, turned).url(path), lining.is_on),
    )


def with_pairs(params: SearchParams, more: tuple[tuple[str, str], ...]) -> SearchParams:
    """Return a search from its first page, shown otherwise."""
    return replace(params, more=more, page=1, offset=None)


def in_form(params: SearchParams, lining: Lining, places: Places, form: str = "json") -> str:
    """Return the address of the lines of a search as JSON or CSV."""
    shown = replace(params, explain=False, more=lining.pairs(view=False))
    if form != "json":
        shown = replace(shown, page=1, offset=None, per_page=20, format=form)
    return shown.url(places.lines)


def view(
    params: SearchParams,
    lining: Lining,
    answer: Answer,
    found: Concordance,
    places: Places,
    where: Where,
) -> Lines:
    """Return the view of one page of lines; `where` are the texts of those that are `distant`."""
    ranks = {hit.id: hit.rank for hit in answer.hits}
    ranked = article_hrefs(params, places)

    def href(article: Article) -> str:
        rank = ranks.get(article.id) if found.by == "article" else None
        if rank is None:
            return places.article(article.id) + params.url("")
        return ranked(article, rank)

    shown = lines.shown(found, params)
    sorts = [
        (
            label,
            with_pairs(params, replace(lining, by=by).pairs()).url(places.search),
            by == found.by,
        )
        for by, label in _SORTS
    ]
    cuts = [
        Link(
            wording.headline(one.article.title),
            href(one.article),
            f"{one.shown:,} of {one.places:,}" if one.is_read else "too long to be read whole",
        )
        for one in found.cuts
    ]
    return Lines(
        rows=tuple(_row(line, href, where) for line in shown),
        says=_says(params, answer, found, len(shown)),
        sorts=tuple(sorts),
        notes=tuple(one.message for one in found.notices),
        cuts=tuple(cuts[:_NAMED]),
        more_cuts=max(0, len(cuts) - _NAMED),
        fits=lining.width <= WIDTH,
        is_turned=2 * sum(_is_turned(line.words) for line in shown) > len(shown),
    )


def distant(found: Concordance, params: SearchParams) -> set[str]:
    """Return the articles of which a line stands so far from the beginning that it may be in
    another part than the first: only their texts tell, and lines are kept without.
    """
    shown = lines.shown(found, params)
    return {one.article.id for one in shown if one.field == "body" and one.start >= NEAR}


def _row(line: Line, href: Callable[[Article], str], where: Where) -> Row:
    to, known_as = href(line.article), f"hit-{line.number}"
    if line.field == "body" and line.article.id in where:
        to = where[line.article.id].address(to, line.start, known_as)
    else:
        to = f"{to}#{known_as}"
    known = [line.article.outlet or "Outlet not stated", wording.short_day(line.article)]
    return Row(
        left=_apart(f"… {line.left}" if line.before else line.left),
        words=line.words,
        right=f"{line.right} …" if line.after else line.right,
        href=to,
        title=wording.headline(line.article.title, MOST_TOLD),
        lang=line.article.lang,
        source=wording.DOT.join(
            _apart(one) for one in (*known, *(["headline"] if line.field == "title" else []))
        ),
    )


def _apart(text: str) -> str:
    """Return a text that is read its own way: an element of its own would say so for a page
    of a hundred lines a hundred times.
    """
    return f"\u2068{text}\u2069"


def _is_turned(text: str) -> bool:
    """Return whether a text is read from right to left, as its first letter is."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


def _says(params: SearchParams, answer: Answer, found: Concordance, shown: int) -> str:
    """Return what the lines of the page are of."""
    if found.by != "article":
        total = wording.count(len(found.lines), "line")
        if not shown:
            return f"{total}, none on this page."
        return f"Lines {params.skip + 1:,} to {params.skip + shown:,} of {total}, sorted."
    if not answer.hits:
        return ""
    first, last = answer.hits[0].rank, answer.hits[-1].rank
    which = f"articles {first:,} to {last:,}" if last > first else f"article {first:,}"
    return f"{wording.count(shown, 'line')} of {which}."
