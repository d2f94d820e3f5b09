"""Aggregations: `terms`, `missing` and `date_histogram` over what the archive counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from search.engine import FacetCount
from web.arguments import short
from web.articles import Record
from web.shapes.documents import DATE, FACETS
from web.shapes.elastic.fields import known
from web.shapes.elastic.options import an_object, listed, options_of, refused, whole

MOST_BUCKETS = 1_000
"""Values that are counted, and that a `terms` aggregation may ask for."""

MOST_PERIODS = 40_000
"""Periods of a histogram: a century of days."""

_PERIODS = {
    **dict.fromkeys(("year", "1y"), "date:year"),
    **dict.fromkeys(("month", "1M"), "date:month"),
    **dict.fromkeys(("day", "1d", "24h"), "date:day"),
}
_FORMATS = ("yyyy-MM-dd", "yyyy-MM", "yyyy")
_ORDERS = ("_count", "_key")


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One aggregation of a request: `facet` is what is counted, `size` how many values of it."""

    name: str
    kind: str
    facet: str
    size: int = 10
    least: int = 1
    order: tuple[str, bool] = ("_count", False)
    """What buckets are ordered by, and whether that rises."""
    format: str | None = None
    keyed: bool = False


def read(given: object) -> tuple[Aggregation, ...]:
    """Return the aggregations of a request."""
    if given is None:
        return ()
    return tuple(_one(str(name), value) for name, value in an_object(given, "aggs").items())


def _one(name: str, given: object) -> Aggregation:
    body = {key: value for key, value in an_object(given, name).items() if key != "meta"}
    if len(body) != 1:
        raise refused(f"[{short(name)}] must be one aggregation, without others in it", "aggs")
    ((kind, options),) = body.items()
    if kind == "terms":
        return _terms(name, options)
    if kind == "missing":
        facet = _facet(options_of(options, kind, ("field",)).get("field"), kind)
        return Aggregation(name, kind, facet, 1)
    if kind == "date_histogram":
        return _histogram(name, options)
    raise refused(
        f"Unknown aggregation type [{short(str(kind))}]: there are terms, missing and "
        "date_histogram",
        "aggs",
    )


def _terms(name: str, given: object) -> Aggregation:
    where = "terms"
    allowed = (
        "field",
        "size",
        "order",
        "min_doc_count",
        "shard_size",
        "show_term_doc_count_error",
    )
    options = options_of(given, where, allowed)
    facet = _facet(options.get("field"), where)
    order = _order(options.get("order"), where, ("_count", False))
    size = whole({"size": options.get("size", 10)}, "size", where, 1, MOST_BUCKETS)
    if order[0] == "_key" and facet == "people":
        raise refused("[terms] people are ordered by their count alone", where)
    if order == ("_count", True):
        raise refused("[terms] the rarest values cannot be listed first", where)
    least = whole({"n": options.get("min_doc_count", 1)}, "n", where, 1, 10**8)
    return Aggregation(name, where, facet, size, least, order)


def _histogram(name: str, given: object) -> Aggregation:
    where = "date_histogram"
    allowed = ("field", "calendar_interval", "fixed_interval", "interval", "format", "keyed")
    options = options_of(given, where, (*allowed, "min_doc_count", "order"))
    if known(options.get("field")) != DATE:
        raise refused("[date_histogram] is of the field [date]", where)
    intervals = [options[one] for one in allowed[1:4] if one in options]
    if len(intervals) != 1 or str(intervals[0]) not in _PERIODS:
        raise refused("[date_histogram] needs an interval: year, month or day", where)
    form = options.get("format")
    if form is not None and form not in _FORMATS:
        raise refused(f"[date_histogram] does not support the format [{short(str(form))}]", where)
    least = whole({"n": options.get("min_doc_count", 0)}, "n", where, 0, 10**8)
    order = _order(options.get("order"), where, ("_key", True))
    facet = _PERIODS[str(intervals[0])]
    return Aggregation(name, where, facet, 1, least, order, form, options.get("keyed") is True)


def _facet(name: object, where: str) -> str:
    found = FACETS.get(known(name) or "")
    if found is None:
        raise refused(
            f"[{where}] nothing is counted by [{short(str(name))}]: there are {', '.join(FACETS)}",
            where,
        )
    return found


def _order(given: object, where: str, default: tuple[str, bool]) -> tuple[str, bool]:
    """Return what buckets are ordered by; a second order matters where the first is a tie."""
    if given is None:
        return default
    for one in listed(given if not isinstance(given, dict) else [given]):
        if isinstance(one, dict) and len(one) == 1:
            ((key, way),) = one.items()
            key = {"_term": "_key", "_time": "_key"}.get(key, key)
            if key in _ORDERS and way in ("asc", "desc"):
                return key, way == "asc"
    raise refused(f"[{where}] buckets are ordered by _count or _key", where)


def needed(asked: tuple[Aggregation, ...]) -> tuple[str, ...]:
    """Return the facets to count."""
    return tuple(dict.fromkeys(one.facet for one in asked))


def answered(
    asked: tuple[Aggregation, ...], counts: Mapping[str, tuple[FacetCount, ...]], typed: bool
) -> Record:
    """Return the aggregations' answers; with `typed` their names say of which type they are."""
    found = {}
    for one in asked:
        kind = {"terms": "sterms#", "missing": "missing#"}.get(one.kind, "date_histogram#")
        found[f"{kind if typed else ''}{one.name}"] = _answer(one, counts.get(one.facet, ()))
    return found


def _answer(one: Aggregation, counts: tuple[FacetCount, ...]) -> Record:
    if one.kind == "missing":
        return {"doc_count": sum(count.count for count in counts if count.value is None)}
    values = [count for count in counts if count.value is not None and count.count >= one.least]
    if one.kind == "date_histogram":
        return _histogrammed(one, values)
    labels = Counter(count.label for count in values)
    keys = {id(count): _key(count, labels) for count in values}
    if one.order[0] == "_key":
        values.sort(key=lambda count: keys[id(count)], reverse=not one.order[1])
    shown, rest = values[: one.size], values[one.size :]
    # Of more values not all are counted: how many articles the others are in is not known.
    others = -1 if len(values) >= MOST_BUCKETS else sum(count.count for count in rest)
    return {
        "doc_count_error_upper_bound": 0,
        "sum_other_doc_count": others,
        "buckets": [{"key": keys[id(count)], "doc_count": count.count} for count in shown],
    }


def _key(count: FacetCount, labels: Counter[str]) -> str:
    """Return a value as a document has it; of two people of one name, which of them."""
    return count.label if labels[count.label] == 1 else str(count.value)


def _histogrammed(one: Aggregation, counts: list[FacetCount]) -> Record:
    found = {_start(str(count.value)): count.count for count in counts}
    if one.least == 0 and found:
        day, last = min(found), max(found)
        while day < last and len(found) < MOST_PERIODS:
            found.setdefault(day, 0)
            day = _next(day, one.facet)
    key, rises = one.order
    days = sorted(found, key=(lambda day: (found[day], day)) if key == "_count" else None)
    buckets: list[dict[str, Any]] = [
        {
            "key_as_string": _written(day, one.format),
            "key": int(
                dt.datetime(day.year, day.month, day.day, tzinfo=dt.timezone.utc).timestamp()
            )
            * 1000,
            "doc_count": found[day],
        }
        for day in (days if rises else reversed(days))
    ]
    if one.keyed:
        return {"buckets": {bucket["key_as_string"]: bucket for bucket in buckets}}
    return {"buckets": buckets}


def _start(period: str) -> dt.date:
    return dt.date(*[int(part) for part in (period + "-01-01")[:10].split("-")])


def _next(day: dt.date, facet: str) -> dt.date:
    if facet == "date:day":
        return day + dt.timedelta(days=1)
    if facet == "date:year":
        return day.replace(year=day.year + 1)
    return (day + dt.timedelta(days=32)).replace(day=1)


def _written(day: dt.date, form: str | None) -> str:
    if form is None:
        return f"{day.isoformat()}T00:00:00.000Z"
    return {"yyyy-MM-dd": day.isoformat(), "yyyy-MM": day.isoformat()[:7]}.get(
        form, day.isoformat()[:4]
    )
