"""A family name in an article whose bearer there is not the one everybody means by it.

Where only Lara Trump is named in full, every "Trump" of the article was taken for her. But who is
named alone before anybody of that name was introduced, or as President Trump, is somebody else; so
is who is named alone where only Donald Trump Jr. is named in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from search.article import Person
from search.extract.naming import last_name
from search.extract.people.names import parse
from search.extract.spellings import Spellings

BEFORE = 2  # mentions that stand before the introduction; a standfirst may hold one
_OFFICE = re.compile(r"\b(?:[Pp]resident|[Cc]hancellor|Prime Minister|King|Queen|Pope)\s+$")
_JUNIOR = re.compile(r",? (?:Jr|Sr|I{2,3}|IV)\b")

Span = tuple[int, int]


def set_apart(people: Sequence[Person], body: str, spellings: Spellings) -> list[Person]:
    """Return the people of an article, with those the archive means by a family name apart."""
    lasts = [parsed.last if (parsed := parse(tuple(p.name.split()))) else "" for p in people]
    found: list[Person] = []
    for person, last in zip(people, lasts, strict=True):
        if last_name(person.name) and lasts.count(last) == 1 and person.spans:
            found += _parted(person, last, body, spellings)
        else:
            found.append(person)
    return sorted(found, key=lambda one: one.spans[0][0] if one.spans else len(body))


def _parted(person: Person, last: str, body: str, spellings: Spellings) -> list[Person]:
    bearer = spellings.bearer(last)
    if bearer is None or spellings.person(person, body)[0] == bearer.id:
        return [person]
    bare = [span for span in person.spans if _is_bare(body[slice(*span)], last)]
    full = [span for span in person.spans if span not in bare]
    if not bare or not full:
        return [person]
    office = [span for span in bare if _in_office(body, span)]
    if any(_in_office(body, span) for span in full):
        office = []
    before = [span for span in bare if span < full[0]]
    other = bare if len(before) >= BEFORE else office
    if _is_junior_of(person.name, bearer.name):
        other = [span for span in bare if not _JUNIOR.search(body[span[0] : span[1] + 5])]
        full = [span for span in person.spans if span not in other]
    if not other:
        return [person]
    lone = Person(
        last, _usual(body[slice(*other[0])]), _written(body, other), len(other), tuple(other)
    )
    own = replace(
        person,
        as_written=_written(body, full),
        mentions=max(len(full), person.mentions - len(person.spans) + len(full)),
        spans=tuple(full),
    )
    return [own, lone]


def merged(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return the people with those of one id as one person."""
    found: dict[str, Person] = {}
    for person in people:
        before = found.get(person.id)
        if before is not None:
            person = replace(
                before,
                as_written=tuple(dict.fromkeys((*before.as_written, *person.as_written))),
                mentions=before.mentions + person.mentions,
                spans=tuple(sorted((*before.spans, *person.spans))),
            )
        found[person.id] = person
    return tuple(found.values())


def _is_bare(text: str, last: str) -> bool:
    parsed = parse(tuple(text.split()))
    return parsed is not None and not parsed.full and parsed.last == last


def _is_junior_of(name: str, elder: str) -> bool:
    """Return whether one name is the other's with Jr or III: by Trump alone few mean the son."""
    one, other = parse(tuple(name.split())), parse(tuple(elder.split()))
    if one is None or other is None or not one.suffix or other.suffix:
        return False
    return (one.first, one.last) == (other.first, other.last)


def _in_office(body: str, span: Span) -> bool:
    return bool(_OFFICE.search(body[max(0, span[0] - 20) : span[0]]))


def _usual(text: str) -> str:
    return text.title() if text.isupper() else text


def _written(body: str, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(body[slice(*span)].split()) for span in spans))
