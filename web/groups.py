"""The values of a filter as addresses write them: in groups, with commas between alternatives.

people=putin,lavrov&people=trump      (("putin", "lavrov"), ("trump",)): Trump, and either
outlet=TASS&outlet=-"A, B"            (("TASS",), ('-A, B',)): TASS, and not "A, B"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from search.filters import Groups

Pair = tuple[str, str]
"""An argument of a request: name and value."""

ALL_MUST_HOLD = ("people", "has")
"""Filters of which every value that is given must hold; of the others, any."""

_VALUE = re.compile(r'\s*(-?)\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)')
_NEEDS_QUOTES = re.compile(r'[,"]|^\s|\s$')


def added(name: str, groups: Groups, value: str) -> Groups:
    """Return the groups of a filter narrowed further, see `SearchParams.adding`."""
    return _grouped(name, [*groups, (value,)]) if groups else ((value,),)


def removed(groups: Groups, value: str) -> Groups:
    """Return the groups of a filter without one value."""
    left = [tuple(one for one in group if one != value) for group in groups]
    return tuple(group for group in left if group)


def filter_pairs(name: str, groups: Groups) -> list[Pair]:
    """Return the arguments that say a filter."""
    return [(name, ",".join(map(guarded, group))) for group in groups]


def groups_of(given: Mapping[str, list[str]], name: str) -> Groups:
    """Return a filter's values in groups; a value in double quotes keeps its commas."""
    groups = []
    for text in given.get(name, []):
        group, position = [], 0
        while position < len(text):
            match = _VALUE.match(text, position)
            assert match is not None  # its last alternative takes anything up to the next comma
            minus, quoted, plain = match.groups(default="")
            value = quoted.replace('""', '"') if quoted else plain.strip()
            if value:
                group.append(minus + value)
            position = match.end()
        groups.append(tuple(group))
    return _grouped(name, groups)


def _grouped(name: str, groups: Iterable[tuple[str, ...]]) -> Groups:
    """Return groups that must all hold; every value excluded makes one of its own."""
    excluded = [(value,) for group in groups for value in group if value.startswith("-")]
    wanted = [tuple(value for value in group if not value.startswith("-")) for group in groups]
    if name not in ALL_MUST_HOLD:
        wanted = [tuple(value for group in wanted for value in group)]
    unique = dict.fromkeys(tuple(dict.fromkeys(group)) for group in [*wanted, *excluded] if group)
    return tuple(unique)


@lru_cache(maxsize=4096)
def guarded(value: str) -> str:
    """Return a value of a filter as it stands among others."""
    minus, bare = ("-", value[1:]) if value.startswith("-") else ("", value)
    if not _NEEDS_QUOTES.search(bare):
        return value
    doubled = bare.replace('"', '""')
    return f'{minus}"{doubled}"'
