"""Why one article ranks where it does: every part of its score, with the sum it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.answer import Answer
from search.engine import Hit
from search.explanation import Part
from web import accounts, explained
from web.params import SearchParams
from web.partial import HEADING, named
from web.view import wording
from web.view.links import Link, Places, article_hrefs, passing_hrefs

PLACES = 6
"""Decimals of a score that is told in full."""


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a score: what it is, what it adds, what that rests on, and how it is reckoned."""

    text: str
    amount: str
    says: str
    sum: str


@dataclass(frozen=True, slots=True)
class Account:
    """Everything the page shows. `total` is empty where scores do not decide; `missing` are words
    that the article lacks where it is no result, but matches some of them.
    """

    title: Link
    lang: str | None
    outlet: str | None
    when: wording.When | None
    query: str
    place: str
    because: str
    total: str
    rows: tuple[Row, ...]
    absent: tuple[str, ...]
    unscored: tuple[str, ...]
    missing: tuple[str, ...]
    back: Link
    json: str


def asked(params: SearchParams) -> SearchParams:
    """Return the search that ranks an article as a page of results does, for nothing else."""
    return replace(params, explain=True, snippets=0, highlight="none", facets=())


def account(
    params: SearchParams, answer: Answer, article_id: str, places: Places
) -> Account | None:
    """Return the view for one article of a page of results; None where it is not on that page."""
    for hits, is_partial in ((answer.hits, False), (answer.partial_results or (), True)):
        for hit in hits:
            if hit.id == article_id:
                return _account(params, answer, hit, places, is_partial=is_partial)
    return None


def _account(
    params: SearchParams, answer: Answer, hit: Hit, places: Places, *, is_partial: bool
) -> Account:
    article, found = hit.article, hit.explanation
    hrefs = (passing_hrefs if is_partial else article_hrefs)(
        replace(params, explain=False), places
    )
    listed = replace(params, explain=True)
    place = f"{wording.number(hit.rank)} of {wording.number(answer.listed)} results"
    scored = found is not None and found.order == "relevance"
    return Account(
        title=Link(hit.title or "Untitled", hrefs(article, hit.rank)),
        lang=article.lang,
        outlet=article.outlet,
        when=wording.when(article),
        query=params.q.strip(),
        place=HEADING if is_partial else place,
        because=explained.because(found) if found else "",
        total=f"{hit.score:.{PLACES}f}" if scored else "",
        rows=tuple(_rows(found.parts)) if found else (),
        absent=found.absent if found else (),
        unscored=found.unscored if found else (),
        missing=named(hit) if is_partial else (),
        back=Link(
            "The results, explained",
            f"{listed.url(places.search)}#{'p' if is_partial else 't'}{hit.rank}",
        ),
        json=listed.url(places.api),
    )


def _rows(parts: tuple[Part, ...]) -> Iterator[Row]:
    """Yield the parts, each rounded so that the sum of all is the rounded score."""
    amounts = accounts.rounded([part.score for part in parts], PLACES)
    for part, amount in zip(parts, amounts, strict=True):
        yield Row(part.text, amount, explained.says(part), _sum(part))


def _sum(part: Part) -> str:
    its = part.weighed
    if its is None:
        return ""
    return f"{its.boost:g} × {its.most:.7g} × {its.share:.7g}"
