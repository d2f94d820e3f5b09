"""The publishers we know: by name, by domain, by slug, and as named in running text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

Kind = Literal["outlet", "wire", "house", "platform"]

_PUNCTUATION = re.compile(r"[^\w]+")
_SECTION = re.compile(r"\s+[-–—|:(]\s*(?:news|opinion|editorial|online|web news|us|uk)\)?$", re.I)
_NAME_WORD = re.compile(r"[^\W_][\w&.'’-]*")
_SMALL_STARTS = frozenset("abdeinost2359新")  # as in dpa, taz, 38 North
_PORTALS = frozenset(
    ["news.google.com", "web.archive.org", "archive.org", "archive.is", "archive.ph"]
)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\w+/(https?://?.+)$")


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher. `wire`: an agency printed by others; `house`: one that publishes itself."""

    name: str
    kind: Kind
    country: str
    domains: tuple[str, ...]
    slugs: tuple[str, ...]
    spoken: tuple[str, ...]  # names that mean the publisher wherever they stand
    written: tuple[str, ...]  # names that mean it only where a publisher is stated


@dataclass(frozen=True, slots=True)
class Mention:
    """A publisher named in running text at `start` to `end`."""

    outlet: Outlet
    start: int
    end: int


@lru_cache(maxsize=1)
def _table() -> tuple[Outlet, ...]:
    source = files("search.extract").joinpath("data/outlets.tsv").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in source.splitlines() if row and not row.startswith("#"))
    return tuple(_outlet(*row) for row in rows)


def _outlet(name: str, kind: Any, country: str, domains: str, aliases: str, slugs: str) -> Outlet:
    names = [name, *filter(None, aliases.split("|"))]
    return Outlet(
        name=name.lstrip("~"),
        kind=kind,
        country=country,
        domains=tuple(domains.split()),
        slugs=tuple(filter(None, slugs.split("|"))),
        spoken=tuple(one for one in names if not one.startswith("~")),
        written=tuple(one.lstrip("~") for one in names),
    )


def _key(name: str) -> str:
    words = _PUNCTUATION.sub(" ", name.casefold()).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Outlet]:
    known: dict[str, Outlet] = {}
    for outlet in _table():
        for name in outlet.written:
            known.setdefault(_key(name), outlet)
    return known


@lru_cache(maxsize=1)
def _by_domain() -> Mapping[str, Outlet]:
    return {domain: outlet for outlet in _table() for domain in outlet.domains}


@lru_cache(maxsize=1)
def slugs() -> Mapping[str, Outlet]:
    """Return the agencies by the slugs that mark their reports."""
    return {slug: outlet for outlet in _table() for slug in outlet.slugs}


def named(name: str) -> Outlet | None:
    """Return the publisher that goes by this name or domain, None when we know of none."""
    name = " ".join(name.split())
    if len(name) > 100:
        return None
    found = _by_name().get(_key(name)) or _by_name().get(_key(_SECTION.sub("", name)))
    if found is None and "." in name and " " not in name:
        found = at(name)
    return found


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    import tldextract  # kept out of the start: it reads a list of 10,000 suffixes

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def host(url: str) -> str | None:
    """Return the host a URL names, an archived page's own rather than the archive's."""
    archived = _ARCHIVED.match(url)
    if archived:
        url = (
            archived.group(1).replace(":/", "://", 1)
            if "://" not in archived.group(1)
            else (archived.group(1))
        )
    try:
        found = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return found.rstrip(".").lower() if found and "." in found else None


@lru_cache(maxsize=4096)
def registered(host_name: str) -> str | None:
    """Return the registered domain of a host (`news.bbc.co.uk`: `bbc.co.uk`)."""
    parts = _suffixes()(host_name)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else None


@lru_cache(maxsize=4096)
def at(url: str) -> Outlet | None:
    """Return the publisher whose site a URL or host is on, None when we know of none."""
    name = host(url)
    while name and "." in name:
        if name in _by_domain():
            return _by_domain()[name]
        name = name.split(".", 1)[1]
    return None


def is_portal(url: str) -> bool:
    """Whether a URL's host says nothing about who published."""
    name = host(url) or ""
    known = at(url)
    return name in _PORTALS or (known is not None and known.kind == "platform")


@lru_cache(maxsize=1)
def _spoken() -> Mapping[tuple[str, ...], tuple[tuple[str, Outlet], ...]]:
    """Return the names looked for in text, by their first two words, longest first."""
    starts: dict[tuple[str, ...], list[tuple[str, Outlet]]] = {}
    for outlet in _table():
        for name in outlet.spoken:
            key = tuple(_bare(word) for word in _NAME_WORD.findall(name)[:2])
            starts.setdefault(key, []).append((name, outlet))
    return {
        key: tuple(sorted(names, key=lambda pair: -len(pair[0]))) for key, names in starts.items()
    }


def mentions(text: str) -> list[Mention]:
    """Return the publishers named in `text`, in order."""
    found: list[Mention] = []
    end = 0
    openings = _NAME_WORD if any(map(text.__contains__, _uncapitalised())) else _capitalised()
    for match in openings.finditer(text):
        start = match.start()
        first = _first(match.group()) if start >= end else None
        if first is None or not _begins_word(text, start):
            continue
        after = _NAME_WORD.search(text, match.end())
        second = _bare(after.group()) if after else ""
        hit = _hit(text, start, (first, second)) or _hit(text, start, (first,))
        if hit:
            end = start + len(hit[0])
            found.append(Mention(hit[1], start, end))
    return found


@lru_cache(maxsize=1)
def _uncapitalised() -> Sequence[str]:
    """Return the names that do not begin with a capital."""
    names = (name for found in _spoken().values() for name, _ in found)
    return tuple(name for name in names if not name[0].isupper())


@lru_cache(maxsize=1)
def _capitalised() -> re.Pattern[str]:
    """Return what finds the words of a text that may begin any of the other names."""
    capitals = "".join(sorted({word[0] for word in _firsts() if word[0].isupper()}))
    return re.compile(rf"[{capitals}](?<![^\W_].)[\w&.'’-]*")


def _begins_word(text: str, start: int) -> bool:
    """Return whether no letter or digit is joined to what stands at `start`."""
    while start and text[start - 1] in "_&.'’-":
        start -= 1
    return not (start and text[start - 1].isalnum())


@lru_cache(maxsize=1)
def _firsts() -> frozenset[str]:
    return frozenset(key[0] for key in _spoken())


@lru_cache(maxsize=1 << 14)
def _first(word: str) -> str | None:
    """Return the bare word when a publisher's name may begin with it."""
    if not word[0].isupper() and word[0] not in _SMALL_STARTS:
        return None
    bare = _bare(word)
    return bare if bare in _firsts() else None


def _bare(word: str) -> str:
    """Return a word without possessive and closing marks."""
    return word.rstrip(".'’/-").removesuffix("'s").removesuffix("’s")


def _hit(text: str, start: int, key: tuple[str, ...]) -> tuple[str, Outlet] | None:
    for name, outlet in _spoken().get(key, ()):
        if (
            text.startswith(name, start)
            and not text[start + len(name) : start + len(name) + 1].isalnum()
        ):
            return name, outlet
    return None
