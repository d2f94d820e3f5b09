"""When an article was published, from what is stated and where dates stand in its text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.article import Evidence, PartialDate, Precision, RawArticle
from search.extract.datetext import (
    DIGIT,
    DateText,
    dates,
    day,
    days_in,
    is_date_line,
    month_number,
    weekdays,
    without_clock,
)
from search.extract.evidence import at
from search.extract.lines import Line

MONTH_FIRST = frozenset(["US", "PH"])  # countries that write the month first
_PUBLISHED = re.compile(
    r"(?:\b(?:first |originally )?(?:published|posted|issued|created)(?: on| at)?|\bdate|"
    r"\bveröffentlicht(?: am)?|\berstellt(?: am)?|\bpublié(?:e)?(?: le)?|\bpublicado(?: el| em)?|"
    r"\bpubblicato(?: il)?|\bgepubliceerd(?: op)?|\bопубликовано|\bдата|\bopublikowano|"
    r"\bpublicerad)"
    r"\s*[:|–-]?\s*$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:\b(?:last |article )?(?:updated|modified|revised)(?: on| at)?|"
    r"\baktualisiert(?: am)?|\bstand|"
    r"\bmis(?:e)? à jour(?: le)?|\bactualizado(?: el)?|\batualizado(?: em)?|\baggiornato(?: il)?|"
    r"\bобновлено|\baktualizacja|\buppdaterad)\s*[:|–-]?\s*$",
    re.IGNORECASE,
)
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?!\d)|(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)"
)
_URL_NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/([0-3]?\d)(?!\d)")
_SLUG_OR_DASH = re.compile(r"^\s*[.,]?\s*(?:[/(][\w .-]{2,30}[/)]|--|[—–-])")
_LEAD_CHARS = 140
SHORT_LINE = 120  # characters; a line that gives the date, shown whole as evidence


@dataclass(frozen=True, slots=True)
class Dated:
    """When an article was published, as far as it says.

    `partial` is a date whose year the archive may tell; `evidence` is kept for a refused
    date too (method "refused", confidence 0).
    """

    first: dt.date | None = None
    last: dt.date | None = None
    precision: Precision | None = None
    partial: PartialDate | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str  # label, updated, standalone, dateline, caption, text
    line: Line
    index: int
    date: DateText


def published(
    raw: RawArticle,
    rows: Sequence[Line],
    kinds: Sequence[str | None],
    heading: int | None,
    country: str | None,
) -> Dated:
    """Return the day, month or year of publication; `heading` is the index of the title's line."""
    candidates = list(_candidates(rows, kinds, heading))
    if raw.date and raw.date.strip():
        known = [one.date.date for one in candidates if one.date.date]
        at = _url(raw.url)
        return _stated(raw, country, [*known, *([at.first] if at and at.first else [])])
    for kind, confidence in (("label", 0.95),):
        settled = _settled(candidates, kind, confidence)
        if settled:
            return settled
    linked = _url(raw.url)
    if linked:
        return linked
    for kind, confidence in (("standalone", 0.92), ("dateline", 0.9), ("updated", 0.8)):
        settled = _settled(candidates, kind, confidence)
        if settled:
            return settled
    partial = _dateline_without_year(candidates, rows, kinds)
    if partial:
        return partial
    return _from_pictures(candidates, rows, kinds) or Dated()


def whole_month(year: int, month: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, days_in(year, month))


def _on(date: dt.date, evidence: Evidence) -> Dated:
    return Dated(date, date, "day", None, evidence)


def is_future(date: dt.date) -> bool:
    """Whether the day has not yet come anywhere on earth."""
    return date > dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=1)


# What the source states


def _stated(raw: RawArticle, country: str | None, known: Sequence[dt.date]) -> Dated:
    text = " ".join((raw.date or "").split())[:200]
    by = raw.stated_by.get("date", "stated")
    evidence = Evidence(by, text, 0.97, "metadata")
    read = reading(text)
    if read is None or (read.year is not None and read.day is not None and _impossible(read)):
        return Dated(evidence=Evidence("refused", text, 0.0, "metadata"))
    if read.year is None:
        return Dated(evidence=Evidence("refused", text, 0.0, "metadata"))
    if read.month == 0:
        bounds = dt.date(read.year, 1, 1), dt.date(read.year, 12, 31)
        return Dated(*bounds, "year", None, evidence)
    if read.day is None:
        return Dated(*whole_month(read.year, read.month), "month", None, evidence)
    if read.swapped:
        return _ambiguous(read, evidence, country, known)
    date = day(read.year, read.month, read.day)
    if date is None:
        return Dated(evidence=Evidence("refused", text, 0.0, "metadata"))
    if is_future(date):
        evidence = replace(evidence, method=f"{by}+future", confidence=0.3)
    return _on(date, evidence)


def _impossible(read: DateText) -> bool:
    return bool(
        read.month and not read.swapped and day(read.year or 0, read.month, read.day or 0) is None
    )


def reading(text: str) -> DateText | None:
    """Return the date that a stated date means; month 0 where only a year is given."""
    bare = text.strip().strip("\"'")
    digits = bare.removesuffix(".0")
    if digits.isascii() and digits.isdigit():
        return _digits(digits)
    if re.fullmatch(r"(?:1[6-9]|2[01])\d\d-\d\d", bare):
        month = int(bare[5:])
        return DateText(0, 7, bare, int(bare[:4]), month, None) if 1 <= month <= 12 else None
    found = [one for one in dates(bare) if one.year is not None]
    return found[0] if found else None


def _digits(digits: str) -> DateText | None:
    if len(digits) == 4 and "1600" <= digits <= "2199":
        return DateText(0, 4, digits, int(digits), 0, None)
    if len(digits) == 8 and digits[:2] in ("16", "17", "18", "19", "20", "21"):
        return DateText(0, 8, digits, int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) in (9, 10, 12, 13):
        seconds = int(digits) / (1000 if len(digits) > 10 else 1)
        moment = dt.datetime.fromtimestamp(seconds, dt.timezone.utc)
        return DateText(0, len(digits), digits, moment.year, moment.month, moment.day)
    return None


def _ambiguous(
    read: DateText, evidence: Evidence, country: str | None, known: Sequence[dt.date]
) -> Dated:
    """Return the reading that the publisher's country or another date here supports."""
    assert read.year
    assert read.day
    assert read.swapped
    month_first = day(read.year, read.month, read.day)
    day_first = day(read.year, *read.swapped)
    if month_first is None or day_first is None:
        return Dated(evidence=Evidence("refused", evidence.text, 0.0, "metadata"))
    for date, other in ((month_first, day_first), (day_first, month_first)):
        if any(abs((date - near).days) <= 3 for near in known) and not any(
            abs((other - near).days) <= 3 for near in known
        ):
            method = f"{evidence.method}+other dates"
            return _on(date, replace(evidence, method=method, confidence=0.93))
    both = tuple(str(date) for date in sorted((month_first, day_first)))
    if country:
        date = month_first if country in MONTH_FIRST else day_first
        others = tuple(one for one in both if one != str(date))
        method = f"{evidence.method}+country"
        return _on(date, replace(evidence, method=method, confidence=0.85, alternatives=others))
    bounds = dt.date(read.year, 1, 1), dt.date(read.year, 12, 31)
    method = f"{evidence.method}+ambiguous"
    return Dated(*bounds, "year", None, replace(evidence, method=method, alternatives=both))


def _url(url: str | None) -> Dated | None:
    """Return the day in the path of a URL."""
    if not url:
        return None
    path = url.split("?", 1)[0][:1000]
    for match in _URL_DAY.finditer(path):
        year, month, number = (int(part) for part in match.groups() if part)
        date = day(year, month, number)
        if date and year >= 1980 and not is_future(date):
            return _on(date, Evidence("url", match.group(), 0.93, "url", *match.span()))
    for match in _URL_NAMED.finditer(path):
        named = month_number(match.group(2))
        date = day(int(match.group(1)), named, int(match.group(3))) if named else None
        if date and not is_future(date):
            return _on(date, Evidence("url", match.group(), 0.95, "url", *match.span()))
    return None


# Where dates stand in the text


def _candidates(
    rows: Sequence[Line], kinds: Sequence[str | None], heading: int | None
) -> Iterator[_Candidate]:
    first = next(
        (i for i, kind in enumerate(kinds) if kind is None and rows[i].text.count(" ") > 8), 0
    )
    top = heading if heading is not None and heading <= first else max(0, first - 6)
    paragraphs = 0
    for index, (line, kind) in enumerate(zip(rows, kinds, strict=True)):
        paragraphs += kind is None
        if kind == "caption" or (kind == "credit" and "©" in line.text):
            for found in dates(line.text[:600]):
                yield _Candidate("caption", line, index, found)
        elif len(line.text) <= 200 and DIGIT.search(line.text):
            for found in dates(line.text):
                yield _Candidate(_short_line(line, found, index, top, first), line, index, found)
        elif kind is None and paragraphs <= 5:
            for found in dates(line.text[:_LEAD_CHARS]):
                if _opens_report(line.text, found):
                    yield _Candidate("dateline", line, index, found)


def _short_line(line: Line, found: DateText, index: int, top: int, first: int) -> str:
    before = without_clock(line.text[: found.start])
    if _PUBLISHED.search(before[-60:]):
        return "label"
    if _UPDATED.search(before[-60:]):
        return "updated"
    if _opens_report(line.text, found):
        return "dateline"
    if not max(0, top - 3) <= index <= first + 3:
        return "text"
    return "standalone" if is_date_line(line.text) else "text"


def _opens_report(text: str, found: DateText) -> bool:
    """Whether a date stands in a dateline: after a place, before an agency or a dash."""
    if found.start > 70:
        return False
    place = text[: found.start].strip(" ,.(")
    names = [word for word in re.split(r"[\s,/()]+", place) if word]
    if not names or len(names) > 7 or not names[0][:1].isupper():
        return False
    after = text[found.end : found.end + 60]
    shouted = any(word.isupper() and len(word) > 2 for word in names)
    marked = bool(_SLUG_OR_DASH.match(after))
    agency = bool(
        re.search(r"[/(][\w -]{2,30}[/)]\s*(?:--|[—–-])?\s*$", text[: found.start] + " ")
    )
    return (shouted and (marked or after[:1] in ".:")) or (
        (marked or agency) and all(word[:1].isupper() for word in names)
    )


def _settled(candidates: Sequence[_Candidate], kind: str, confidence: float) -> Dated | None:
    """Return the day of the candidates of one kind, the first of them, others as alternatives."""
    days = [
        (one, one.date.date)
        for one in candidates
        if one.kind == kind and one.date.date and not is_future(one.date.date)
    ]
    if not days:
        return None
    one, date = days[0]
    assert date
    others = tuple(dict.fromkeys(str(other) for _, other in days if other != date))
    sure = confidence if not others else confidence - 0.1
    return _on(date, _evidence(one, kind, sure, others))


def _evidence(
    one: _Candidate, method: str, confidence: float, others: tuple[str, ...] = ()
) -> Evidence:
    """Return a dateline up to its date, a short line whole, of anything longer the date."""
    text = one.line.text
    start, end = one.date.start, one.date.end
    if one.kind == "dateline":
        start, end = 0, end + (text[end : end + 1] == ".")
    elif one.kind != "caption" and len(text) <= SHORT_LINE:
        start, end = 0, len(text)
    return at(one.line, method, confidence, start, end, others)


def _dateline_without_year(
    candidates: Sequence[_Candidate], rows: Sequence[Line], kinds: Sequence[str | None]
) -> Dated | None:
    """Return a dateline's month and day, with the year where another date here gives it."""
    for one in candidates:
        date = one.date
        if one.kind in ("dateline", "standalone", "label") and date.year is None and date.day:
            near = [line.text[:600] for line in rows[one.index : one.index + 3]]
            spoken = [number for text in near for number in weekdays(text)]
            weekday = spoken[0] if spoken else None
            evidence = _evidence(one, one.kind, 0.9)
            partial = PartialDate(date.month, date.day, weekday, evidence)
            return _year_from_text(partial, candidates) or Dated(partial=partial)
    return None


def _year_from_text(partial: PartialDate, candidates: Sequence[_Candidate]) -> Dated | None:
    """Return the day when pictures or copyright give the year and the weekday agrees."""
    taken = [one.date.date for one in candidates if one.kind == "caption" and one.date.date]
    if not taken or partial.day is None:
        return None
    latest = max(taken)
    for year in (latest.year, latest.year + 1):
        date = day(year, partial.month, partial.day)
        agrees = date is not None and partial.weekday in (None, date.weekday())
        if date and agrees and 0 <= (date - latest).days <= 60:
            evidence = replace(
                partial.evidence, method=f"{partial.evidence.method}+caption", confidence=0.85
            )
            return _on(date, evidence)
    return None


def _from_pictures(
    candidates: Sequence[_Candidate], rows: Sequence[Line], kinds: Sequence[str | None]
) -> Dated | None:
    """Return what the latest picture tells: nothing is published before it was taken.

    Its day, when the text speaks of that weekday; its month, when the text tells of something
    later in the same month.
    """
    taken = [one for one in candidates if one.kind == "caption" and one.date.date]
    taken = [one for one in taken if one.date.date and not is_future(one.date.date)]
    if not taken:
        return None
    one = max(taken, key=lambda candidate: candidate.date.date or dt.date.min)
    latest = one.date.date
    assert latest
    body = [line.text[:3000] for line, kind in zip(rows, kinds, strict=True) if kind is None]
    spoken = [number for text in body[:60] for number in weekdays(text)]
    if spoken and spoken[0] == latest.weekday() == max(set(spoken), key=spoken.count):
        after = str(latest + dt.timedelta(days=1))
        return _on(latest, _evidence(one, "caption+weekday", 0.75, (after,)))
    later = [
        date
        for text in body[:60]
        for found in dates(text)
        if found.day
        and found.year in (None, latest.year)
        and (date := day(latest.year, found.month, found.day)) is not None
        and dt.timedelta(0) <= date - latest <= dt.timedelta(days=45)
    ]
    if later and max(later).month == latest.month:
        bounds = whole_month(latest.year, latest.month)
        following = bounds[1] + dt.timedelta(days=1)
        evidence = _evidence(one, "caption+event", 0.65, (f"{following:%Y-%m}",))
        return Dated(*bounds, "month", None, evidence)
    return None
