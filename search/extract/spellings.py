"""How the archive spells its people, and which bearer of a family name it means by that alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anyascii import anyascii

from search.article import Article, Person
from search.extract.people import conflict, identity
from search.extract.people.names import given_agree, parse

LIMIT = 400_000  # identities; past it those met once in one spelling go, which lose nothing
DOMINANT = 0.9  # share of the articles that name a bearer in full from which one is meant by all
RIVAL = 0.1  # share of an identity's articles from which a namesake is no slip of the pen
FEWEST = 5  # articles that must name that bearer in full
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

Counts = dict[str, dict[str, int]]


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens."""
    return _NOT_SLUG.sub("-", anyascii(name).lower()).strip("-") or "unnamed"


def last_name(name: str) -> str | None:
    """Return the key of the family name of a whole name, None for a name of one word."""
    parsed = parse(tuple(name.split()))
    return parsed.last if parsed is not None and parsed.full else None


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the archive; `articles` is how many name the person in full."""

    id: str
    name: str
    spellings: frozenset[str]
    articles: int


@dataclass(slots=True)
class Spellings:
    """What the archive's articles call their people.

    `counts` holds for each identity how many articles use each spelling, `bearers` how many name
    the person in full, under the first such spelling; `families` for each word that is a given or
    a family name how many articles name somebody with it in full.
    """

    counts: Counts = field(default_factory=dict)
    bearers: Counts = field(default_factory=dict)
    families: dict[str, int] = field(default_factory=dict)
    _known: dict[str, tuple[Known, ...]] | None = None
    _by_last: dict[str, list[Known]] = field(default_factory=dict)

    def add(self, article: Article, sign: int = 1) -> None:
        """Count the spellings an article uses, once each."""
        self._known = None
        families: set[str] = set()
        for person in article.people:
            key = self._key(person)
            names = self._full(person, key)
            for name in names:
                _count(self.counts, key, name, sign)
            parsed = parse(tuple(names[0].split()))
            if parsed is not None and parsed.full:
                _count(self.bearers, key, names[0], sign)
                families |= {parsed.first, parsed.last}
        for word in families:
            self.families[word] = self.families.get(word, 0) + sign
            if self.families[word] <= 0:
                del self.families[word]
        if len(self.counts) > LIMIT + LIMIT // 10:
            self._trim()

    def _trim(self) -> None:
        once = sorted(key for key, names in self.counts.items() if sum(names.values()) == 1)
        for key in once[: len(self.counts) - LIMIT]:
            del self.counts[key]
            self.bearers.pop(key, None)

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
                return replace(person, id=bearer.id, name=bearer.name)
        known = self.known(key, names)
        if known is None:
            return replace(person, id=slug(names[0]), name=names[0])
        return replace(person, id=known.id, name=known.name)

    def known(self, key: str, names: Sequence[str]) -> Known | None:
        """Return the person of that identity whom these spellings tell from namesakes."""
        people = self._people().get(key, ())
        for name in sorted(names, key=lambda one: -len(one)):
            for one in people:
                if name in one.spellings:
                    return one
        return people[0] if people else None

    def bearer(self, last: str) -> Known | None:
        """Return whom the archive means by a family name alone, None where that is open."""
        self._people()
        able = self._by_last.get(last, [])
        total = self.families.get(last, 0)
        if not able or not total:
            return None
        best = min(able, key=lambda one: (-one.articles, one.id))
        same = sum(one.articles for one in able if one is best or _may_be(best, one))
        return best if best.articles >= FEWEST and same >= DOMINANT * total else None

    def _people(self) -> Mapping[str, tuple[Known, ...]]:
        """Return the people of every identity; no two of the archive share an id."""
        if self._known is None:
            taken: Counter[str] = Counter()
            self._known = {}
            by_last: dict[str, list[Known]] = defaultdict(list)
            for key in sorted(self.counts):
                people = []
                for part in _told_apart(self.counts[key]):
                    name = part[0]
                    base = slug(name)
                    taken[base] += 1
                    number = "" if taken[base] == 1 else f"-{taken[base]}"
                    full = self.bearers.get(key, {})
                    articles = sum(full.get(one, 0) for one in part)
                    people.append(Known(base + number, name, frozenset(part), articles))
                self._known[key] = tuple(people)
                last = last_name(people[0].name)
                if last:
                    by_last[last] += people
            self._by_last = by_last
        return self._known

    def to_json(self) -> Mapping[str, object]:
        """Return the counts, sorted."""
        return {
            "names": dict(_sorted(self.counts)),
            "bearers": dict(_sorted(self.bearers)),
            "families": dict(sorted(self.families.items())),
        }


def _sorted(counts: Counts) -> Iterator[tuple[str, dict[str, int]]]:
    return ((key, dict(sorted(counts[key].items()))) for key in sorted(counts))


def _count(counts: Counts, key: str, name: str, sign: int) -> None:
    known = counts.setdefault(key, {})
    known[name] = known.get(name, 0) + sign
    if known[name] <= 0:
        del known[name]
    if not known:
        del counts[key]


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
