"""What an article names, quotes and leaves out: the first of each beside it, all on pages of their
own, which are no heavier than others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from search.article import Article, Person, Quote, SetAside
from web import articles, parts
from web.addresses import searching
from web.parts import Whereabouts, with_part
from web.quotations import Paragraphs
from web.view import wording
from web.view.links import Link, Places, person_link, person_query
from web.view.paging import PageLink, row
from web.view.quotes import LONGEST
from web.view.rewording import of_quote

NAMES: Mapping[str, str] = {
    "people": "People",
    "quotes": "Quotes by speaker",
    "set-aside": "Lines set aside",
    "received": "Text as received",
}
"""The pages of an article, as addresses and as readers call them."""

MOST_PEOPLE, MOST_QUOTES, MOST_LINES, MOST_OTHERS = 24, 30, 24, 12
"""How many stand beside an article: people, quotes, lines set aside, and of anything else."""

LONGEST_LINE = 300
"""Letters of a line set aside that stand beside an article, and of a value of its record."""

LEAST_WORDS = 6
"""Words of a quote that may be known again in another article."""

_ON_PAGE = {"people": 150, "quotes": 100, "set-aside": 150}
"""How many a page of their own has at most: a person is five elements of 1,500, a quote up to
seven, a line four."""

_SPELLINGS = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A person of the article."""

    link: Link
    mentions: str
    spellings: str


@dataclass(frozen=True, slots=True)
class Said:
    """One quote: `paragraph` is where it stands and `href` leads there; `wordings` is the page of
    the wordings of others, empty where it has too few words to be known again.
    """

    text: str
    paragraph: int
    href: str
    wordings: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """What one person is quoted with: `total` quotes, of which `said` are shown."""

    speaker: Link
    said: tuple[Said, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Left:
    """A line that was set aside."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Annex:
    """A page of what an article has more of than stands beside it."""

    title: str
    lang: str | None
    name: str
    heading: str
    says: str
    people: tuple[Named, ...]
    captioned: tuple[Named, ...]
    quotes: tuple[Speech, ...]
    aside: tuple[Left, ...]
    received: str
    pages: tuple[PageLink, ...]
    back: str
    whole: Link | None


def annex(
    article: Article, name: str, number: int, places: Places, to: Callable[[int], str], api: str
) -> Annex | None:
    """Return a page of what an article has by a name; None for one past the last.

    `to` gives the address of a page, `api` is that of the article as JSON.
    """
    slices = [*_slices(article, name)] or [(0, 0)]
    if number > len(slices):
        return None
    start, end = slices[number - 1]
    href = places.article(article.id)
    split = len(article.people)
    return Annex(
        title=article.title or "Untitled",
        lang=article.lang,
        name=name,
        heading=NAMES[name],
        says=_says(article, name),
        people=people(article.people[start:end], places) if name == "people" else (),
        captioned=captioned(article.captioned[max(0, start - split) : max(0, end - split)], places)
        if name == "people"
        else (),
        quotes=speeches(article, range(start, end), places, lambda part: with_part(href, part))
        if name == "quotes"
        else (),
        aside=aside(article.set_aside[start:end], parts.MOST_BYTES) if name == "set-aside" else (),
        received=articles.received(article)[start:end] if name == "received" else "",
        pages=row(to, number, len(slices)) if len(slices) > 1 else (),
        back=href,
        whole=_whole(name, api),
    )


def people(ones: Iterable[Person], places: Places) -> tuple[Named, ...]:
    """Return people of the text, each with the page of that one."""
    return tuple(_named(one, person_link(one.id, one.name, places)) for one in ones)


def captioned(ones: Iterable[Person], places: Places) -> tuple[Named, ...]:
    """Return people of captions, who need not be known by any text: each a search for the name."""
    return tuple(
        _named(one, Link(one.name, searching(person_query(one.name), places.search)))
        for one in ones
    )


def speeches(
    article: Article, wanted: range, places: Places, part: Callable[[int], str]
) -> tuple[Speech, ...]:
    """Return those direct quotes of an article that stand in `wanted` among all of them, by
    speaker, in order of first appearance. `part` gives the address of a part of the article.
    """
    within, whereabouts = Paragraphs(article.body), Whereabouts(article.body)
    names = {one.id: one.name for one in (*article.captioned, *article.people)}
    hrefs = {one.name: places.person(one.id) for one in article.people}
    total: dict[str, int] = {}
    spoken: dict[str, list[Said]] = {}
    for at, (place, quote) in enumerate(direct(article)):
        speaker = names.get(quote.speaker or "") or quote.as_written or "Speaker not known"
        total[speaker] = total.get(speaker, 0) + 1
        if at not in wanted:
            continue
        number = within.number(quote.start)
        is_known = len(quote.text.split()) >= LEAST_WORDS
        spoken.setdefault(speaker, []).append(
            Said(
                quote.text if len(quote.text) <= LONGEST else f"{quote.text[:LONGEST].rstrip()} …",
                number,
                f"{part(whereabouts.number(quote.start))}#p{number}",
                of_quote(article.id, place, places).href if is_known else "",
            )
        )
    return tuple(
        Speech(Link(speaker, hrefs.get(speaker, "")), tuple(said), total[speaker])
        for speaker, said in spoken.items()
    )


def direct(article: Article) -> Iterator[tuple[int, Quote]]:
    """Yield the direct quotes of an article, each with its place among all."""
    return ((place, one) for place, one in enumerate(article.quotes) if one.direct)


def aside(ones: Iterable[SetAside], longest: int = LONGEST_LINE) -> tuple[Left, ...]:
    """Return lines set aside, the beginning of those that are longer."""
    return tuple(Left(one.kind, shortened(one.text, longest), one.line) for one in ones)


def shortened(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a text, or its beginning."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"


def _named(person: Person, link: Link) -> Named:
    others = [one for one in person.as_written if one != person.name]
    more = len(others) - _SPELLINGS
    written = ", ".join(others[:_SPELLINGS])
    return Named(
        link=link,
        mentions=wording.count(person.mentions, "mention"),
        spellings=f"{written} and {more} more" if more > 0 else written,
    )


def _slices(article: Article, name: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where each page goes: of the text as received in letters, else in
    entries.
    """
    if name == "received":
        text, start = articles.received(article), 0
        while start < len(text):
            # More than a page has is four times as many letters at most.
            end = start + parts.cut(text[start : start + parts.MOST_BYTES + 1], parts.MOST_BYTES)
            yield start, end
            start = end
        return
    start = held = end = 0
    for end, text in enumerate(_texts(article, name)):
        weight = min(parts.size_bytes(text), parts.MOST_BYTES)
        if end > start and (end - start == _ON_PAGE[name] or held + weight > parts.MOST_BYTES):
            yield start, end
            start, held = end, 0
        held += weight
    if held:
        yield start, end + 1


def _texts(article: Article, name: str) -> Iterator[str]:
    """Yield the text of each entry."""
    if name == "people":
        ones: Iterable[Person] = chain(article.people, article.captioned)
        return (" ".join((one.name, *one.as_written[:_SPELLINGS])) for one in ones)
    if name == "quotes":
        return (one.text[:LONGEST] for _, one in direct(article))
    return (one.text or "-" for one in article.set_aside)


def _says(article: Article, name: str) -> str:
    if name == "people":
        said = f"{wording.count(len(article.people), 'person', 'people')} in the text"
        if article.captioned:
            said += f", {wording.number(len(article.captioned))} in captions"
        return said
    if name == "quotes":
        return wording.count(sum(1 for _ in direct(article)), "quote")
    if name == "set-aside":
        return f"{wording.count(len(article.set_aside), 'line')}, in their order"
    if article.received is None:
        return "The text of the article is the text as received"
    return wording.count(len(article.received), "character")


def _whole(name: str, api: str) -> Link:
    """Return where all of it is had at once."""
    if name == "received":
        return Link("All of it as plain text", f"{api}?format=received")
    return Link("All as JSON", api)


def first(ones: Sequence[object], most: int) -> int:
    """Return how many of some stand beside an article: all where few would be left."""
    return len(ones) if len(ones) <= most + most // 4 else most
