"""When an article was published, from what is stated and where dates stand in its text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.article import Evidence, PartialDate, Precision, RawArticle
from search.extract.dateplaces import Placed, placed
from search.extract.datetext import DateText, dates, day, weekdays
from search.extract.lines import Line
from search.extract.stated import (
    Clock,
    InUrl,
    country_of,
    in_url,
    is_elsewhere,
    is_future,
    reading,
    whole_month,
)

MONTH_FIRST = frozenset(["US", "PH"])  # countries that write the month first
NEAR = 3  # days between two dates that tell of one day
_SENTENCE = 80  # characters that follow a dateline on its line
_LATER = 60  # days by which an article may appear after its address was made
_PAGE = ("html", "meta", "json-ld", "og", "twitter")  # what a page states of itself
# How sure a day is by how it was found. Measured, where pages state the day as metadata too, on
# 347 pages by their text and URL and again as text alone: right % (asked) of the first half, by
# which the rules were made, and of the second, whose faults were looked at once near the end.
_SURE = {
    "stated": 0.97,  # 99 (207), by the truth of other readers
    "stated+other": 0.9,  # another day stands by the title: 100 (7)
    "agreed": 0.97,  # text and URL: 97 (31), 100 (32)
    "label": 0.95,  # 98 (62), 100 (31)
    "standalone": 0.92,  # 93 (207), 94 (138): most of the others were updated, or on another clock
    "url": 0.93,  # 100 (9), 100 (10)
    "url+other": 0.85,
    "dateline": 0.9,
    "partial+url": 0.95,
    "alone": 0.85,  # 100 (8), 100 (6)
    "updated": 0.45,  # of the day of publication: 27 (22), 67 (15), both 43
}
_DIVIDED = 0.2  # how much less, where other days stand there as well: 66 (18), 79 (19)
_US_CLOCK = re.compile(r"\b[ECMP][SD]?T\b")
_LOOSE = frozenset(["html:time", "meta:date"])  # which may be of anything on the page


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
class _Seen:
    """A day that stands in the text, how it stands there, and the others of its kind."""

    date: dt.date
    place: Placed
    others: tuple[str, ...]

    def dated(self, confidence: float, also: str = "", other: dt.date | None = None) -> Dated:
        others = self.others
        if other and str(other) not in others and other != self.date:
            others = (*others, str(other))
        method = self.place.kind + also
        return _on(self.date, self.place.evidence(method, confidence, others))


def published(
    raw: RawArticle,
    rows: Sequence[Line],
    kinds: Sequence[str | None],
    heading: int | None,
    country: str | None,
) -> Dated:
    """Return the day, month or year of publication; `heading` is the index of the title's line."""
    places = list(placed(raw, rows, kinds, heading))
    linked = in_url(raw.url)
    country = country or country_of(raw.url)
    shown = _Shown(places, linked, country)
    refused = Dated()
    if raw.date and raw.date.strip():
        stated = _stated(raw, country, shown)
        if stated.first or not raw.stated_by.get("date", "").startswith(_PAGE):
            return stated
        refused = stated
    return (
        _from_text(raw, shown)
        or _without_year(places, rows, linked)
        or _from_url(raw, linked)
        or _from_pictures(places, rows, kinds)
        or refused
    )


def _on(date: dt.date, evidence: Evidence) -> Dated:
    return Dated(date, date, "day", None, evidence)


class _Shown:
    """The days that the text shows, by how they stand there."""

    def __init__(
        self, places: Sequence[Placed], linked: InUrl | None, country: str | None
    ) -> None:
        self.linked = linked
        self.linked_day = linked.first if linked and linked.first == linked.last else None
        plain = [one.date.date for one in places if one.date.date]
        self.known = [*plain, *([self.linked_day] if self.linked_day else [])]
        self._days: dict[str, list[tuple[Placed, dt.date]]] = {}
        report = next((one.index for one in places if _in_report(one)), None)
        for one in places:
            if report is not None and one.index > report and one.kind in ("standalone", "alone"):
                continue  # it is of what is reported
            where = "US" if _US_CLOCK.search(one.line.text[one.date.end :]) else country
            date = one.date.date or _in_order(one.date, where, self.known)
            if date and not is_future(date):
                self._days.setdefault(one.kind, []).append((one, date))

    def first(self, kind: str) -> _Seen | None:
        """Return the day of a kind that stands nearest to the title."""
        days = self._days.get(kind, [])
        if kind in ("label", "updated", "standalone"):
            days = sorted(days, key=lambda pair: (pair[0].far is None, pair[0].far or 0))
        if not days:
            return None
        one, date = days[0]
        near = [other for place, other in days if place.far is not None or one.far is None]
        if kind == "alone" and len(set(near)) > 1:
            return None
        return _Seen(date, one, tuple(dict.fromkeys(str(d) for d in near if d != date)))

    def labels(self, date: dt.date) -> bool:
        """Whether a label anywhere in the text gives this day."""
        return any(one == date for _, one in self._days.get("label", ()))

    def told(self) -> _Seen | None:
        """Return the day that stands near the title, after a label or on a line of its own."""
        found = [seen for kind in ("label", "standalone") if (seen := self.first(kind))]
        return next((seen for seen in found if seen.place.far is not None), None)


def _in_order(read: DateText, country: str | None, known: Sequence[dt.date]) -> dt.date | None:
    """Return the day of a date like 03/04/2017, None where nothing tells which number is which."""
    if read.swapped is None or read.year is None or read.day is None:
        return None
    month_first = day(read.year, read.month, read.day)
    day_first = day(read.year, *read.swapped)
    told = [
        one
        for one in (month_first, day_first)
        if one and any(abs((one - near).days) <= NEAR for near in known)
    ]
    if len(told) == 1:
        return told[0]
    if country is None:
        return None
    return month_first if country in MONTH_FIRST else day_first


def _in_report(one: Placed) -> bool:
    return one.kind == "dateline" and len(one.line.text) > _SENTENCE


# What the source states


def _stated(raw: RawArticle, country: str | None, shown: _Shown) -> Dated:
    text = " ".join((raw.date or "").split())[:200]
    by = raw.stated_by.get("date", "stated")
    evidence = Evidence(by, text, _SURE["stated"], "metadata")
    read = reading(text)
    if read is None or read.year is None:
        return Dated(evidence=Evidence("refused", text, 0.0, "metadata"))
    if read.month == 0:
        bounds = dt.date(read.year, 1, 1), dt.date(read.year, 12, 31)
        return Dated(*bounds, "year", None, evidence)
    if read.day is None:
        return Dated(*whole_month(read.year, read.month), "month", None, evidence)
    if read.swapped:
        return _ambiguous(read, evidence, country, shown.known)
    date = day(read.year, read.month, read.day)
    if date is None:
        return Dated(evidence=Evidence("refused", text, 0.0, "metadata"))
    if is_future(date):
        return _on(date, replace(evidence, method=f"{by}+future", confidence=0.3))
    return _beside(date, evidence, Clock.of(text), country, shown)


def _beside(
    date: dt.date, evidence: Evidence, clock: Clock | None, country: str | None, shown: _Shown
) -> Dated:
    """Return the stated day, or what the page itself shows where that says more.

    A time in universal time may fall on another day than where the page was published: the
    day that its text or URL shows holds if it is that day in the publisher's country, or is shown
    with the same minute.
    """
    seen = shown.told()
    days = [one for one in (seen.date if seen else None, shown.linked_day) if one]
    if clock and date not in days and not shown.labels(date):
        for one in days:
            same = seen is not None and clock.is_shown(seen.place.line.text) and one == seen.date
            if (same and abs((one - date).days) == 1) or (
                clock.universal and is_elsewhere(date, clock.hour, one, country)
            ):
                method = f"{evidence.method}+local"
                local = replace(evidence, method=method, alternatives=(str(date),))
                return _on(one, local)
    if seen is None or abs((seen.date - date).days) <= NEAR:
        return _on(date, evidence)
    linked = shown.linked_day
    if evidence.method in _LOOSE or (linked and abs((linked - seen.date).days) <= 1):
        return seen.dated(0.85, other=date)
    sure = _SURE["stated+other"]
    return _on(date, replace(evidence, confidence=sure, alternatives=(str(seen.date),)))


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
    both = tuple(str(date) for date in sorted((month_first, day_first)))
    date = _in_order(read, None, known)
    if date:
        return _on(
            date, replace(evidence, method=f"{evidence.method}+other dates", confidence=0.93)
        )
    date = _in_order(read, country, ())
    if date:
        others = tuple(one for one in both if one != str(date))
        method = f"{evidence.method}+country"
        return _on(date, replace(evidence, method=method, confidence=0.85, alternatives=others))
    bounds = dt.date(read.year, 1, 1), dt.date(read.year, 12, 31)
    method = f"{evidence.method}+ambiguous"
    return Dated(*bounds, "year", None, replace(evidence, method=method, alternatives=both))


# What URL and text show


def _from_text(raw: RawArticle, shown: _Shown) -> Dated | None:
    """Return the day that the text shows or the URL names, whichever says more."""
    linked = shown.linked_day
    label = shown.first("label")
    if label:
        return label.dated(_sure(label, linked), other=linked)
    alone = shown.first("standalone")
    if linked and (alone is None or not -1 <= (alone.date - linked).days <= _LATER):
        return _url_day(raw, shown, alone.date if alone else None)
    if alone:
        return alone.dated(_sure(alone, linked), other=linked)
    for kind in ("dateline", "alone", "updated"):
        seen = shown.first(kind)
        if seen:
            return seen.dated(_sure(seen, None))
    return None


def _sure(seen: _Seen, linked: dt.date | None) -> float:
    """Return how sure a shown day is: less where others stand beside it, more with the URL's."""
    if linked and abs((seen.date - linked).days) <= 1:
        return _SURE["agreed"]
    divided = bool(seen.others) or linked is not None
    return _SURE[seen.place.kind] - _DIVIDED * divided


def _url_day(raw: RawArticle, shown: _Shown, other: dt.date | None) -> Dated:
    linked = shown.linked
    assert linked
    others = (str(other),) if other else ()
    found = _at_url(raw, linked, _SURE["url+other" if other else "url"])
    return _on(linked.first, replace(found, alternatives=others))


def _at_url(raw: RawArticle, linked: InUrl, confidence: float) -> Evidence:
    assert raw.url
    text = raw.url[linked.start : linked.end]
    return Evidence("url", text, confidence, "url", linked.start, linked.end)


def _without_year(
    places: Sequence[Placed], rows: Sequence[Line], linked: InUrl | None
) -> Dated | None:
    """Return a month and day, with the year where the URL or a picture gives it."""
    wanted = ("label", "dateline", "standalone")
    found = [one for one in places if one.kind in wanted]
    for one in sorted(found, key=lambda one: (wanted.index(one.kind), one.far or 0)):
        date = one.date
        if date.year is None and date.day and day(2000, date.month, date.day):
            near = [line.text[:600] for line in rows[one.index : one.index + 3]]
            spoken = [number for text in near for number in weekdays(text)]
            weekday = spoken[0] if spoken else None
            partial = PartialDate(
                date.month, date.day, weekday, one.evidence(one.kind, _SURE["dateline"])
            )
            return (
                _year_from_url(partial, linked)
                or _year_from_pictures(partial, places)
                or Dated(partial=partial)
            )
    return None


def _year_from_url(partial: PartialDate, linked: InUrl | None) -> Dated | None:
    """Return the day in the month that a URL names, or near it."""
    if linked is None or partial.day is None:
        return None
    for year in (linked.first.year, linked.first.year - 1, linked.first.year + 1):
        date = day(year, partial.month, partial.day)
        near = dt.timedelta(NEAR)
        if date and linked.first - near <= date <= linked.last + near:
            method = f"{partial.evidence.method}+url"
            return _on(
                date, replace(partial.evidence, method=method, confidence=_SURE["partial+url"])
            )
    return None


def _from_url(raw: RawArticle, linked: InUrl | None) -> Dated | None:
    """Return the month that a URL names."""
    if linked is None:
        return None
    return Dated(linked.first, linked.last, "month", None, _at_url(raw, linked, _SURE["url"]))


def _year_from_pictures(partial: PartialDate, places: Sequence[Placed]) -> Dated | None:
    """Return the day when pictures or copyright give the year and the weekday agrees."""
    taken = [one.date.date for one in places if one.kind == "caption" and one.date.date]
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
    places: Sequence[Placed], rows: Sequence[Line], kinds: Sequence[str | None]
) -> Dated | None:
    """Return what the latest picture tells: nothing is published before it was taken.

    Its day, when the text speaks of that weekday; its month, when the text tells of something
    later in the same month.
    """
    taken = [one for one in places if one.kind == "caption" and one.date.date]
    taken = [one for one in taken if one.date.date and not is_future(one.date.date)]
    if not taken:
        return None
    one = max(taken, key=lambda place: place.date.date or dt.date.min)
    latest = one.date.date
    assert latest
    body = [line.text[:3000] for line, kind in zip(rows, kinds, strict=True) if kind is None]
    spoken = [number for text in body[:60] for number in weekdays(text)]
    if spoken and spoken[0] == latest.weekday() == max(set(spoken), key=spoken.count):
        after = str(latest + dt.timedelta(days=1))
        return _on(latest, one.evidence("caption+weekday", 0.75, (after,)))
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
        evidence = one.evidence("caption+event", 0.65, (f"{following:%Y-%m}",))
        return Dated(*bounds, "month", None, evidence)
    return None
