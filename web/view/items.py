"""The list of results: one item an article, titles and passages marked up."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from search.article import Article
from search.engine import Hit, Snippet
from search.frozen import readily
from search.stored import first_people
from web import accounts, markup
from web.accounts import Why
from web.params import SearchParams
from web.partial import named
from web.view import following, wording
from web.view.links import Link, Places, account_hrefs, article_hrefs, passing_hrefs, person_link
from web.view.room import room

_COPIES = 4
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_CLOSING = ")]\"'”’»"
"""Signs that end a sentence, and what may follow them within it."""


@readily
@dataclass(frozen=True, slots=True)
class Item:
    """One article of the list."""

    id: str
    rank: int
    href: str
    title: Markup
    lang: str | None
    outlet: str | None
    outlet_href: str
    agency: str | None
    day: str
    inferred: str
    words: str
    added: str
    passages: tuple[Markup, ...]
    people: tuple[Link, ...]
    more_people: int
    why: Why | None
    account: str
    missing: tuple[str, ...] = ()
    story: str = ""
    copies: tuple[Link, ...] = ()
    more_copies: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """One article in a line: what leads to it, and whose and of when it is."""

    title: Markup
    href: str
    lang: str | None
    outlet: str | None
    when: wording.When | None


def headlines(params: SearchParams, hits: tuple[Hit, ...], places: Places) -> tuple[Headline, ...]:
    """Return articles that are no results of a search, a line each."""
    titles = markup.many([_headed(hit) for hit in hits])
    href = passing_hrefs(params, places)
    return tuple(
        Headline(
            title,
            href(hit.article, hit.rank),
            hit.article.lang,
            hit.article.outlet,
            wording.when(hit.article),
        )
        for hit, title in zip(hits, titles, strict=True)
    )


def items(
    params: SearchParams,
    hits: tuple[Hit, ...],
    places: Places,
    once: accounts.Once = accounts.ALL,
    *,
    partial: bool = False,
) -> tuple[Item, ...]:
    """Return the list; all its passages and titles go through markup in one call each. What is
    said `once` above it of why its articles rank where they do is not said of each. `partial`:
    its articles are no results, but match some of the words.
    """
    if not hits:
        return ()
    shown = [_whole_sentences(one, hit.article) for hit in hits for one in hit.snippets]
    cleaned, headed = markup.listed(shown, [_headed(hit) for hit in hits])
    passages, titles = iter(cleaned), iter(headed)
    href = (passing_hrefs if partial else article_hrefs)(params, places)
    account = account_hrefs(params, places)
    people = room(params).people
    return tuple(
        _item(
            hit,
            params,
            href(hit.article, hit.rank),
            next(titles),
            tuple([next(passages) for _ in hit.snippets]),
            places,
            once,
            account(hit.article.id),
            people,
        )
        for hit in hits
    )


def _item(
    hit: Hit,
    params: SearchParams,
    href: str,
    title: Markup,
    passages: tuple[Markup, ...],
    places: Places,
    once: accounts.Once,
    account: str,
    people: int,
) -> Item:
    article = hit.article
    copies = [one for one in hit.copies if one.relation == "copy"]
    proof = article.provenance.get("date")
    named_first, named_all = first_people(article, people)
    return Item(
        id=article.id,
        rank=hit.rank,
        href=href,
        title=title,
        lang=article.lang,
        outlet=article.outlet,
        agency=article.agency if article.agency != article.outlet else None,
        day=wording.short_day(article),
        inferred=wording.evidence(proof) if wording.inferred(proof) else "",
        words=wording.count(article.words, "word"),
        added=following.added(article, params),
        passages=passages or _opening(article),
        people=tuple([person_link(one, name, places) for one, name in named_first]),
        outlet_href=places.outlet(article.outlet) if article.outlet else "",
        more_people=max(0, named_all - people),
        why=accounts.brief(hit, once),
        account=account,
        missing=named(hit),
        story=places.story(hit.story) if hit.story else "",
        copies=tuple(
            [
                Link(one.outlet or "Outlet not stated", places.article(one.id))
                for one in copies[:_COPIES]
            ]
        ),
        more_copies=max(0, len(copies) - _COPIES),
    )


def _headed(hit: Hit) -> tuple[str, markup.Spans]:
    """Return the headline of a hit as lists have it, and where the words of the query stand."""
    text = wording.headline(hit.title)
    shown = len(hit.title or "") if text == hit.title else len(text) - len(" …")
    return text, tuple([span for span in hit.title_marks if span[1] <= shown])


def _opening(article: Article) -> tuple[Markup, ...]:
    """Return the beginning of an article, for lists that have no words to show."""
    text = " ".join(article.body[:400].split())
    if len(text) > 240:
        text = text[:240].rsplit(" ", 1)[0] + " …"
    return (markup.marked(text),) if text else ()


def _whole_sentences(passage: Snippet, article: Article) -> Snippet:
    """Return a passage that claims to be cut only where it begins or ends within a sentence."""
    text = (article.title or "") if passage.field == "title" else article.body
    before = passage.before and not _is_ended(text[max(0, passage.start - 8) : passage.start])
    after = passage.after and not _is_ended(passage.text)
    if before == passage.before and after == passage.after:
        return passage
    its = (passage.field, passage.text, passage.marks, passage.start)
    return Snippet(*its, before=before, after=after)


def _is_ended(text: str) -> bool:
    """Return whether a text ends with a sentence or a paragraph, or holds nothing."""
    bare = text.rstrip()
    return not bare or "\n" in text[len(bare) :] or bare.rstrip(_CLOSING).endswith(_STOPS)
