"""People whom articles write differently: Sergei and Sergey, Gaddafi and Qaddafi."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import JaroWinkler

from search.article import Article
from search.comparison import Spellings

LIKE = 0.75
"""Names as like as this (Jaro and Winkler) are one name in two spellings."""

_SIGNS = str.maketrans({"-": " ", ".": " ", "’": "'", "‘": "'"})

LEAST_LETTERS = 3
"""Shorter names are initials, particles and nicknames."""


def spellings(articles: Sequence[Article], fold: Callable[[str], str]) -> tuple[Spellings, ...]:
    """Return the people of whom a name is spelled in two ways, in order of their names.

    A part left out, an initial or capitals throughout are no other spelling. Each spelling is
    that of the longest name of a person that has it.
    """
    named: dict[str, str] = {}
    where: dict[str, dict[str, set[int]]] = {}
    for number, article in enumerate(articles):
        for person in article.people:
            named.setdefault(person.id, person.name)
            for written in person.as_written:
                where.setdefault(person.id, {}).setdefault(written, set()).add(number)
    found = []
    for one, named_so in where.items():
        if sum(map(len, named_so.values())) < 2:
            continue
        forms = _forms(tuple(named_so), fold)
        if not forms:
            continue
        # A name is told by its longest form; shorter ones of the same spelling are in it.
        told: dict[str, set[int]] = {}
        for form in sorted(named_so, key=len, reverse=True):
            if form in forms:
                whole = next((other for other in told if _is_part(form, other, fold)), form)
                told.setdefault(whole, set()).update(named_so[form])
        if len(told) > 1 and len(set().union(*told.values())) > 1:
            listed = sorted(told.items(), key=lambda entry: (-len(entry[1]), entry[0]))
            entries = tuple((form, tuple(sorted(at))) for form, at in listed)
            found.append(Spellings(one, named[one], entries))
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def _forms(written: Sequence[str], fold: Callable[[str], str]) -> set[str]:
    """Return the forms of a name that have a part which another form spells differently."""
    forms: set[str] = set()
    for one, other in combinations(written, 2):
        if _differ(_parts(one, fold), _parts(other, fold)):
            forms |= {one, other}
    return forms


def _parts(written: str, fold: Callable[[str], str]) -> tuple[str, ...]:
    """Return the parts of a name in small letters; accents are part of how it is spelled."""
    return tuple(
        part.casefold()
        for part in written.translate(_SIGNS).split()
        if len(fold(part)) >= LEAST_LETTERS
    )


@lru_cache(maxsize=1 << 12)
def _differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether a part of one name is a part of the other in another spelling."""
    left = [part for part in one if part not in other]
    right = [part for part in other if part not in one]
    return any(
        not (a.startswith(b) or b.startswith(a)) and JaroWinkler.similarity(a, b) >= LIKE
        for a in left
        for b in right
    )


def _is_part(form: str, whole: str, fold: Callable[[str], str]) -> bool:
    """Return whether every part of a name is one of another."""
    return {*_parts(form, fold)} <= {*_parts(whole, fold)}
