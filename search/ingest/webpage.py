"""One web page is one article; what its head states is read here, its text elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from search.article import RawArticle, Skipped
from search.ingest import jsonld, markup, rawarticle
from search.ingest.charset import decoded
from search.ingest.columns import VALUE_CHARS, Stated
from search.ingest.identity import file_checksum
from search.ingest.markup import Element
from search.ingest.origin import Origin
from search.ingest.stream import Stream
from search.ingest.wordlist import table

METHODS = table("pagemeta.txt")
HEAD_BYTES = 1 << 16
MOST_ELEMENTS = 200_000

_DECLARED = re.compile(
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})"
    rb"|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
_HEAD_END = re.compile(r"</head\s*>|<body\b", re.IGNORECASE)
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d+\)(https?://\S+)")


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield the page. Raises BadInput where its bytes break off."""
    data = stream.upto(origin.limits.record_bytes)
    if data is None:
        reason = f"The page is larger than {origin.limits.record_bytes} bytes."
        yield origin.skipped(reason, "record.too-large")
        return
    found = _DECLARED.search(data[:HEAD_BYTES])
    declared = (found[1] or found[2]).decode("ascii") if found else None
    declared = origin.charset or declared  # what a server states wins over what a page does
    page = decoded(data, declared).replace("\0", "")
    root = markup.tree(page)
    if not markup.any_text(page, root):
        yield origin.skipped("The page has no text.", "record.no-text")
        return
    stated = metadata(root if root is not None else markup.tree(_head(page)))
    source = origin.source(0, None, file_checksum(data, origin.url))
    yield rawarticle.made(stated, page, source, origin, kind="html")


def metadata(root: Element | None) -> Stated:
    """Return what a page states about itself, by the methods of data/pagemeta.txt in their order.

    Empty for a page that could not be parsed.
    """
    if root is None:
        return Stated({}, {})
    claims = _claims(root)
    values: dict[str, str] = {}
    by: dict[str, str] = {}
    for field, methods in METHODS.items():
        for method in methods:
            value = _value(field, claims.get(method), claims)
            if value:
                values[field], by[field] = value, method
                break
    return Stated(values, by)


def _head(page: str) -> str:
    """Return the page up to the end of its head."""
    end = _HEAD_END.search(page)
    return page[: end.start() if end else HEAD_BYTES]


def _claims(root: Element) -> dict[str, str]:
    """Return every claim of a page by method, the first of each."""
    claims: dict[str, str] = {}
    scripts: list[str] = []
    for number, element in enumerate(root.iter("meta", "link", "title", "script", "time", "html")):
        if number > MOST_ELEMENTS:
            break
        for method, value in _claim(element):
            if value and value.strip():
                claims.setdefault(method, value)
        kind = element.get("type") if element.tag == "script" else None
        if kind and "ld+json" in kind.lower():
            scripts.append(element.text or "")
    for name, value in jsonld.stated(scripts).items():
        claims.setdefault(f"json-ld:{name}", value)
    for comment in root.xpath("preceding::comment() | //comment()[position() < 4]")[:20]:
        if saved := _SAVED_FROM.match(comment.text or ""):
            claims.setdefault("comment:saved-from", saved[1])
    return claims


def _claim(element: Element) -> Iterator[tuple[str, str | None]]:
    """Yield what one element states, under its method."""
    if element.tag == "meta":
        for kind in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(kind) or "").strip().lower()
            if name:
                prefix = "" if name.startswith(("og:", "twitter:")) else "meta:"
                yield prefix + name, element.get("content") or element.get("value")
    elif element.tag == "link":
        for rel in (element.get("rel") or "").lower().split():
            yield f"link:{rel}", element.get("href")
    elif element.tag == "title":
        if not _inside(element, {"svg"}):
            yield "html:title", element.text
    elif element.tag == "time":
        if _publication(element):
            yield "html:time", element.get("datetime")
    elif element.tag == "html":
        yield "html:lang", element.get("lang") or element.get("xml:lang")


def _publication(time: Element) -> bool:
    """Return whether a time stands at the head of an article, or is marked as its publication."""
    if time.get("pubdate") is not None or "published" in (time.get("itemprop") or "").lower():
        return True
    return _inside(time, {"article", "header", "main"}) and not _inside(
        time, {"aside", "nav", "footer", "li"}
    )


def _inside(element: Element, names: set[str]) -> bool:
    return any(above.tag in names for above in element.iterancestors())


def _value(field: str, value: str | None, claims: dict[str, str]) -> str | None:
    """Return a claim as a value of the field, None when it cannot be one."""
    if value is None:
        return None
    value = " ".join(value.split())
    if "&" in value:
        value = html.unescape(value)
    if not value or len(value) > VALUE_CHARS:
        return None
    if field == "url":
        try:
            value = urljoin(claims.get("og:url", ""), value)
        except ValueError:
            return None
        return value if re.match(r"https?://[^/]", value, re.IGNORECASE) else None
    if field == "author" and value.startswith(("http:", "https:", "//", "@")):
        return None
    return value
