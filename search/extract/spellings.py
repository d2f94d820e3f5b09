"""How the archive spells its people, and which bearer of a family name it means by that alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from anyascii import anyascii

from search.article import Article, Person
from search.extract.ledger import Ledger, Row
from search.extract.people import conflict, identity
from search.extract.people.names import given_agree, parse
from search.extract.register import LATELY, Entry, Known, Register

LIMIT = 400_000  # identities; past it those met once in one spelling go, which lose nothing
DOMINANT = 0.9  # share of the articles that name a bearer in full from which one is meant by all
RIVAL = 0.1  # share of an identity's articles from which a namesake is no slip of the pen
FEWEST = 5  # articles that must name that bearer in full
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens."""
    return _NOT_SLUG.sub("-", anyascii(name).lower()).strip("-") or "unnamed"


def last_name(name: str) -> str | None:
    """Return the key of the family name of a whole name, None for a name of one word."""
    parsed = parse(tuple(name.split()))
    return parsed.last if parsed is not None and parsed.full else None


class Spellings:
    """What the archive's articles call their people.

    The ledger holds for each identity ("name") how many articles use each spelling, and how many
    name the person in full, under the first such spelling; and for each word that is a given or a
    family name ("family") how many articles name somebody with it in full.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._added = 0
        self._register: Register | None = None
        self._bearers: dict[str, Known | None] = {}

    def add(self, article: Article, sign: int = 1) -> None:
        """Count the spellings an article uses, once each."""
        self._register = None
        families: set[str] = set()
        for person in article.people:
            key = self._key(person)
            names = self._full(person, key)
            parsed = parse(tuple(names[0].split()))
            is_full = parsed is not None and parsed.full
            for place, name in enumerate(names):
                self._ledger.add("name", key, name, sign, full=is_full and not place)
            if parsed is not None and parsed.full:
                families |= {parsed.first, parsed.last}
        for word in sorted(families):
            self._ledger.add("family", word, "", sign)
        self._added += len(article.people)
        if self._added > LIMIT // 10:
            self._trim()

    def _trim(self) -> None:
        self._added = 0
        over = self._ledger.keys("name") - LIMIT
        if over > 0:
            self._ledger.drop_rare("name", over)

    def _key(self, person: Person) -> str:
        """Return the identity the article itself gives: a name linked before is as it was."""
        last = last_name(person.name)
        if last and not any(last_name(written) for written in person.as_written):
            return last
        return identity(person.name)

    def _full(self, person: Person, key: str) -> list[str]:
        """Return the spellings of a person that are whole names, the name itself if none is."""
        names = [name for name in person.as_written if last_name(name) and identity(name) == key]
        if names or key == identity(person.name):
            return list(dict.fromkeys(names)) or [person.name]
        return [person.as_written[0]]

    def person(self, person: Person) -> Person:
        """Return the person under the archive's name and id.

        A family name alone is the one bearer the archive means by it, if there is one.
        """
        key = self._key(person)
        names = self._full(person, key)
        if " " not in key and not last_name(names[0]):
            bearer = self.bearer(key)
            if bearer is not None:
                return _called(person, bearer.id, bearer.name)
        known = self.known(key, names)
        if known is None:
            return _called(person, slug(names[0]), names[0])
        return _called(person, known.id, known.name)

    def known(self, key: str, names: Sequence[str]) -> Known | None:
        """Return the person of that identity whom these spellings tell from namesakes."""
        people = self._people().of_identity(key)
        for name in sorted(names, key=lambda one: -len(one)):
            for one in people:
                if name in one.spellings:
                    return one
        return people[0] if people else None

    def bearer(self, last: str) -> Known | None:
        """Return whom the archive means by a family name alone, None where that is open."""
        people = self._people()
        if last not in self._bearers:
            if len(self._bearers) >= LATELY:
                self._bearers.clear()
            self._bearers[last] = self._bearer(last, people)
        return self._bearers[last]

    def _bearer(self, last: str, people: Register) -> Known | None:
        able = people.of_family(last)
        if not able:
            return None
        best = min(able, key=lambda one: (-one.articles, one.id))
        if best.articles < FEWEST:
            return None
        total = sum(articles for *_, articles, _ in self._ledger.rows("family", last))
        same = sum(one.articles for one in able if one is best or _may_be(best, one))
        return best if total and same >= DOMINANT * total else None

    def _people(self) -> Register:
        """Return the people of every identity; no two of the archive share an id."""
        if self._register is None:
            self._register = Register(_entries(self._ledger.rows("name")))
            self._bearers.clear()
        return self._register


def _called(person: Person, identity: str, name: str) -> Person:
    if (person.id, person.name) == (identity, name):
        return person
    return replace(person, id=identity, name=name)


def _entries(rows: Iterable[Row]) -> Iterator[Entry]:
    """Yield the people of each identity, told apart."""
    for key, of_key in groupby(rows, key=itemgetter(1)):
        named = {name: (articles, full) for _, _, name, articles, full in of_key}
        parts = _told_apart({name: articles for name, (articles, _) in named.items()})
        last = last_name(parts[0][0])
        for part in parts:
            yield key, last, slug(part[0]), part, sum(named[name][1] for name in part)


def _told_apart(names: Mapping[str, int]) -> list[list[str]]:
    """Return the spellings of one identity by person, commonest first.

    Middle names and Jr tell people apart. A spelling without either is of the person to whom
    nearly all the others belong; where two people are often named, it is somebody of its own.
    """
    ranked = sorted(names, key=lambda one: (-names[one], one))
    if len(ranked) == 1:
        return [ranked]
    parts: list[list[str]] = []
    plain: list[str] = []
    for name in ranked:
        if not any(conflict(name, other) for other in ranked):
            plain.append(name)
            continue
        part = next((p for p in parts if not any(conflict(name, one) for one in p)), None)
        if part is None:
            parts.append(part := [])
        part.append(name)
    if not parts:
        return [ranked]
    weights = [sum(names[name] for name in part) for part in parts]
    rivals = [weight for weight in weights if weight >= RIVAL * sum(names.values())]
    if max(weights) >= DOMINANT * sum(rivals):
        parts[weights.index(max(weights))] += plain
    elif plain:
        parts.append(plain)
    parts = [sorted(part, key=lambda one: (-names[one], one)) for part in parts]
    return sorted(parts, key=lambda part: (-sum(names[name] for name in part), part[0]))


def _may_be(best: Known, other: Known) -> bool:
    """Return whether two bearers of a family name may be one person: Chuck and Charles."""
    one, two = parse(tuple(best.name.split())), parse(tuple(other.name.split()))
    if one is None or two is None or conflict(best.name, other.name):
        return False
    return given_agree(one.first, two.first)
