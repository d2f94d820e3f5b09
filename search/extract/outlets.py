"""The publishers we know: by name, by domain and by slug."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

Kind = Literal["outlet", "wire", "house", "platform"]

_PUNCTUATION = re.compile(r"[\W_]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_INITIALS = re.compile(r"\b((?:\w\.){2,})")
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


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """Return a name without case, accents and punctuation (`L.A. Times`: `la times`)."""
    name = _INITIALS.sub(lambda match: match.group().replace(".", ""), name.casefold())
    if not name.isascii():
        name = _ACCENT.sub("", unicodedata.normalize("NFD", name))
    return " ".join(_PUNCTUATION.sub(" ", name.replace("&", " and ")).split())


def bare(name: str) -> str:
    """Return the key of a name without its article."""
    found = key(name)
    return found.removeprefix("the ") or found


@lru_cache(maxsize=1)
def table() -> tuple[Outlet, ...]:
    """Return the publishers we know."""
    source = files("search.extract").joinpath("data/outlets.tsv").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in source.splitlines() if row and not row.startswith("#"))
    return tuple(_outlet(*row) for row in rows)


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Outlet]:
    """Return the publishers by name, by key, and by key without the article, the first first."""
    known: dict[str, Outlet] = {}
    for name_of in (str.casefold, key, bare):
        for outlet in table():
            for name in outlet.written:
                known.setdefault(name_of(name), outlet)
    return known


@lru_cache(maxsize=1)
def _by_spoken_name() -> Mapping[str, Outlet]:
    return {name: outlet for outlet in table() for name in outlet.spoken}


@lru_cache(maxsize=1)
def _by_domain() -> Mapping[str, Outlet]:
    return {domain: outlet for outlet in table() for domain in outlet.domains}


@lru_cache(maxsize=1)
def slugs() -> Mapping[str, Outlet]:
    """Return the agencies by the slugs that mark their reports."""
    return {slug: outlet for outlet in table() for slug in outlet.slugs}


def named(name: str) -> Outlet | None:
    """Return the publisher that goes by this name or domain, None when we know of none."""
    if len(name) > 100:
        return None
    known = _by_name()
    found = known.get(name.casefold()) or known.get(key(name)) or known.get(bare(name))
    if found is None and "." in name and " " not in name:
        found = at(name)
    return found


def agency_of(name: str) -> str | None:
    """Return the agency that goes by this name, None when we know of none."""
    known = named(name)
    return known.name if known and known.kind in ("wire", "house") else None


def spoken(name: str) -> Outlet | None:
    """Return the publisher of a name written just so, None too where it is a common word."""
    return _by_spoken_name().get(name)


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
