"""Which identities of an archive are one person's, by rules that are each sure enough.

    joined     Jean Claude and Jean-Claude Juncker, Bill de Blasio and DeBlasio, J. D. and JD Vance
    turned     Orban Viktor and Viktor Orban, where only one of the words is known as a given name
    together   Bill and William Clinton, where articles use both for one person
    declined   «Сергея Лаврова», where the archive knows «Сергей Лавров» or Sergei Lavrov
    initials   S. Lavrov, where one bearer of the name stands for nearly all whom it may mean
    junior     Eric H. Holder Jr. and Eric Holder, where no article has both as two people

Middle names and, otherwise, Jr keep people apart here as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from search.extract.cases import nominatives
from search.extract.ledger import Row
from search.extract.people import conflict
from search.extract.people.lexicon import lexicon
from search.extract.people.names import Name, given_agree, is_title, key, parse
from search.extract.register import Part, Register

MOST_OF = 0.9  # share of a part's articles in which the spelling stands that is linked
SHOWN = 0.05  # share of the rarer identity's articles that use both for one person
FEWEST = 5  # articles that name in full whom initials may stand for
RARELY = 0.05  # share of the articles with Jr that have the other beside it all the same
COMPARED = 20  # spellings of two people that are compared at most
JUNIOR = " jr"

_JR = re.compile(r",? Jr\.?$")
_PATRONYMIC = re.compile(r"(?:[oe]vi(?:c|ch)|[oe]vna|[oyi]vych|[oi]vich|ivna|ichna)$")
_INITIALS = re.compile(r"[^\W\d_]|(?:[^\W\d_]\.){1,3}")
_LIKE_INITIALS = re.compile(r"\.|^\w | \w$")

Pair = tuple[int, int]


def groups(
    register: Register,
    joint: Iterable[Row],
    beside: Mapping[str, int],
    merged: Iterable[Pair],
    apart: Sequence[Sequence[frozenset[int]]],
) -> list[list[int]]:
    """Return the places of parts that are one person's together, where there are several.

    `joint` are the rows of identities that articles use for one person; `beside` counts the
    articles in which an identity with Jr stands beside the one without. `merged` are pairs that
    the archive's owner joins; of two sets in one of `apart` no parts are ever joined.
    """
    found = _Groups(register, apart)
    for one, other in merged:
        found.join(one, other, is_certain=True)
    for one, other in _links(register, joint):
        found.join(one, other)
    for part in filter(lambda one: _initials_of(one.name), register.parts()):
        for one, other in _by_initials(register, part, found):
            found.join(one, other)
    for one, other in _juniors(register, beside):
        found.join(one, other, is_junior=True)
    return found.found()


def _links(register: Register, joint: Iterable[Row]) -> Iterator[Pair]:
    for part in register.parts():
        for joined in _joined(part):
            yield from ((part.place, other.place) for other in _main(register, joined))
        yield from _declined(register, part)
    yield from _turned(register)
    yield from _together(register, joint)


class _Groups:
    """Places that belong together, as far as nothing keeps them apart."""

    def __init__(self, register: Register, apart: Sequence[Sequence[frozenset[int]]]) -> None:
        self._register = register
        self._members: dict[int, list[int]] = {}
        self._heads: dict[int, int] = {}
        self._apart = apart

    def join(
        self, one: int, other: int, *, is_certain: bool = False, is_junior: bool = False
    ) -> bool:
        a, b = self._heads.get(one, one), self._heads.get(other, other)
        if a == b:
            return True
        mine, others = self.members(one), self.members(other)
        if self._are_apart({*mine, *others}) or not (
            is_certain or self._agree(mine, others, is_junior)
        ):
            return False
        both = sorted((*mine, *others))
        self._members.pop(a, None)
        self._members.pop(b, None)
        self._members[both[0]] = both
        self._heads.update(dict.fromkeys(both, both[0]))
        return True

    def members(self, place: int) -> list[int]:
        return self._members.get(self._heads.get(place, place), [place])

    def found(self) -> list[list[int]]:
        return [self._members[head] for head in sorted(self._members)]

    def _are_apart(self, places: set[int]) -> bool:
        return any(sum(not side.isdisjoint(places) for side in sides) > 1 for sides in self._apart)

    def _agree(self, mine: Sequence[int], others: Sequence[int], is_junior: bool) -> bool:
        """Return whether no middle name or suffix tells the people of these places apart."""
        names, more = self._names(mine), self._names(others)
        if is_junior:
            names = [_JR.sub("", name) for name in names]
        return not any(conflict(one, other) for one in names for other in more)

    def _names(self, places: Sequence[int]) -> list[str]:
        return [name for at in places for name in self._register.part(at).spellings][:COMPARED]


def _juniors(register: Register, beside: Mapping[str, int]) -> Iterator[Pair]:
    """Yield the link of a name with Jr to the one without, which some papers write for one person.

    They write a middle initial too; who is called Jr to be told from his father seldom has one.
    """
    for part in register.parts():
        if not part.key.endswith(JUNIOR) or part.full < FEWEST:
            continue
        whole = sum(
            count
            for name, count in zip(part.spellings, part.counts, strict=True)
            if (parsed := parse(tuple(name.split()))) and len(parsed.keys) > 2
        )
        if whole < MOST_OF * sum(part.counts) or beside.get(part.key, 0) > RARELY * part.full:
            continue
        for other in _main(register, part.key.removesuffix(JUNIOR)):
            yield part.place, other.place


def _main(register: Register, identity: str) -> Sequence[Part]:
    """Return the part of an identity to which nearly all its articles belong, if there is one."""
    parts = register.parts_of(identity)
    if not parts:
        return ()
    best = max(parts, key=lambda part: (part.full, -part.place))
    return (best,) if best.full >= MOST_OF * sum(part.full for part in parts) else ()


# Written in other pieces


def _joined(part: Part) -> Iterator[str]:
    """Yield the identities that the words of a part have when they are written together."""
    if all(name.count(" ") < 2 for name in part.spellings):
        return
    weights: dict[str, int] = {}
    for name, count in zip(part.spellings, part.counts, strict=True):
        for other in _pieces(name):
            weights[other] = weights.get(other, 0) + count
    for other, weight in weights.items():
        if other != part.key and weight >= MOST_OF * sum(part.counts):
            yield other


def _pieces(name: str) -> Iterator[str]:
    """Yield the identities of a name of several words with two of them joined, or turned."""
    parsed = parse(tuple(name.split()))
    if parsed is None or not parsed.full:
        return
    keys, tail = parsed.keys, f" {parsed.suffix}" if parsed.suffix not in ("", "sr") else ""
    if len(keys) > 2:
        yield f"{key(keys[0] + keys[1])} {keys[-1]}{tail}"
        yield f"{keys[0]} {key(keys[-2] + keys[-1])}{tail}"
        if _PATRONYMIC.search(keys[-1]):
            yield f"{keys[1]} {keys[0]}{tail}"
    particles = _particles(parsed)
    if particles:
        yield f"{keys[0]} {key(particles + keys[-1])}{tail}"


def _particles(parsed: Name) -> str:
    """Return the small words before the family name, put together: `vander`."""
    small = [word.lower() for word in parsed.words[1:-1] if word.lower() in lexicon().particles]
    return "".join(small)


def other_keys(name: str) -> list[str]:
    """Return the identities that a name has with its words joined or turned."""
    parsed = parse(tuple(name.split()))
    if parsed is None or not parsed.full:
        return []
    turned = [f"{parsed.last} {parsed.first}"] if len(parsed.keys) == 2 else []
    return [*_pieces(name), *turned]


# The other way round


def _turned(register: Register) -> Iterator[Pair]:
    for one, other in register.turned():
        words = [_plain(word) for word in register.part(one).name.split()]
        if len(words) == 2 and _is_order_clear(*words):
            yield one, other


def _is_order_clear(one: str, other: str) -> bool:
    """Return whether just one of two words is known as a given name, or as a family name."""
    given, family = lexicon().first, lexicon().family_first
    if is_title(one) or is_title(other):  # King David is no David King
        return False
    if one in given or other in given:
        return (one in given) != (other in given)
    return (one in family) != (other in family)


def _plain(word: str) -> str:
    return word.title() if word.isupper() else word


# In Russian and Ukrainian cases


def _declined(register: Register, part: Part) -> Iterator[Pair]:
    """Yield the link of a name to the only one of the archive that it may be a case of."""
    found = [other for name in nominatives(part.name) for other in _main(register, name)]
    if len(found) == 1:
        yield part.place, found[0].place


# Used for one person


def _together(register: Register, joint: Iterable[Row]) -> Iterator[Pair]:
    for _, identity, another, articles, _ in joint:
        mine, others = _main(register, identity), _main(register, another)
        if not mine or not others:
            continue
        one, other = mine[0], others[0]
        if articles >= SHOWN * min(one.full, other.full) and _may_be_one(one.name, other.name):
            yield one.place, other.place


def _may_be_one(one: str, other: str) -> bool:
    """Return whether one is more than a slip of the pen for the other."""
    a, b = parse(tuple(one.split())), parse(tuple(other.split()))
    if a is None or b is None or a.suffix != b.suffix:
        return False
    if a.last == b.last:
        return given_agree(a.first, b.first) or a.first in b.keys or b.first in a.keys
    short, long = sorted((a.keys, b.keys), key=len)
    return len(short) < len(long) and long[-len(short) :] == short


# Initials


def _initials_of(name: str) -> tuple[str, str, bool] | None:
    """Return the initials that stand for given names, the family name, and which came first.

    `sv`, `lavrov` for S. V. Lavrov, and True; for Lavrov S. V. False.
    """
    if not _LIKE_INITIALS.search(name):
        return None
    parsed = parse(tuple(name.split()))
    if parsed is None or not parsed.full:
        return None
    words = [word for word in parsed.words if word.lower() not in lexicon().particles]
    if _are_initials(words[:-1]):
        return "".join(parsed.keys[:-1]), parsed.last, True
    if _are_initials(words[1:]):
        return "".join(parsed.keys[1:]), parsed.first, False
    return None


def _are_initials(words: Sequence[str]) -> bool:
    return all(word.isupper() and _INITIALS.fullmatch(word) for word in words)


def _by_initials(register: Register, part: Part, found: _Groups) -> Iterator[Pair]:
    """Yield the link of initials to whom nearly everybody means that they may stand for."""
    initials = _initials_of(part.name)
    if initials is None or len(found.members(part.place)) > 1:
        return
    able = [
        other
        for other in register.parts_of_family(initials[1])
        if other.place != part.place and _may_stand_for(initials, other)
    ]
    best = max(able, key=lambda other: (other.full, -other.place), default=None)
    if best is None or best.full < max(FEWEST, part.full):
        return
    if best.full >= MOST_OF * sum(other.full for other in able):
        yield part.place, best.place


def _may_stand_for(initials: tuple[str, str, bool], other: Part) -> bool:
    """Return whether one name of a person has these initials: of a second one, it has to be known.

    Lists in Russian, which have the family name first, give a patronymic that others leave out.
    """
    letters, _, is_first = initials
    for name in other.spellings:
        parsed = parse(tuple(name.split()))
        if parsed is None or _initials_of(name) or parsed.first[:1] != letters[0]:
            continue
        middle = parsed.keys[1:-1]
        if len(letters) < 2 or (not middle and not is_first):
            return True
        if middle and middle[0][:1] == letters[1]:
            return True
    return False
