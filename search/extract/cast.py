"""The people of an article under the archive's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.article import Alone, Article, Evidence, Person, Quote
from search.extract.naming import last_name, naming, own_people
from search.extract.spellings import Spellings
from search.extract.surnames import merged, set_apart

Span = tuple[int, int]


def settled(article: Article, spellings: Spellings) -> Article:
    """Return the article with the ids and names that the archive has for its people.

    It starts from what the article says by itself, whatever was settled before.
    """
    own, own_captioned, quotes = own_people(article), article.captioned, article.quotes
    if article.alone is not None:
        own_captioned = article.alone.captioned
        quotes = tuple(
            quote if quote.speaker == speaker else replace(quote, speaker=speaker)
            for quote, speaker in zip(quotes, article.alone.speakers, strict=True)
        )
    ids: dict[str, str] = {}

    def known(person: Person) -> Person:
        identity, name = spellings.person(person, article.body)
        ids.setdefault(person.id, identity)
        if (person.id, person.name) == (identity, name):
            return person
        return replace(person, id=identity, name=name)

    before = set_apart(own, article.body, spellings)
    people = merged([known(person) for person in before])
    named = {person.id for person in people}
    pictured = [known(person) for person in own_captioned]
    captioned = merged([person for person in pictured if person.id not in named])
    places = {span: person.id for person in people for span in person.spans}
    is_as_alone = len(before) == len(own) == len(people) and len(own_captioned) == len(captioned)
    return replace(
        article,
        people=people,
        captioned=captioned,
        quotes=tuple(_said_by(quote, ids, places) for quote in quotes),
        provenance=_linked(article, people),
        alone=None if is_as_alone else _alone(own, own_captioned, quotes, article.body),
    )


def _alone(
    people: Sequence[Person], captioned: Sequence[Person], quotes: Sequence[Quote], body: str
) -> Alone:
    """Return what an article says by itself; ids are numbers, whatever they were before."""
    ids: dict[str, str] = {}

    def numbered(person: Person) -> Person:
        number = ids.setdefault(person.id, str(len(ids)))
        return replace(person, id=number, name=naming(person, body).names[0])

    shown = tuple(map(numbered, people))
    pictured = tuple(map(numbered, captioned))
    speakers = tuple(quote.speaker and ids.get(quote.speaker, quote.speaker) for quote in quotes)
    return Alone(shown, pictured, speakers)


def _said_by(quote: Quote, ids: Mapping[str, str], places: Mapping[Span, str]) -> Quote:
    """Return a quote with its speaker's settled id, that of who is named there if anybody is."""
    if quote.speaker is None:
        return quote
    named = places.get(quote.mention) if quote.mention else None
    speaker = named or ids.get(quote.speaker, quote.speaker)
    return quote if speaker == quote.speaker else replace(quote, speaker=speaker)


def _linked(article: Article, people: Sequence[Person]) -> Mapping[str, Evidence]:
    """Return the provenance, which says when the archive told who bears a family name."""
    evidence = article.provenance.get("people")
    if evidence is None:
        return article.provenance
    method = evidence.method.removesuffix("+archive")
    lone = (not any(map(last_name, person.as_written)) for person in people)
    if any(one and last_name(person.name) for one, person in zip(lone, people, strict=True)):
        method += "+archive"
    return {**article.provenance, "people": replace(evidence, method=method)}
