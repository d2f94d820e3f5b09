"""Where a text names publishers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.extract import outlets
from search.extract.outlets import Outlet

_WORD = re.compile(r"[^\W_][\w&.'’-]*")
_UNCASED = re.compile("[\u0590-\u1fff\u3040-\ud7ff]")  # a letter of a script without capitals
_LEAST = 3  # letters of a name, where any name is looked for
_SHOUTED = 5  # letters from which a name may stand in capitals, where any name is looked for


@dataclass(frozen=True, slots=True)
class Mention:
    """A publisher named in a text at `start` to `end`."""

    outlet: Outlet
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Names:
    """Names to be looked for, by their first two words or one, the longest first.

    `small` are those that begin neither with a capital nor in a script that has none.
    """

    starts: Mapping[tuple[str, ...], Sequence[tuple[str, Outlet]]]
    firsts: frozenset[str]
    small: Sequence[str]
    capital: re.Pattern[str]
    uncased: re.Pattern[str]
    owners: Mapping[str, Outlet]


def mentions(text: str) -> list[Mention]:
    """Return the publishers named in running text, in order."""
    return _found(text, _spoken())


def any_named(text: str) -> list[Mention]:
    """Return the publishers named where they are expected: common words and capitals count."""
    return _found(text, _written())


def _found(text: str, names: _Names) -> list[Mention]:
    found: list[Mention] = []
    end = 0
    openings = _WORD if any(map(text.__contains__, names.small)) else names.capital
    for match in openings.finditer(text):
        start = match.start()
        first = _bare(match.group()) if start >= end else ""
        if first not in names.firsts or not _begins_word(text, start):
            continue
        after = _WORD.search(text, match.end())
        second = _bare(after.group()) if after else ""
        hit = _hit(text, start, names.starts.get((first, second), ())) or _hit(
            text, start, names.starts.get((first,), ())
        )
        if hit:
            end = start + len(hit[0])
            found.append(Mention(hit[1], start, end))
    if not text.isascii() and _UNCASED.search(text):
        found += [
            Mention(names.owners[match.group()], *match.span())
            for match in names.uncased.finditer(text)
        ]
        found.sort(key=lambda mention: mention.start)
    return found


@lru_cache(maxsize=1)
def _spoken() -> _Names:
    return _names({name: outlet for outlet in outlets.table() for name in outlet.spoken})


@lru_cache(maxsize=1)
def _written() -> _Names:
    owners: dict[str, Outlet] = {}
    for outlet in outlets.table():
        for name in outlet.written:
            if len(name) >= _LEAST and (name[0].isupper() or name in outlet.spoken):
                owners.setdefault(name, outlet)
    for name, outlet in list(owners.items()):
        if len(name) >= _SHOUTED and name[0].isupper():
            owners.setdefault(name.upper(), outlet)
    return _names(owners)


def _names(owners: Mapping[str, Outlet]) -> _Names:
    starts: dict[tuple[str, ...], list[tuple[str, Outlet]]] = {}
    cased = [name for name in owners if not _UNCASED.match(name)]
    uncased = sorted(owners.keys() - set(cased), key=lambda name: (-len(name), name))
    for name in sorted(cased, key=lambda name: -len(name)):
        start = tuple(_bare(word) for word in _WORD.findall(name)[:2])
        starts.setdefault(start, []).append((name, owners[name]))
    capitals = "".join(sorted({name[0] for name in cased if name[0].isupper()}))
    return _Names(
        starts,
        frozenset(start[0] for start in starts if start),
        tuple(name for name in cased if not name[0].isupper()),
        re.compile(rf"[{capitals}](?<![^\W_].)[\w&.'’-]*"),
        re.compile("|".join(map(_alone, uncased))),
        owners,
    )


def _alone(name: str) -> str:
    """Return a pattern for a name: words stand apart, but in scripts that part none."""
    name = re.escape(name)
    return name if name[0] >= "\u2e80" or "\u0e00" <= name[0] <= "\u0eff" else rf"(?<!\w){name}"


def _hit(text: str, start: int, names: Sequence[tuple[str, Outlet]]) -> tuple[str, Outlet] | None:
    for name, outlet in names:
        end = start + len(name)
        if text.startswith(name, start) and not text[end : end + 1].isalnum():
            return name, outlet
    return None


def _begins_word(text: str, start: int) -> bool:
    """Return whether no letter or digit is joined to what stands at `start`."""
    while start and text[start - 1] in "_&.'’-":
        start -= 1
    return not (start and text[start - 1].isalnum())


@lru_cache(maxsize=1 << 14)
def _bare(word: str) -> str:
    """Return a word without possessive and closing marks."""
    return word.rstrip(".'’/-").removesuffix("'s").removesuffix("’s")
