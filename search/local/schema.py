"""What the index holds of an article; `fields.py` says the same as a Whoosh schema.

The meaning of these fields is settled (ARCHITECTURE.md, "What the index holds"); how the bytes lie
is the codec's business.

Words (title, body). A term is `language stem fold form`, as in `en sanction sanctions Sanctions`,
with the positions at which that form stands. In term order the forms of a stem lie side by side,
so a bare word is the run of terms `en sanction …`, an exact word `en sanction sanctions …` and
a word with its capitals one term; an article answers by the stems of its own language. There
is no stop list. The language is `-` where Snowball knows none.

Names (outlet, agency, author, lang, url, file, id, story, has). A term is a whole folded value.
`people` and `said` hold `identity TAB spelling`, one term for each spelling in the article, so
that a name is found by any spelling the archive knows, or by one as written.

Columns hold what results are sorted, counted and shown by. Which articles are one story, and which
are copies, is no field: it changes for articles that did not, so it stands in a file of its own
beside the segments (groups.py), by each article's `key`.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from search import record
from search.analysis import LANGUAGES, Word, breaks, fold, stem, words
from search.article import Article, Quote

if TYPE_CHECKING:
    from search.local.fields import ArchiveSchema

DIGEST_BYTES = 8

_PLAIN = re.compile(r"[A-Za-z]+\.?(?:-[A-Za-z]+\.?)*")
"""Words as they are, but for capitals, hyphens and the dots of initials."""

_BETWEEN = ',;:"()/%$&?!“”–—'
_WRITTEN = r"[A-Za-z0-9]+(?:['’][sS])?\.?"
_PARTED = re.compile(rf"[{_BETWEEN}]*{_WRITTEN}(?:(?:[{_BETWEEN}]+|-){_WRITTEN})*[{_BETWEEN}]*")
"""Words parted by signs that stand in no word."""

_BARE = re.compile("([a-z0-9]+)(?:['’]s)?")

NO_DAY = 0
"""What the day columns hold for an undated article; else the day's ordinal (1 = 0001-01-01)."""


def archive_schema() -> ArchiveSchema:
    """Return the schema. **This function's dotted path is part of the disk format**: a table of
    contents holds it in the schema's stead.
    """
    from search.local.fields import SCHEMA

    return SCHEMA


def document(article: Article) -> dict[str, Any]:
    """Return an article as the values of the schema's fields: the long way, and the readable one.

    Segments are written by the codec's own (entry.py); that they say the same, the tests see to.
    """
    title, body = words(article.title or ""), words(article.body)
    starts, title_starts = breaks(article.body, body), breaks(article.title or "", title)
    lang = article.lang
    columned = {
        "first_day": article.first_day and article.first_day.toordinal(),
        "last_day": article.last_day and article.last_day.toordinal(),
        "title_words": _length(title),
        "body_words": _length(body),
        "outlet_name": (article.outlet or "").encode(),
        "agency_name": (article.agency or "").encode(),
        "lang_name": (lang or "").encode(),
        "id_name": article.id.encode(),
        "people_names": "\n".join(
            f"{person.id}\t{person.name}" for person in article.people
        ).encode(),
        "sentences": little_endian(array("I", starts.sentences)),
        "title_sentences": little_endian(array("I", title_starts.sentences[1:])),
        "paragraphs": little_endian(array("I", starts.paragraphs)),
        "quotes": little_endian(array("I", _quoted(article, body))),
        "record": record.dumps(article),
    }
    values = {"title": (lang, title), "body": (lang, body), **named(article), **columned}
    return {name: value for name, value in values.items() if value not in (None, [])}


def named(article: Article) -> dict[str, list[str]]:
    """Return the values of an article in the fields of names."""
    return {
        "outlet": [fold(article.outlet)] if article.outlet else [],
        "agency": [fold(article.agency)] if article.agency else [],
        "author": [spelling(article.author)] if article.author else [],
        "people": [
            term
            for person in article.people
            for term in person_terms(person.id, person.name, person.as_written)
        ],
        "said": [
            speaker_term(quote.speaker, quote.as_written)
            for quote in quotes(article)
            if quote.speaker or quote.as_written
        ],
        "date": [article.first_day.isoformat()] if article.first_day else [],
        "lang": [article.lang] if article.lang else [],
        "url": [fold(article.url)] if article.url else [],
        "file": [fold(article.source.path)],
        "id": [article.id],
        "has": [
            name
            for name, value in (
                ("quote", quotes(article)),
                ("date", article.first_day),
                ("outlet", article.outlet),
            )
            if value
        ],
        "checksum": [digest(article.source.checksum)],
    }


def word_term(form: str, lang: str | None) -> bytes:
    """Return the term of a written form in an article of this language."""
    folded = fold(form)
    return f"{_language(lang)} {stem(folded, lang)} {folded} {form}".encode()


def digest(checksum: str) -> str:
    """Return a shorter checksum of a checksum: as good as always, it tells records apart."""
    return hashlib.blake2b(checksum.encode(), digest_size=DIGEST_BYTES).hexdigest()


def name_term(name: str) -> bytes:
    """Return the term of a whole name; half a surrogate pair, which no name has, becomes `?`."""
    return name.encode("utf-8", "replace")


def person_terms(identity: str, name: str, as_written: Sequence[str]) -> list[str]:
    """Return the terms of a person: identity and each spelling in the article.

    A canonical name that the article itself does not use stands behind a second tab.
    """
    canonical = spelling(name)
    if len(as_written) == 1 and as_written[0] == name:  # so it is of three in five
        return [f"{identity}\t{canonical}"] if canonical else []
    written = dict.fromkeys(map(spelling, as_written))
    extra = [] if canonical in written or not canonical else [f"{identity}\t\t{canonical}"]
    return [f"{identity}\t{spelled}" for spelled in written if spelled] + extra


def quotes(article: Article) -> list[Quote]:
    """Return the quotes that are searched: those with somebody's own words."""
    return [quote for quote in article.quotes if quote.direct]


def speaker_term(speaker: str | None, as_written: str | None) -> str:
    """Return the term of a quotation's speaker: identity, if known, and words as written."""
    return f"{speaker or ''}\t{spelling(as_written) if as_written else ''}"


def spelling(name: str) -> str:
    """Return a name as its folded words, parted by single spaces."""
    letters = name.replace(" ", "")
    if letters.isalpha() and letters.isascii():
        return " ".join(name.lower().split())
    return " ".join(filter(None, map(_spelled, name.split(" "))))


@lru_cache(maxsize=1 << 13)
def _spelled(piece: str) -> str:
    """Return the same of what stands between two spaces, across which no word reaches."""
    if _PLAIN.fullmatch(piece):
        return piece.lower().replace(".", "").replace("-", " ")
    if _PARTED.fullmatch(piece):
        return " ".join(_BARE.findall(piece.lower()))
    return " ".join(fold(word.form) for word in words(piece) if not _is_joined(word, piece))


def _is_joined(word: Word, text: str) -> bool:
    """Return whether the word is the joined form of a compound, beside its pieces."""
    return any(hyphen in text[word.start : word.end] for hyphen in "-\u2010\u2011")


def _language(lang: str | None) -> str:
    return lang if lang in LANGUAGES else "-"


def _length(found: Sequence[Word]) -> int:
    return found[-1].position + 1 if found else 0


def _quoted(article: Article, body: Sequence[Word]) -> Iterator[int]:
    """Yield first and last position of each quotation that holds words."""
    for quote in quotes(article):
        inside = [
            word.position for word in body if quote.start <= word.start and word.end <= quote.end
        ]
        if inside:
            yield from (inside[0], inside[-1])


def little_endian(numbers: array[int]) -> bytes:
    """Return 32-bit numbers as bytes, least significant first."""
    return swapped(numbers.tobytes())


def swapped(data: bytes) -> bytes:
    """Return 32-bit numbers between this machine's order and least significant first."""
    if array("H", [1]).tobytes()[0]:
        return data
    numbers = array("I", data)
    numbers.byteswap()
    return numbers.tobytes()
