"""What one article calls a person: the name it goes by in the archive, from its words alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from search.article import Article, Person
from search.extract import outlets
from search.extract.people import identity
from search.extract.people.names import is_title, parse
from search.extract.people.persons import canonical

_FULL, _REGNAL, _ALONE = 2, 1, 0
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling: `name` without titles and capitals, `key` the identity, `rank` how much it says.

    `last` is the key of the family name, empty where the name is not whole.
    """

    name: str
    key: str
    rank: int
    last: str

    @property
    def slug(self) -> str:
        """The name as lower-case ASCII words joined by hyphens."""
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Naming:
    """What an article calls a person: the identity `key`, and the spellings that have it.

    `also` are other identities by which the article names the person in full: Bill Clinton where
    it mostly says William Clinton. `is_open`: a family name alone that may well be no person's, as
    Bloomberg, which an outlet goes by, where nobody writes Mr. or Mayor before it.
    """

    key: str
    names: tuple[str, ...]
    is_full: bool
    also: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def is_alone(self) -> bool:
        """Whether it is a family name alone."""
        return not self.is_full and " " not in self.key


@lru_cache(maxsize=1 << 15)
def form(written: str) -> Form:
    """Return a spelling, understood."""
    words = tuple(written.split())
    parsed = parse(words)
    name = (canonical([(words, 1)]) if parsed is not None else "") or " ".join(words)
    key = identity(name)
    if parsed is None or not parsed.full:
        return Form(name, key, _REGNAL if parsed is not None and parsed.regnal else _ALONE, "")
    return Form(name, key, _FULL, parsed.last)


def naming(person: Person, body: str) -> Naming:
    """Return what an article with this body calls a person.

    Neither the person's id nor name is looked at: those may be what the archive made of them.
    """
    forms = [form(written) for written in person.as_written] or [form(person.name)]
    rank = max(one.rank for one in forms)
    able = list(dict.fromkeys(one for one in forms if one.rank == rank))
    key = able[0].key
    if any(one.key != key for one in able):
        used = Counter(form(body[slice(*span)]).key for span in person.spans)
        key = max(able, key=lambda one: used[one.key]).key
    names = tuple(dict.fromkeys(one.name for one in able if one.key == key))
    also = tuple(dict.fromkeys(one.key for one in able if one.key != key))
    if rank == _FULL:
        return Naming(key, names, True, also)
    is_open = outlets.named(names[0]) is not None and not _is_titled(person, body)
    return Naming(key, names, False, is_open=is_open)


def _is_titled(person: Person, body: str) -> bool:
    before = (body[max(0, start - 20) : start].split() for start, _ in person.spans)
    return any(words and is_title(words[-1]) for words in before)


def own_people(article: Article) -> tuple[Person, ...]:
    """Return the people as the article alone tells them apart."""
    return article.alone.people if article.alone is not None else article.people


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens."""
    plain = name if name.isascii() else anyascii(name)
    return _NOT_SLUG.sub("-", plain.lower()).strip("-") or "unnamed"


def last_name(name: str) -> str | None:
    """Return the key of the family name of a whole name, None for a name of one word."""
    return form(name).last or None
