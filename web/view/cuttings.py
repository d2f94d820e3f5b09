"""Lines cut from the articles that are compared, their words marked, each with where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.article import Article
from search.comparison import Comparison, Sentence, Span
from web import articles, markup
from web.parts import Whereabouts
from web.view import wording
from web.view.links import Places

LONGEST = 600
"""Characters of a sentence or quote that are shown; its article has the rest."""


@dataclass(frozen=True, slots=True)
class Head:
    """An article that is compared: `label` tells it from the others, shorter than its title."""

    id: str
    label: str
    outlet: str
    outlet_href: str
    title: str
    href: str
    lang: str | None
    agency: str
    when: wording.When | None
    inferred: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """Words of an article, marked, and the paragraph they stand in."""

    head: Head
    text: Markup
    href: str
    number: int


def heads(found: Sequence[Article], places: Places) -> tuple[Head, ...]:
    """Return each article with a label of its own: its outlet; where several are of one outlet, or
    of none that is known, with the day; and where that is not enough, a number.
    """
    outlets = [one.outlet or "Outlet not stated" for one in found]
    whens = [wording.when(one) for one in found]
    labels = [
        f"{outlet}, {when.short if when else 'no date'}" if outlets.count(outlet) > 1 else outlet
        for outlet, when in zip(outlets, whens, strict=True)
    ]
    counted: dict[str, int] = {}
    unique = []
    for label in labels:
        counted[label] = counted.get(label, 0) + 1
        unique.append(f"{label} ({counted[label]})" if labels.count(label) > 1 else label)
    return tuple(
        Head(
            id=one.id,
            label=label,
            outlet=one.outlet or "",
            outlet_href=places.outlet(one.outlet) if one.outlet else "",
            title=one.title or "Untitled",
            href=places.article(one.id),
            lang=one.lang,
            agency=one.agency if one.agency and one.agency != one.outlet else "",
            when=when,
            inferred=inferred(one),
            words=wording.count(one.words, "word"),
        )
        for one, when, label in zip(found, whens, unique, strict=True)
    )


def inferred(article: Article) -> str:
    """Return where the date of an article comes from if it was worked out, else nothing."""
    proof = article.provenance.get("date")
    return wording.evidence(proof) if wording.inferred(proof) else ""


class Cuttings:
    """The articles of a comparison, and lines cut from them."""

    def __init__(self, found: Comparison, places: Places) -> None:
        self.articles = found.articles
        self.places = places
        self.heads = heads(found.articles, places)
        self._starts: dict[int, list[int]] = {}
        self._whereabouts: dict[int, Whereabouts] = {}

    def number(self, article: int, place: int) -> int:
        """Return the number of the paragraph in which a place of an article stands, from 1."""
        if article not in self._starts:
            found = articles.paragraphs(self.articles[article].body)
            self._starts[article] = [one["start"] for one in found]
        return max(1, bisect_right(self._starts[article], place))

    def lines(self, wanted: Iterable[tuple[Sentence, Iterable[Span]]]) -> tuple[Line, ...]:
        """Return sentences with words of them marked."""
        return self.cut(
            (one.article, one.start, one.end, one.paragraph, marks) for one, marks in wanted
        )

    def quoted(
        self, wanted: Iterable[tuple[int, int, Iterable[Span]]], most: int = LONGEST
    ) -> tuple[Line, ...]:
        """Return quotes, each by its article and its place there, with words of them marked."""
        return self.cut(
            (
                (place, quote.start, quote.end, self.number(place, quote.start), own)
                for place, quote, own in (
                    (place, self.articles[place].quotes[number], own)
                    for place, number, own in wanted
                )
            ),
            most,
        )

    def cut(
        self, wanted: Iterable[tuple[int, int, int, int, Iterable[Span]]], most: int = LONGEST
    ) -> tuple[Line, ...]:
        """Return stretches of articles; all go through markup in one call."""
        ones = list(wanted)
        texts = []
        for article, start, end, _, marks in ones:
            body = self.articles[article].body
            last = end
            if end - start > most:  # at the end of a word, if there is any
                last = body.rfind(" ", start, start + most)
                last = last if last > start else start + most
            text = body[start:last] + (" …" if last < end else "")
            inside = ((low - start, min(high, last) - start) for low, high in marks)
            texts.append((text, _joined(text, inside)))
        return tuple(
            Line(self.heads[article], text, self._href(article, start, number), number)
            for (article, start, _, number, _), text in zip(ones, markup.many(texts), strict=True)
        )

    def _href(self, article: int, place: int, number: int) -> str:
        """Return what leads to a paragraph of an article, by a place in it."""
        if article not in self._whereabouts:
            self._whereabouts[article] = Whereabouts(self.articles[article].body)
        return self._whereabouts[article].address(self.heads[article].href, place, f"p{number}")


def _joined(text: str, marks: Iterable[Span]) -> list[Span]:
    """Return marks, those of words side by side as one."""
    found: list[Span] = []
    for start, end in sorted(marks):
        if start >= end:
            continue
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
