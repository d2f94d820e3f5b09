"""Quotes as pages show them: who said it, in which words, and where it stands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from search.engine import Snapshot
from search.profile import Speakers
from web import markup
from web.groups import Pair, filter_pairs
from web.params import SearchParams
from web.quotations import Page, Paragraphs, Said
from web.view import following, narrowing, wording
from web.view.links import Link, Places, person_link
from web.view.narrowing import Chip
from web.view.paging import Paging, paging

SHOWN = 10
"""Articles of a page, where the request does not say how many."""

WIDER = 30
"""Articles where words of one speaker are asked for: others may have said them in most."""

OF_ARTICLE = 4
"""Quotes of one article on a page, which leads to the others: with six, ten articles that quote at
length weighed 18 kB."""

LONGEST, AROUND = 700, 110
"""Characters of a quote, and of what stands before and behind it."""

NEAR = 4 * AROUND
"""Characters in which these are looked for."""

_DOUBTFUL = 0.7
_SPEAKERS = 20


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote. `href` leads to its paragraph; `doubt` says why the speaker may be another."""

    speaker: Link | None
    written: str
    verb: str
    doubt: str
    before: str
    text: Markup
    after: str
    href: str
    number: int


@dataclass(frozen=True, slots=True)
class Source:
    """An article that quotes, with the quotes that are shown of it; `more` are not."""

    title: str
    href: str
    lang: str | None
    outlet: Link | None
    when: wording.When | None
    inferred: str
    quotations: tuple[Quotation, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """Everything the page of quotes shows."""

    says: str
    reading: str
    notes: Sequence[str]
    query: str
    speaker: str
    speaker_href: str
    passed: str
    hidden: tuple[Pair, ...]
    chips: tuple[Chip, ...]
    clear: str
    sources: tuple[Source, ...]
    speakers: tuple[tuple[Link, bool], ...]
    more_speakers: int
    paging: Paging
    sorts: tuple[tuple[str, str, bool], ...]
    saves: tuple[Link, ...]
    search: str
    timed_out: bool


def quotes(
    params: SearchParams,
    limited: SearchParams,
    notes: Sequence[str],
    page: Page,
    speakers: Speakers,
    places: Places,
) -> Quotes:
    """Return the view of a page of quotes: `params` as the reader gave them, without how many to
    show, `limited` as they were asked.
    """
    path, answer = places.quotes, page.answer
    chosen = [value for group in params.people for value in group]
    return Quotes(
        says=_says(answer.total, speakers),
        reading=limited.q,
        notes=[*notes, *(one.message for one in answer.page.notices)],
        query=params.q,
        speaker=_speaker(chosen, page, speakers),
        speaker_href=_page_of(chosen, page, places),
        passed=_passed(page),
        hidden=tuple(pair for pair in params.pairs() if pair[0] not in ("q", "people", "page")),
        chips=tuple(_chips(params, page, path)),
        clear=narrowing.cleared(params, path),
        sources=sources(page.said, places),
        speakers=tuple(_speakers(params, speakers, path)),
        more_speakers=max(0, speakers.total - len(speakers.entries)),
        paging=paging(params, answer.total, path, limited.per_page),
        sorts=_sorts(params, answer.sort, ranked=answer.parsed.ranked, path=path),
        saves=_saves(params, limited, places, answer.page.snapshot),
        search=replace(limited, people=(), said=(), per_page=20, page=1).url(places.search),
        timed_out=answer.page.timed_out or not page.is_whole,
    )


def sources(said: Iterable[Said], places: Places, most: int = OF_ARTICLE) -> tuple[Source, ...]:
    """Return quotes by article, `most` of each."""
    by_article: dict[str, list[Said]] = {}
    for one in said:
        by_article.setdefault(one.article.id, []).append(one)
    return tuple(_source(ones, places, most) for ones in by_article.values())


def _source(said: Sequence[Said], places: Places, most: int) -> Source:
    article = said[0].article
    proof = article.provenance.get("date")
    people = {one.id for one in article.people}
    within = Paragraphs(article.body)
    return Source(
        title=article.title or "Untitled",
        href=places.article(article.id),
        lang=article.lang,
        outlet=Link(article.outlet, places.outlet(article.outlet)) if article.outlet else None,
        when=wording.when(article),
        inferred=wording.evidence(proof) if wording.inferred(proof) else "",
        quotations=tuple(_quotation(one, people, within, places) for one in said[:most]),
        more=max(0, len(said) - most),
    )


def _quotation(
    one: Said, people: Container[str | None], within: Paragraphs, places: Places
) -> Quotation:
    quote, body = one.quote, one.article.body
    number = within.number(quote.start)
    start, end = within.bounds(number)
    text = quote.text if len(quote.text) <= LONGEST else quote.text[:LONGEST].rstrip() + " …"
    name = one.speaker
    speaker = None
    if name:
        speaker = Link(name, "")
        if quote.speaker in people:
            speaker = person_link(quote.speaker or "", name, places)
    written = quote.as_written or ""
    marks = [(low - quote.start, high - quote.start) for low, high in one.marks]
    return Quotation(
        speaker=speaker,
        written=written if name and written and written != name else "",
        verb=quote.verb or "",
        doubt=_doubt(one),
        before=_tail(body[max(start, quote.start - NEAR) : quote.start]),
        text=markup.marked(text, [mark for mark in marks if mark[1] <= LONGEST]),
        after=_head(body[quote.end : min(end, quote.end + NEAR)]),
        href=within.address(places.article(one.article.id), quote.start, f"p{number}"),
        number=number,
    )


def _tail(text: str) -> str:
    """Return the end of a text on one line, whole words of it."""
    text = " ".join(text.split("\n"))
    if len(text) <= AROUND:
        return text
    return "… " + text[-AROUND:].partition(" ")[2]


def _head(text: str) -> str:
    """Return the beginning of a text on one line, whole words of it."""
    text = " ".join(text.split("\n"))
    if len(text) <= AROUND:
        return text
    return text[:AROUND].rpartition(" ")[0] + " …"


def _doubt(one: Said) -> str:
    """Return why the speaker of a quote is not certain, empty where it is."""
    quote = one.quote
    if not one.speaker or quote.confidence >= _DOUBTFUL:
        return ""
    how = f"by “{quote.as_written}”" if quote.as_written else "by what stands around it"
    return f"The speaker is known {how}; {wording.confidence(quote.confidence)}"


def _says(articles_found: int, speakers: Speakers) -> str:
    text = wording.count(articles_found, "article")
    if speakers.total:
        text += f"; {wording.count(speakers.total, 'person', 'people')} quoted in them"
    return f"{text}."


def _speaker(chosen: Sequence[str], page: Page, speakers: Speakers) -> str:
    """Return what the box of the speaker holds: the name of who is asked for by an id."""
    if len(chosen) != 1 or chosen[0].startswith("-"):
        return ""
    return _name(chosen[0], page, speakers)


def _page_of(chosen: Sequence[str], page: Page, places: Places) -> str:
    """Return the page of who is asked for by an id, empty where nobody here has it."""
    known = {one.id for said in page.said for one in said.article.people}
    return places.person(chosen[0]) if len(chosen) == 1 and chosen[0] in known else ""


def _passed(page: Page) -> str:
    """Return what is to be said where articles of a page have no such quote of these people."""
    of = len(page.answer.hits)
    left = of - len({one.article.id for one in page.said})
    if not page.is_whole or not left or not page.said:
        return ""
    return (
        f"{wording.count(left, 'article')} of the {wording.number(of)} on this page "
        f"{'quotes' if left == 1 else 'quote'} them with other words, or others with these."
    )


def _name(value: str, page: Page, speakers: Speakers) -> str:
    known = {one.value: one.label for one in speakers.entries}
    for one in page.said:
        if one.quote.speaker == value and one.speaker:
            return one.speaker
    return known.get(value, value)


def _chips(params: SearchParams, page: Page, path: str) -> list[Chip]:
    labels = {
        ("people", one.quote.speaker): one.speaker
        for one in page.said
        if one.quote.speaker and one.speaker
    }
    return [
        replace(chip, label=chip.label.replace("Person: ", "Speaker: "))
        for chip in narrowing.chips(params, labels, path)
    ]


def _speakers(params: SearchParams, speakers: Speakers, path: str) -> list[tuple[Link, bool]]:
    """Return who is quoted most, each with the quotes of that one, and whether they are these."""
    address = params.varied(path, "people")
    chosen = {value for group in params.people for value in group}
    found = []
    for one in speakers.entries[:_SPEAKERS]:
        is_chosen = one.value in chosen
        pairs = [] if is_chosen else filter_pairs("people", ((one.value,),))
        found.append((Link(one.label, address(pairs), wording.number(one.articles)), is_chosen))
    return found


def _sorts(
    params: SearchParams, order: str, *, ranked: bool, path: str
) -> tuple[tuple[str, str, bool], ...]:
    orders = [("newest", "Newest"), ("oldest", "Oldest")]
    if ranked and params.q.strip():
        orders.insert(0, ("relevance", "Relevance"))
    address = params.varied(path, "sort")
    return tuple((label, address([("sort", one)]), order == one) for one, label in orders)


def _saves(
    params: SearchParams, limited: SearchParams, places: Places, snapshot: Snapshot
) -> tuple[Link, ...]:
    api = f"{places.api.removesuffix('search')}quotes"
    plain = replace(limited, more=(), per_page=20, page=1, offset=None)
    table = replace(plain, more=(("format", "csv"),))
    # A feed is of articles: of those in which they speak.
    said = [f'said:"{value}"' for group in params.people for value in group if value[:1] != "-"]
    words = " AND ".join([*([f"({limited.q})"] if limited.q else []), *said])
    feed = following.follow(replace(plain, q=words, people=()), snapshot, places).feed
    page = replace(limited, more=())
    return (
        Link("JSON", page.url(api, page=limited.page)),
        Link("CSV", table.url(api)),
        Link("Feed", feed),
    )
