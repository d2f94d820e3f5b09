"""Values in words, as the pages print them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from search.article import Article, Evidence

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


DOT = "\u202f\u00a0·\u00a0 "
"""What stands between the facts of a line: it may end a line and begin none, not even after a link
that is a box of its own, which a usual space that does not break would let go.
"""

MOST_HEADED = 240
"""Letters of a headline that a list shows: four lines of it. Its article shows them all."""

_TURNED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class When:
    """A date of publication: `short` for lists, `long` for prose, `iso` for machines."""

    short: str
    long: str
    iso: str


def headline(title: str | None, most: int = MOST_HEADED) -> str:
    """Return a headline as lists have it: cut where it is as long as a paragraph."""
    text = title or "Untitled"
    if len(text) <= most:
        return text
    letters = text[:most]
    words = letters.rsplit(None, 1)[0]
    return f"{words if len(words) > most // 2 else letters} …"


def apart(text: str) -> str:
    """Return a text so that, where it runs from right to left, what follows it does not."""
    return f"\u2068{text}\u2069" if _TURNED.search(text) else text


def number(n: int) -> str:
    """Return a whole number with thousands apart: 12,345."""
    return f"{n:,}"


def count(n: int, noun: str, many: str | None = None) -> str:
    """Return a count with its noun: 1 article, 2,031 articles."""
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


def when(article: Article) -> When | None:
    """Return the day, month or year of an article, None where none is known."""
    if article.first_day is None or article.last_day is None:
        return None
    return _when(article.first_day, article.last_day)


@lru_cache(maxsize=4096)
def _when(first: dt.date, last: dt.date) -> When:
    if first == last:
        return When(_day(first, short=True), _day(first), first.isoformat())
    if (first.year, first.month) == (last.year, last.month):
        name, iso = MONTHS[first.month - 1], f"{first.year:04}-{first.month:02}"
        return When(f"{name[:3]} {first.year}", f"{name} {first.year}", iso)
    if first.year == last.year:
        return When(str(first.year), str(first.year), f"{first.year:04}")
    span = f"{first.year}–{last.year}"
    return When(span, span, f"{first.year:04}")


def short_day(article: Article) -> str:
    """Return the day, month or year of an article for a line of facts."""
    known = when(article)
    return tight(known.short if known else "No date")


def tight(text: str) -> str:
    """Return a text that stays on one line. (A style that says so lets what follows begin the
    next: a dot, after a date.)
    """
    return text.replace(" ", "\u00a0")


def day(date: dt.date) -> str:
    """Return a day in words: 20 June 2017."""
    return _day(date)


def days(first: dt.date | None, last: dt.date | None) -> str:
    """Return from when to when in few letters: 3 Mar 2019 – 1 May 2020; empty for no date."""
    if first is None or last is None:
        return ""
    begin, end = _day(first, short=True), _day(last, short=True)
    return begin if first == last else f"{begin} – {end}"


def moment(instant: dt.datetime) -> str:
    """Return a moment in words: 20 November 2026, 18:00 UTC."""
    utc = instant.astimezone(dt.timezone.utc)
    return f"{day(utc.date())}, {utc:%H:%M} UTC"


def span(first: dt.date | None, last: dt.date | None) -> str:
    """Return a stretch of days in words, open ends said as such."""
    if first is None and last is None:
        return "any day"
    if first is None and last is not None:
        return f"to {day(last)}"
    if last is None and first is not None:
        return f"from {day(first)}"
    assert first is not None
    assert last is not None
    return day(first) if first == last else f"{day(first)} to {day(last)}"


@lru_cache(maxsize=4096)
def period(key: str) -> str:
    """Return a year, month or day in words: 2017-06 is June 2017; other text as it is."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", key)
    if not match:
        return key
    year, month, date = match.groups()
    parts = [str(int(date))] if date else []
    if month and 1 <= int(month) <= 12:
        parts.append(MONTHS[int(month) - 1])
    return " ".join([*parts, str(int(year))])


_LANGUAGES = (
    "ar:Arabic bg:Bulgarian cs:Czech da:Danish de:German el:Greek "
    "en:English es:Spanish fa:Persian fi:Finnish fr:French he:Hebrew "
    "hi:Hindi hu:Hungarian id:Indonesian it:Italian ja:Japanese ko:Korean "
    "nl:Dutch no:Norwegian pl:Polish pt:Portuguese ro:Romanian ru:Russian "
    "sv:Swedish th:Thai tr:Turkish uk:Ukrainian vi:Vietnamese zh:Chinese "
)
LANGUAGES = dict(pair.split(":") for pair in _LANGUAGES.split())
"""Languages by their two-letter code (ISO 639-1)."""


def language(code: str) -> str:
    """Return a language's name in English, its code where that is not known."""
    return LANGUAGES.get(code, code)


def confidence(value: float) -> str:
    """Return how sure a value is, in words."""
    for least, words in ((0.97, "almost certain"), (0.85, "very likely"), (0.65, "likely")):
        if value >= least:
            return words
    return "uncertain"


_WORKED_OUT = frozenset(
    ("ambiguous", "archive", "caption", "event", "function words", "future", "lead credit")
) | frozenset(("mention", "neighbours", "py3langid", "tagger", "text", "weekday"))

_DOUBTFUL = 0.7


def inferred(evidence: Evidence | None) -> bool:
    """Return whether a value was worked out, rather than stated by its source."""
    if evidence is None:
        return False
    worked_out = evidence.where == "archive" or is_worked_out(evidence.method)
    return worked_out or bool(evidence.alternatives) or evidence.confidence < _DOUBTFUL


def is_worked_out(name: str) -> bool:
    """Return whether a method works a value out, rather than take what its source states."""
    return not _WORKED_OUT.isdisjoint(name.split("+"))


def _methods(evidence: Evidence) -> list[str]:
    return evidence.method.split("+")


def method(name: str) -> str:
    """Return in words by what a value is known."""
    return ", ".join(_source(one) for one in name.split("+"))


def _source(method: str) -> str:
    """Return in words what a method looks at: `column:date` is its column “date”."""
    kind, _, name = method.partition(":")
    if name:
        return f"its {kind} “{name}”"
    return _SOURCES.get(method, method.replace("_", " "))


_SOURCES = {
    "agency line": "a line naming the agency",
    "alone": "a line of its own",
    "ambiguous": "a date that can be read two ways",
    "archive": "the rest of the archive",
    "byline": "the byline",
    "caption": "a caption",
    "country": "how its country writes dates",
    "dateline": "the dateline",
    "disclaimer": "the disclaimer",
    "event": "an event it names",
    "first headline": "the first line like a headline",
    "future": "a day that has not come yet",
    "function words": "its commonest words",
    "h1": "the page’s heading",
    "label": "a labelled line",
    "layout": "telling the page’s parts apart",
    "lead credit": "a credit in the lead",
    "lines": "telling its lines apart",
    "local": "the day that the page shows",
    "other dates": "other dates beside it",
    "py3langid": "a trained recogniser of languages",
    "record": "the record’s own field",
    "slug": "the agency’s slug",
    "standalone": "a line of its own",
    "tagger": "a trained recogniser of names",
    "trafilatura": "telling the page’s parts apart",
    "updated": "a line of its last change",
    "url": "the address",
    "weekday": "the weekday",
}

_LONGEST = 100

_PLACES = {
    "body": "in the text",
    "title": "in the headline",
    "set-aside": "in a line set aside",
    "received": "in the text as received",
    "metadata": "in the source’s own data",
    "url": "in the address",
    "path": "in the file’s path",
    "archive": "from other articles of the archive",
}


MOST_SAID = 500
"""Letters of a query that a heading repeats; the box it was typed in has them all."""


def said(query: str) -> str:
    """Return a query, or of a very long one the beginning."""
    if len(query) <= MOST_SAID:
        return query
    return f"{query[:MOST_SAID].rsplit(' ', 1)[0]} …"


def evidence(proof: Evidence | None, *, quoted: bool = True) -> str:
    """Return in one line where a value comes from, and how sure it is.

    Without `quoted` the evidence itself is left out, as it is when it only repeats the value.
    """
    if proof is None:
        return ""
    text = " ".join(proof.text.split()) if quoted else ""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1].rstrip() + "…"
    parts = [f"“{text}”"] if text else []
    parts.append(_PLACES.get(proof.where, proof.where))
    how = ", ".join(_source(one) for one in _methods(proof))
    line = f"{' '.join(parts)}; from {how}; {confidence(proof.confidence)}"
    if proof.alternatives:
        line += f"; or else {', '.join(proof.alternatives[:3])}"
    return line[0].upper() + line[1:]


def _day(date: dt.date, *, short: bool = False) -> str:
    name = MONTHS[date.month - 1]
    return f"{date.day} {name[:3] if short else name} {date.year}"
