"""What a source calls its outlet, under the name the outlet goes by.

Columns, feeds and databases of clippings add to the name what is no part of it: a place (`The
Times (London)`), an edition or section (`New York Times - Late Edition`, `World news | The
Guardian`), a medium (`BBC News (Online)`), an address (`www.foxnews.com`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from search.extract import outlets
from search.extract.outlets import Outlet, bare, key

LONGEST = 200  # characters of a label
_LEAST_RUN = 5  # letters of a name written together (`foxnews`)
_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.IGNORECASE)
_PARTING = re.compile(
    r"\s+(?:--|[-–—/•·:])\s+|\s*[|»>;]\s*|[:,]\s+|\s*[(\[]|[)\]]\s*"
    r"|(?<=[\u3040-\u9fff\uac00-\ud7af])[-_](?=[\u3040-\u9fff\uac00-\ud7af])"
)
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")


class _Places(NamedTuple):
    country: Mapping[str, frozenset[str]]  # places by which a national paper is known
    known: frozenset[str]


def canonical(label: str) -> str:
    """Return the name of the outlet a source states, the label itself as far as it is unknown.

    Edition, section and medium are dropped from labels of unknown outlets too; of an address the
    registered domain is left, which is what a URL alone would give.
    """
    label = " ".join(label.split())
    known = publisher(label)
    if known:
        return known.name
    if _ADDRESS.fullmatch(label):
        return outlets.registered(outlets.host(label) or "") or label
    return _without_sections(label)


@lru_cache(maxsize=4096)
def publisher(label: str) -> Outlet | None:
    """Return the publisher a label stands for, None when it is unknown or could be another's."""
    if not label or len(label) > LONGEST:
        return None
    found = outlets.named(label)
    if found:
        return found
    if _ADDRESS.fullmatch(label):
        return outlets.at(label)
    parts = [part.strip(" -–—:") for part in _PARTING.split(label)]
    parts = [part for part in parts if key(part)]
    return _of_parts(parts) if len(parts) > 1 else _part(label) or _run(label)


def named_unmistakably(label: str) -> Outlet | None:
    """Return the publisher a label stands for that need not name one, as a folder's need not.

    Names that are common words, or of several papers, count only with their article or place.
    """
    found = publisher(label)
    if found is None or found.kind == "platform":
        return None
    keys = {name_of(name) for name in found.spoken for name_of in (key, bare)} - _shared()
    if key(label) in keys | {one.replace(" ", "") for one in keys} or _ADDRESS.fullmatch(label):
        return found
    apart = len(key(label).split()) > 1 or bare(label).replace(" ", "") in _bases()
    return found if apart and key(label) not in _shared() and not _is_section(label) else None


def _of_parts(parts: Sequence[str]) -> Outlet | None:
    """Return the publisher that one of the parts names, if the others agree with it."""
    named = [(place, found) for place, part in enumerate(parts) if (found := _part(part))]
    weighty = [pair for pair in named if not _is_section(parts[pair[0]])] or named[:1]
    if len({found.name for _, found in weighty}) == 1:
        place, found = weighty[0]
        others = [part for number, part in enumerate(parts) if number != place]
        if bare(parts[place]) not in _shared():
            return found
        if all(_is_section(part, found) for part in others):
            return found
    heads = [place for place, part in enumerate(parts) if bare(part) in _homonyms()]
    if len(heads) == 1:
        others = [part for number, part in enumerate(parts) if number != heads[0]]
        return _of_place(bare(parts[heads[0]]), [one for one in others if not _is_section(one)])
    return None


def _part(part: str) -> Outlet | None:
    """Return the publisher a part names, alone or with its own domain's end (`Le Monde.fr`)."""
    if key(part) in _places().known:
        return None
    found = outlets.named(part) or _less(part)
    head, _, ending = part.rpartition(".")
    owner = outlets.named(head) if found is None and head else None
    if owner and any(domain.endswith(f".{ending}") for domain in owner.domains):
        return owner
    return found


def _of_place(name: str, rest: Sequence[str]) -> Outlet | None:
    """Return the one paper of that name whose place the rest of the label tells."""
    if not rest:
        return None
    whole = key(" ".join(rest))
    told = {key(one) for one in rest} | {whole}
    fitting = {}
    for outlet, place in _homonyms()[name]:
        country = _places().country.get(outlet.country, frozenset())
        national = not place or place in country  # rather than known by a town
        if place in told or (national and told & country and told <= country | {whole}):
            fitting[outlet.name] = outlet
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _less(part: str) -> Outlet | None:
    """Return the publisher named by what is left without words of the medium."""
    words = key(part).split()
    kept = _without(words, _words()["medium"])
    if not kept or len(kept) == len(words) or bare(" ".join(kept)) in _shared():
        return None
    return outlets.named(" ".join(kept))


def _run(label: str) -> Outlet | None:
    """Return the publisher whose name, or whose domain, is written there without blanks."""
    run = bare(label).replace(" ", "")
    if len(run) < _LEAST_RUN or bare(label) in _shared():
        return None
    return _runs().get(run) or (_bases().get(run) if " " not in label else None)


def _is_section(part: str, outlet: Outlet | None = None) -> bool:
    """Whether a part of a label says no more than section, edition and medium of the outlet."""
    words = [word for word in key(part).split() if not _NUMBER.fullmatch(word)]
    if outlet:
        own = {word for name in outlet.written for word in key(name).split()}
        words = [word for word in words if word not in own]
    return not _without(words, _words()["medium"] | _words()["section"])


def _without(words: Sequence[str], dropped: frozenset[str]) -> list[str]:
    """Return the words without those to be dropped, the longest runs of them first."""
    kept: list[str] = []
    place = 0
    while place < len(words):
        size = next((n for n in (3, 2, 1) if " ".join(words[place : place + n]) in dropped), 0)
        if not size:
            kept.append(words[place])
        place += size or 1
    return kept


def _without_sections(label: str) -> str:
    """Return the label of an unknown outlet without edition, section and medium at its end."""
    while found := list(_PARTING.finditer(label.rstrip(" )]"))):
        head, tail = label[: found[-1].start()].rstrip(), label[found[-1].end() :].strip(" )]")
        if not key(head) or not key(tail) or not _is_section(tail) or _is_section(head):
            break
        label = head + (")" if head.count("(") > head.count(")") else "")
    return label


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, rest in _rows("labelwords.txt", ": "):
        found.setdefault(kind, set()).update(key(word) for word in rest.split("|"))
    return {kind: frozenset(words) for kind, words in found.items()}


@lru_cache(maxsize=1)
def _places() -> _Places:
    rows = [tuple(row) for row in _rows("places.tsv", "\t")]
    country = {
        code: frozenset(f"{names}|{towns}".split("|")) - {""} for code, names, towns, _ in rows
    }
    known = {one for _, *groups in rows for group in groups for one in group.split("|")}
    return _Places(country, frozenset(known) - {""})


def _rows(name: str, parting: str) -> Iterator[list[str]]:
    source = files("search.extract").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return (row.split(parting) for row in source.splitlines() if row and row[0] != "#")


@lru_cache(maxsize=1)
def _homonyms() -> Mapping[str, Sequence[tuple[Outlet, str]]]:
    """Return for names of several papers, or with a place beside them, each and its place."""
    found: dict[str, dict[tuple[str, str], Outlet]] = {}
    placed: set[str] = set()
    for outlet in outlets.table():
        for name in outlet.written:
            head, bracket, place = name.partition(" (")
            found.setdefault(bare(head), {}).setdefault((outlet.name, key(place)), outlet)
            if bracket and (outlet.name == name or not _is_section(place)):
                placed.add(bare(head))
    return {
        name: [(outlet, place) for (_, place), outlet in found[name].items()]
        for name in placed | (_words()["shared"] & found.keys())
    }


def is_shared(name: str) -> bool:
    """Whether several papers go by this name."""
    return bare(name) in _shared()


@lru_cache(maxsize=1)
def _shared() -> frozenset[str]:
    return _words()["shared"] | _homonyms().keys()


@lru_cache(maxsize=1)
def _runs() -> Mapping[str, Outlet]:
    """Return the publishers by their names written without blanks."""
    found: dict[str, Outlet] = {}
    for outlet in outlets.table():
        for name in outlet.written:
            for name_of in (key, bare):
                found.setdefault(name_of(name).replace(" ", ""), outlet)
    return {run: outlet for run, outlet in found.items() if len(run) >= _LEAST_RUN}


@lru_cache(maxsize=1)
def _bases() -> Mapping[str, Outlet]:
    """Return the publishers by domains that end as their names do (`nytimes`)."""
    counts: Counter[str] = Counter()
    found: dict[str, Outlet] = {}
    for outlet in outlets.table():
        last = bare(outlet.name).split()[-1]
        for base in {domain.split(".")[0] for domain in outlet.domains}:
            counts[base] += 1
            if base.endswith(last) and len(base) > len(last) > 3:
                found[base] = outlet
    return {
        base: outlet
        for base, outlet in found.items()
        if counts[base] == 1 and base not in _shared() and len(base) >= _LEAST_RUN
    }
