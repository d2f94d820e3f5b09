"""How the archive spells its people, and which bearer of a family name it means by that alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from search.article import Article, Person
from search.extract.corrections import Corrections
from search.extract.ledger import Ledger, Row
from search.extract.links import JUNIOR, groups
from search.extract.naming import Naming, last_name, naming, own_people, slug
from search.extract.people import conflict
from search.extract.people.names import given_agree, parse
from search.extract.register import LATELY, Entry, Known, Register
from search.extract.wishes import Wishes

LIMIT = 400_000  # identities; past it those met once in one spelling go, which lose nothing
DOMINANT = 0.9  # share of the articles that name a bearer in full from which one is meant by all
RIVAL = 0.1  # share of an identity's articles from which a namesake is no slip of the pen
FEWEST = 5  # articles that must name that bearer in full


class Spellings:
    """What the archive's articles call their people, and what its owner says of them.

    The ledger holds for each identity ("name") how many articles use each spelling, and how many
    name the person in full, under the first such spelling; for two identities ("both") how many
    articles use them for one person; for each identity with Jr ("apart") how many articles tell it
    from the one without; and for each word that is a given or a family name ("family")
    how many articles name somebody with it in full.
    """

    def __init__(self, ledger: Ledger, corrections: Corrections) -> None:
        self._ledger = ledger
        self._corrections = corrections
        self._added = 0
        self._register: Register | None = None
        self._wishes: Wishes | None = None
        self._bearers: dict[str, Known | None] = {}

    def add(self, article: Article, sign: int = 1) -> None:
        """Count the spellings an article uses, once each."""
        self._register = None
        families: set[str] = set()
        keys: dict[str, None] = {}
        people = own_people(article)
        for person in people:
            found = naming(person, article.body)
            keys[found.key] = None
            for place, name in enumerate(found.names):
                full = found.is_full and not place
                self._ledger.add("name", found.key, name, sign, full=full)
            for other in found.also:
                self._ledger.add("both", min(found.key, other), max(found.key, other), sign)
            if found.is_full and (parsed := parse(tuple(found.names[0].split()))):
                families |= {parsed.first, parsed.last}
        for key in keys:
            if key.endswith(JUNIOR) and key.removesuffix(JUNIOR) in keys:
                self._ledger.add("apart", key, "", sign)
        for word in sorted(families):
            self._ledger.add("family", word, "", sign)
        self._added += len(people)
        if self._added > LIMIT // 10:
            self._trim()

    def _trim(self) -> None:
        self._added = 0
        over = self._ledger.keys("name") - LIMIT
        if over > 0:
            self._ledger.drop_rare("name", over)

    def person(self, person: Person, body: str) -> tuple[str, str]:
        """Return the archive's id and name of a person of an article.

        A family name alone is the one bearer the archive means by it, if there is one.
        """
        found = naming(person, body)
        known = self.named(found)
        return (known.id, known.name) if known else (slug(found.names[0]), found.names[0])

    def named(self, found: Naming) -> Known | None:
        """Return whom an article means, None for somebody whom no other article names."""
        if found.is_alone:
            bearer = self.bearer(found.key)
            if bearer is not None and (not found.is_open or self._is_wished(found.key)):
                return bearer
        return self.known(found.key, found.names)

    def _is_wished(self, last: str) -> bool:
        return self._wishes is not None and self._wishes.bearer(last) is not None

    def known(self, key: str, names: Sequence[str]) -> Known | None:
        """Return the person of that identity whom these spellings tell from namesakes."""
        people = self.people().of_identity(key)
        for name in sorted(names, key=lambda one: -len(one)):
            for one in people:
                if name in one.spellings:
                    return one
        return people[0] if people else None

    def bearer(self, last: str) -> Known | None:
        """Return whom the archive means by a family name alone, None where that is open."""
        people = self.people()
        if last not in self._bearers:
            if len(self._bearers) >= LATELY:
                self._bearers.clear()
            self._bearers[last] = self._bearer(last, people)
        return self._bearers[last]

    def _bearer(self, last: str, people: Register) -> Known | None:
        wished = self._wishes.bearer(last) if self._wishes else None
        if wished is not None:
            return people.person(wished)
        able = _persons(people.of_family(last))
        if not able:
            return None
        best = min(able, key=lambda one: (-one.articles, one.id))
        if best.articles < FEWEST or (self._wishes and self._wishes.refuses(last, best.place)):
            return None
        total = sum(articles for *_, articles, _ in self._ledger.rows("family", last))
        same = sum(one.articles for one in able if one is best or _may_be(best, one))
        return best if total and same >= DOMINANT * total else None

    def people(self) -> Register:
        """Return the people of every identity; no two of the archive share an id."""
        if self._register is None:
            rows = self._ledger.rows("name")
            register = Register(_entries(rows, self._corrections))
            wishes = Wishes(register, self._corrections)
            found = groups(
                register,
                self._ledger.rows("both"),
                {key: articles for _, key, _, articles, _ in self._ledger.rows("apart")},
                wishes.joined,
                wishes.apart,
            )
            register.join(found, wishes.called)
            wishes.settle(register)
            self._register, self._wishes = register, wishes
            self._bearers.clear()
        return self._register


def _persons(parts: Iterable[Known]) -> list[Known]:
    """Return the parts of each person put together."""
    found: dict[int, Known] = {}
    for one in parts:
        before = found.get(one.place)
        if before is not None:
            one = Known(
                one.id,
                one.name,
                one.spellings | before.spellings,
                one.articles + before.articles,
                one.place,
            )
        found[one.place] = one
    return list(found.values())


def _entries(rows: Iterable[Row], corrections: Corrections) -> Iterator[Entry]:
    """Yield the people of each identity, told apart."""
    for key, of_key in groupby(rows, key=itemgetter(1)):
        named = {name: (articles, full) for _, _, name, articles, full in of_key}
        counts = {name: articles for name, (articles, _) in named.items()}
        parts = [piece for part in _told_apart(counts) for piece in corrections.parted(key, part)]
        last = last_name(parts[0][0])
        words = key.split(" ")
        turned = f"{words[1]} {words[0]}" if len(words) == 2 and words[0] != words[1] else ""
        for part in parts:
            full = sum(named[name][1] for name in part)
            articles = [counts[name] for name in part]
            yield Entry(key, last, turned, slug(part[0]), part, articles, full)


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
