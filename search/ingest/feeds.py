"""RSS 0.9x, 1.0 and 2.0, and Atom: each entry is an article.

    <rss version="2.0"><channel>
      <title>The Gazette</title><link>https://gazette.example/</link>
      <item><title>Strike ends</title><link>/strike</link>
        <pubDate>Tue, 20 Jun 2017 08:00:00 GMT</pubDate>
        <description>It is over.</description></item>
    </channel></rss>

An entry's body is its content; one without content is an article of its summary, with an id that
does not take the place of the article it is the summary of.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from search.article import RawArticle, Skipped
from search.ingest import markup, rawarticle, records, xmltext
from search.ingest.charset import Records, clean
from search.ingest.columns import VALUE_CHARS, Stated
from search.ingest.entries import Entries
from search.ingest.identity import canonical_url, record_checksum
from search.ingest.markup import Element
from search.ingest.origin import Origin
from search.ingest.stream import CHUNK, Stream
from search.ingest.wordlist import table

FIELDS = {name: keys for name, keys in table("feeds.txt").items() if not name.startswith("space-")}
ROOTS = ("rss", "feed", "rdf")

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?([\w.:-]{1,40})", re.IGNORECASE)
_NAMED = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\s*\(([^()]{2,200})\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_SHORT_YEAR = re.compile(r"(\b\d{1,2}[ -][A-Za-z]{3}[ -])(\d\d)(?= \d\d:)")
_RSS = re.compile(r"purl\.org/rss|netscape\.com/(?:rdf|publish)|<(?:\w+:)?(?:item|channel)[\s>]")

Claims = dict[str, list[str]]


def recognised(root: str, head: str) -> bool:
    """Return whether a file whose root element has this name is a feed."""
    local = root.lower().rpartition(":")[2]
    return local in ROOTS and (local != "rdf" or _RSS.search(head) is not None)


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield each entry's article, or why it has none. Raises BadInput where bytes break off."""
    found = _DECLARED.search(stream.peek(400))
    decoder = Records(found[1].decode("ascii") if found else None)
    decoder.settle(stream.peek(CHUNK))
    entries = Entries(stream, ("item", "entry"), origin.limits.record_bytes)
    head = clean(decoder.text(entries.head))
    if declared := sorted(set(_ENTITY.findall(head))):
        reason = f"It declares entities of its own ({records.listed(tuple(declared))}), which are"
        yield origin.skipped(f"{reason} not expanded: they stay as written.", "file.entities")
    feed = _Feed(head, origin)
    empty = True
    for number, entry in enumerate(entries):
        empty = False
        if entry.data is None:
            reason = f"The entry is longer than {origin.limits.record_bytes} bytes."
            yield origin.skipped(reason, "record.too-large", line=entry.line, record=number)
        elif not entry.whole:
            reason = "The feed ends in the middle of this entry: it was cut short. What came"
            reason += " before was read."
            yield origin.skipped(reason, "record.truncated", line=entry.line, record=number)
        else:
            yield feed.article(clean(decoder.text(entry.data)), number, entry.line)
    if empty:
        yield origin.skipped("The feed has no entries.", "file.empty")


class _Feed:
    """What a feed says of itself, and with it the articles of its entries."""

    def __init__(self, head: str, origin: Origin) -> None:
        self._origin = origin
        self._spaces = xmltext.spaces(head)
        root = xmltext.parsed(xmltext.without_prologue(head), self._spaces)
        self._claims: Claims = {}
        self._base = origin.url or ""
        for top in root if root is not None else ():
            channel = next((one for one in top if xmltext.name(one) == "channel"), None)
            for element in (top, channel) if channel is not None else (top,):
                self._claims |= {f"feed:{key}": say for key, say in _claims(element).items()}
                self._base = urljoined(self._base, element.get(_BASE))
        site = self._claims.get("feed:+link") or []
        self._base = urljoined(self._base, site[0] if site else None)

    def article(self, text: str, number: int, line: int) -> RawArticle | Skipped:
        """Return the article of one entry, or why there is none."""
        root = xmltext.parsed(text, self._spaces)
        if root is None or not len(root):
            reason = "The entry is no XML that could be read."
            return self._origin.skipped(reason, "record.not-xml", line=line, record=number)
        entry = root[0]
        claims = {**self._claims, **_claims(entry)}
        found = self._stated(claims, urljoined(self._base, entry.get(_BASE)))
        summary = _first(claims, "summary", self._origin.columns)
        body = _first(claims, "body", self._origin.columns) or summary
        if body is None:
            reason = "The entry has neither content nor a summary."
            return self._origin.skipped(reason, "record.no-body", line=line, record=number)
        values, by = dict(found.values), dict(found.by)
        by["body"] = f"entry:{body[0]}"
        declared = self._declared(claims, values.get("url"), is_summary=body is summary)
        notes = _notes(claims, None if body is summary else summary)
        stated = {**values, **notes, "id": declared, "body": body[1]}
        checksum = record_checksum(stated, self._origin.mapping)
        source = self._origin.source(number, line, checksum)
        said = markup.paragraphs(body[1])
        if not said.strip():
            reason = f"The entry has no text, only markup ({body[0]})."
            return self._origin.skipped(reason, "record.no-text", line=line, record=number)
        return rawarticle.made(
            Stated(values, by), said, source, self._origin, declared, notes=notes
        )

    def _stated(self, claims: Claims, base: str) -> Stated:
        values: dict[str, str] = {}
        by: dict[str, str] = {}
        for field in ("title", "url", "author", "section", "outlet", "date", "lang"):
            found = _first(claims, field, self._origin.columns)
            value = _value(field, found[1], base) if found else None
            if found and value:
                values[field] = value
                plain = found[0].replace("+", "")
                by[field] = plain if plain.startswith("feed:") else f"entry:{plain}"
        return Stated(values, by)

    def _declared(self, claims: Claims, url: str | None, *, is_summary: bool) -> str | None:
        """Return what an entry is known by: where that is no address, it holds for its feed only.

        A summary has an id of its own, so that it does not take the place of the whole article.
        """
        own = claims["+id"][0] if "+id" in claims else None
        if own and not re.match(r"(?:https?|tag|urn):", own, re.IGNORECASE):
            titles = claims.get("feed:+link") or claims.get("feed:title") or [self._origin.key]
            own = f"{titles[0]} {own}"
        if own and (address := canonical_url(own)):
            own = address
        own = own or (canonical_url(url) if url else None)
        return f"{own} (summary)" if own and is_summary else own


_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_APART = frozenset({"item", "entry", "channel", "image", "textinput", "items"})
_MEDIA = frozenset({"media:group", "media:content"})


def _claims(parent: Element) -> Claims:
    """Return what the elements directly below one say, by name, in their order."""
    claims: Claims = {}
    for element in parent:
        key = xmltext.name(element)
        if key in _APART or element.get("mode") == "base64":
            continue
        if key in _MEDIA:
            for below, values in _claims(element).items():
                if below.startswith("media:"):
                    claims.setdefault(below, []).extend(values)
            continue
        for name, value in _SAID.get(key, _plain)(element, key):
            if value and value.strip():
                claims.setdefault(name, []).append(value.strip())
    for name, joint in (("author", "; "), ("dc:creator", "; "), ("+section", ", ")):
        if name in claims:
            claims[name] = [joint.join(dict.fromkeys(claims[name]))]
    languages = [parent.get(_LANG), *claims.get("language", ())]
    claims["+lang"] = [one for one in languages if one]
    return {name: values for name, values in claims.items() if values}


Said = Iterator[tuple[str, str | None]]


def _plain(element: Element, key: str) -> Said:
    yield key, xmltext.inner(element)


def _content(element: Element, key: str) -> Said:
    """Yield what an entry of Atom holds itself; content elsewhere is not fetched."""
    if element.get("src") is None:
        yield "+content", xmltext.inner(element)


def _link(element: Element, key: str) -> Said:
    rel = (element.get("rel") or "alternate").lower()
    if rel == "alternate" and "atom" not in (element.get("type") or ""):
        yield "+link", element.get("href") or element.text


def _guid(element: Element, key: str) -> Said:
    yield "+id", element.text
    if (element.get("isPermaLink") or "true").lower() == "true":
        yield "+guid", element.text


def _category(element: Element, key: str) -> Said:
    label = element.get("label") or element.text or element.get("term")
    yield "tag" if element.get("domain") == "post_tag" else "+section", label


def _source(element: Element, key: str) -> Said:
    """Yield which paper or feed an entry is taken from: RSS says it in text, Atom in elements."""
    titles = [one.text for one in element if xmltext.name(one) == "title"]
    yield "+source", titles[0] if titles else element.text


def _author(element: Element, key: str) -> Said:
    names = [one.text for one in element if xmltext.name(one) == "name"]
    text = (names[0] if names else element.text) or ""
    named = _NAMED.fullmatch(text.strip())
    yield "author", named[1] if named else text


_SAID = {
    "link": _link,
    "guid": _guid,
    "id": _guid,
    "category": _category,
    "source": _source,
    "author": _author,
    "content": _content,
}


def _first(
    claims: Claims, field: str, columns: Mapping[str, str] | None = None
) -> tuple[str, str] | None:
    """Return the most trusted name that says a field, and what it says; None for none."""
    keys = (columns[field],) if columns and field in columns else FIELDS[field]
    return next(((key, claims[key][0]) for key in keys if key in claims), None)


def _notes(claims: Claims, summary: tuple[str, str] | None) -> dict[str, str]:
    found = {
        field.removeprefix("note-"): said[1]
        for field in FIELDS
        if field.startswith("note-") and (said := _first(claims, field))
    }
    if summary:
        found["summary"] = summary[1]
    if tags := claims.get("tag"):
        found["tags"] = ", ".join(dict.fromkeys(tags))
    notes = {name: _line(said) for name, said in found.items()}
    return {name: said for name, said in notes.items() if 0 < len(said) <= VALUE_CHARS}


def _line(text: str) -> str:
    """Return text in one line, without markup and with its references to characters resolved."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _value(field: str, text: str, base: str) -> str | None:
    """Return what is said of a field as a value of it, None when it cannot be one."""
    if field == "url":
        address = urljoined(base, " ".join(html.unescape(text).split()))
        return address if re.match(r"https?://[^/]", address, re.IGNORECASE) else None
    value = _line(text)
    if field == "date":
        value = _SHORT_YEAR.sub(_full_year, value)
    return value if 0 < len(value) <= VALUE_CHARS else None


def _full_year(found: re.Match[str]) -> str:
    """Return a date's year in full: RFC 822 wrote two digits, RFC 2822 says which century."""
    return f"{found[1]}{'20' if int(found[2]) < 50 else '19'}{found[2]}"


def urljoined(base: str, address: str | None) -> str:
    """Return an address as it is meant on the page at `base`; `base` where it is none."""
    try:
        return urljoin(base, (address or "").strip())
    except ValueError:
        return base
