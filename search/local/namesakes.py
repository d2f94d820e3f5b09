"""Names of the archive that may have been meant by one that no article has.

A person is looked for word by word: words of the archive's names that are spelt alike (one slip
away, two in long words) or that transliterate alike, in one name and in the order asked for. An
outlet or agency is looked for whole, by some of its words, or by their first letters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.analysis import fold
from search.engine import SearchRequest, Spelling
from search.local.budget import Budget
from search.local.facets import facet, numbers_of
from search.local.names import ALIASED, PERSONS, Aliases
from search.local.ranked import ranking
from search.local.schema import spelling
from search.local.searchable import Searchable
from search.local.spellings import TAB, Spellings, spellings
from search.query.tree import Field, Term

FIELDS = (*PERSONS, "author", *ALIASED)
"""Fields whose names are looked for."""

ALIKE_S = 0.05
"""Seconds there are to find them."""

MOST_WORDS = 4
"""Words of a name that are looked for."""

SHORTEST, LONG = 4, 7
"""Letters of a word that may be one slip from another, and of one that may be two; beside other
words a letter fewer will do.
"""

LONGEST = 40
"""Letters past which no word is looked for."""

ALIKE = 0.5
"""How far two words are apart that transliterate alike, in slips."""

INITIAL = 1.5
"""How far a given name is from another that only begins like it."""

MOST_WEIGHED = 100
"""Names that it is counted of how many articles have them."""

MOST_OUTLETS = 10_000
"""Outlets that are looked at, the commonest first."""

ARTICLES = frozenset({"the", "le", "la", "der", "die", "das", "el"})
"""What a name of an outlet may or may not begin with."""


class Near(NamedTuple):
    """A name, the likeliest sorting first: of a person, the identity."""

    unlikely: float
    name: str

    @classmethod
    def of(cls, apart: float, articles: int, name: str) -> Near:
        """Return a name so many slips away, that about so many articles have.

        What thousands have is likelier than what two have that is a slip nearer: others slip too.
        """
        return cls(apart - math.log10(articles + 1) / 2, name)


def namesakes(
    searchable: Searchable, field: str, text: str, aliases: Aliases, most: int
) -> tuple[Spelling, ...]:
    """Return the names that may have been meant by `text`, likeliest first, each with how many
    articles it finds; none of them is the text itself.
    """
    if field not in FIELDS:
        return ()
    find = _outlets if field in ALIASED else _authors if field == "author" else _people
    found: dict[str, Spelling] = {}
    for near in sorted(find(searchable, field, text, aliases))[:most]:
        name = _shown(searchable, near.name) if field in PERSONS else near.name
        tree = Field(field, Term(name))
        count = ranking(searchable, SearchRequest(tree, limit=0), aliases).answer.total
        if count and fold(name) != fold(text):
            found.setdefault(fold(name), Spelling(name, count))
    return tuple(found.values())


def _outlets(searchable: Searchable, field: str, text: str, aliases: Aliases) -> Iterator[Near]:
    """Yield outlets or agencies that are called so in part, or nearly so."""
    live = numbers_of(segment.live for segment in searchable.segments)
    asked = [_bare(fold(text)), *map(_bare, aliases.outlets(text))]
    listed = facet(searchable.segments, field, live, MOST_OUTLETS)
    for one in Budget(ALIKE_S).in_time(listed):
        if one.value is not None:
            name = _bare(spelling(one.label))
            apart = min(_apart(wanted, name) for wanted in asked)
            if apart < FAR:
                yield Near.of(apart, one.count, one.label)


FAR = 9.0
"""How far names are apart that have nothing to do with each other."""


def _apart(wanted: str, name: str) -> float:
    """Return how far an outlet's name is from the one asked for."""
    if not wanted or not name:
        return FAR
    words = name.split(" ")
    if wanted == name:
        return 0.0
    if f" {wanted} " in f" {name} ":
        return 1.0
    if len(wanted) > 1 and wanted == "".join(word[0] for word in words):
        return 1.0
    allowed = min(len(wanted) // 4, 3)
    slips = OSA.distance(wanted, name, score_cutoff=allowed)
    if slips <= allowed:
        return 0.5 + slips / 2
    joined = OSA.distance(wanted.replace(" ", ""), name.replace(" ", ""), score_cutoff=allowed)
    if joined <= allowed:
        return 0.5 + joined / 2
    if len(wanted) >= SHORTEST and name.startswith(wanted):
        return 2.0
    parts = wanted.split(" ")
    if len(parts) > 1 and set(parts) <= set(words):
        return 2.0
    if len(parts) == 1 and len(wanted) >= LONG - 1:
        slips = min(OSA.distance(wanted, word, score_cutoff=1) for word in words)
        if slips <= 1:
            return 2.5
    return FAR


def _bare(name: str) -> str:
    """Return a folded name without the article it begins with and without an ending like .com."""
    name = " ".join(name.removesuffix(".com").removesuffix(".org").split())
    first, _, rest = name.partition(" ")
    return rest if rest and first in ARTICLES else name


def _authors(searchable: Searchable, field: str, text: str, aliases: Aliases) -> Iterator[Near]:
    known = spellings(searchable.reader, "author")
    near = _named(known, text, aliases)
    for number, apart in _nearest(near):
        name = known.names[number]
        count = _articles(searchable, "author", [known.terms[number]])
        yield Near.of(apart, count, name.title())


def _people(searchable: Searchable, field: str, text: str, aliases: Aliases) -> Iterator[Near]:
    """Yield people of the archive who are called nearly so, by the names they go by there."""
    known = spellings(searchable.reader, "people")
    by_identity: dict[str, float] = {}
    for number, apart in _nearest(_named(known, text, aliases)):
        identity = known.identities[number]
        by_identity[identity] = min(apart, by_identity.get(identity, FAR))
    spoken = spellings(searchable.reader, "said") if field == "said" else None
    for identity, apart in by_identity.items():
        terms = [known.terms[number] for number in known.by_identity[identity]]
        if spoken is not None:
            terms = [spoken.terms[number] for number in spoken.by_identity.get(identity, ())]
        count = _articles(searchable, field, terms)
        if count:
            yield Near.of(apart, count, identity)


def _shown(searchable: Searchable, identity: str) -> str:
    """Return what a person is called in lists."""
    for segment in searchable.segments:
        values = segment.view.file.people.values
        rows = values.prefixed(identity.encode() + b"\t")
        if rows:
            return values[rows[0]].partition(b"\t")[2].decode()
    return identity


def _articles(searchable: Searchable, field: str, terms: Iterable[bytes]) -> int:
    """Return about how many articles have one of these terms."""
    held = [segment.view.file.names[field] for segment in searchable.segments]
    return sum(len(names.having(term)) for term in terms for names in held)


def _nearest(near: Mapping[int, float]) -> list[tuple[int, float]]:
    """Return the names, by number, that are nearest."""
    return sorted(near.items(), key=lambda one: one[1])[:MOST_WEIGHED]


def _named(known: Spellings, text: str, aliases: Aliases) -> dict[int, float]:
    """Return the names, by number, that hold words like those of the text in their order, and how
    far each is from it. Where there is none, a first name may be another with the same initial.
    """
    words = spelling(text).split(" ")[:MOST_WORDS]
    if not words[0]:
        return {}
    known.words  # noqa: B018 - listed the first time, which is no part of the time there is
    budget = Budget(ALIKE_S)
    least = SHORTEST - (len(words) > 1)
    options = [_words_like(known, word, least, aliases, budget) for word in words]
    found: dict[int, float] = {}
    if all(options):
        fewest = min(options, key=lambda one: sum(len(known.by_word(word)) for word in one))
        for number in {number for word in fewest for number in known.by_word(word)}:
            apart = _in_order(known.names[number].lstrip(TAB).split(" "), options)
            if apart is not None:
                found[number] = apart
    if not found and len(words) > 1 and options[-1]:
        for word, apart in options[-1].items():
            for number in known.by_word(word):
                name = known.names[number].lstrip(TAB).split(" ")
                if name[-1] == word and len(name) > 1 and name[0][:1] == words[0][:1]:
                    found[number] = min(apart + INITIAL, found.get(number, FAR))
    return found


def _in_order(name: Sequence[str], options: Sequence[Mapping[str, float]]) -> float | None:
    """Return how far the words of a name are from those asked for, None where one is missing."""
    total, at = 0.0, 0
    for option in options:
        while at < len(name) and name[at] not in option:
            at += 1
        if at == len(name):
            return None
        total += option[name[at]]
        at += 1
    return total + 0.1 * (len(name) - len(options))


def _words_like(
    known: Spellings, word: str, least: int, aliases: Aliases, budget: Budget
) -> dict[str, float]:
    """Return the words of the names that are this one, alike, or a slip or two away."""
    if budget.over() or len(word) > LONGEST:
        return {}
    found: dict[str, float] = {}
    allowed = 2 if len(word) >= LONG else 1 if len(word) >= least else 0
    if allowed:
        near = extract(
            word, known.words, scorer=OSA.distance, score_cutoff=allowed, limit=MOST_WEIGHED
        )
        found = {other: float(slips) for other, slips, _ in near}
    for other in known.like(word, aliases.key):
        found[other] = min(ALIKE, found.get(other, ALIKE))
    if known.by_word(word):
        found[word] = 0.0
    return found
