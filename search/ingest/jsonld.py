"""The article object among a page's JSON-LD, and the fields it states."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from search.ingest.columns import plain

MOST_CHARS = 1 << 20
MOST_OBJECTS = 2000
# Types that are an article when they have a headline; the order is that of trust.
ARTICLES = ("newsarticle", "reportagenewsarticle", "article", "blogposting", "webpage")

Object = Mapping[str, object]

# What pages put around their JSON to hide it from other readers.
BEFORE = ("<!--", "//", "/*", "*/", "<![CDATA[")
AFTER = ("-->", "//", "/*", "*/", "]]>", ";")


def stated(scripts: Iterable[str]) -> dict[str, str]:
    """Return what the scripts' article object states.

    Keys: headline, published, author, publisher, section, lang, url. Objects given by `@id` alone
    are looked up among the others. Nothing when no script can be read.
    """
    objects: list[Object] = []
    for script in scripts:
        objects += _objects(script)
    by_id = {
        str(found["@id"]): found
        for found in reversed(objects)
        if len(found) > 1 and "@id" in found
    }
    main = min(objects, key=_rank, default=None)
    if main is None or _rank(main) >= len(ARTICLES):
        return {}
    sources = {
        "headline": main.get("headline") or (main.get("name") if _rank(main) < 4 else None),
        "published": main.get("datePublished"),
        "author": _named(main.get("author") or main.get("creator"), by_id, "; "),
        "publisher": _named(main.get("publisher"), by_id, ", "),
        "section": main.get("articleSection"),
        "lang": main.get("inLanguage"),
        "url": main.get("url") or main.get("mainEntityOfPage"),
    }
    found = {name: plain(value, ", ") for name, value in sources.items()}
    return {name: value for name, value in found.items() if value}


def _objects(script: str) -> list[Object]:
    """Return every object of a script that has a type or an id, outermost first."""
    if len(script) > MOST_CHARS:
        return []
    try:
        root = json.loads(_bare(script), strict=False)
    except (ValueError, RecursionError):
        return []
    found: list[Object] = []
    pending = [root]
    for value in pending:
        if len(pending) > MOST_OBJECTS:
            break
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            if "@type" in value or "@id" in value:
                found.append(value)
            pending += [inner for inner in value.values() if isinstance(inner, (dict, list))]
    return found


def _bare(script: str) -> str:
    """Return a script without comment and CDATA marks around it."""
    script = script.strip()
    while (mark := next(filter(script.startswith, BEFORE), None)) is not None:
        script = script[len(mark) :].lstrip()
    while (mark := next(filter(script.endswith, AFTER), None)) is not None:
        script = script[: -len(mark)].rstrip()
    return script


def _rank(found: Object) -> float:
    """Return how little an object is the page's article: less is better."""
    kinds = found.get("@type")
    names = [
        str(kind).rpartition("/")[2].lower()
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    ]
    best = float(len(ARTICLES))
    for name in names:
        if name in ARTICLES:
            best = min(best, float(ARTICLES.index(name)))
        elif name.endswith(("article", "posting")):
            best = min(best, 3.0)
    return best if "headline" in found or "datePublished" in found else best + 0.5


def _named(value: object, by_id: Mapping[str, Object], joint: str) -> str | None:
    """Return the names of persons or organisations given as text, objects, or a list of them."""
    values = value if isinstance(value, list) else [value]
    names: list[str] = []
    for one in values[:50]:
        if isinstance(one, dict) and "name" not in one and "@id" in one:
            one = by_id.get(str(one["@id"]), {})
        if isinstance(one, dict):
            one = one.get("name")
        name = plain(one, joint)
        if (
            name
            and name.strip()
            and not name.startswith(("http:", "https:"))
            and name not in names
        ):
            names.append(name.strip())
    return joint.join(names) or None
