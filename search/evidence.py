"""What the fields of all articles rest on: by which methods they are known, and how weakly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from search import record
from search.article import Article, Evidence, Quote

FIELDS = ("title", "body", "outlet", "agency", "date", "author", "lang", "people", "quotes")
"""What is known with evidence; of quotes in somebody's own words it is the speaker."""

_SHOWN_OF_DAY = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True)
class Known:
    """How many articles have a field by which method, and how many do not have it.

    Of quotes their own number is counted, `unknown` those of which no speaker is named.
    """

    methods: Mapping[str, int]
    unknown: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that may be wrong: the field of an article, and what it rests on."""

    article: Article
    field: str
    value: str | None
    evidence: Evidence


def known(fronts: Iterable[bytes]) -> dict[str, Known]:
    """Return for each field by which methods it is known; `fronts` are what records begin with."""
    found: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    articles = nobody = 0
    for front in fronts:
        articles += 1
        for field, method, confidence in record.weighed(front):
            if field == "quotes" and not method:
                nobody += 1
            elif field in found and confidence > 0:  # else it tells why there is no value
                found[field][method] += 1
    return {
        field: Known(
            dict(sorted(methods.items(), key=lambda one: (-one[1], one[0]))),
            nobody if field == "quotes" else articles - methods.total(),
        )
        for field, methods in found.items()
    }


def doubts(
    fronts: Iterable[bytes],
    article: Callable[[str], Article | None],
    fields: Container[str],
    limit: int,
) -> Iterator[Doubt]:
    """Yield up to `limit` values of these fields with the weakest evidence first."""
    for _, _, place, field, article_id in nsmallest(limit, _ranked(fronts, fields)):
        found = article(article_id)
        if found is None:
            continue
        if field == "quotes":
            quote = [one for one in found.quotes if one.direct][place]
            yield Doubt(found, field, quote.speaker or quote.as_written, _of_quote(quote))
        else:
            yield Doubt(found, field, _value(found, field), found.provenance[field])


def _ranked(
    fronts: Iterable[bytes], fields: Container[str]
) -> Iterator[tuple[float, int, int, str, str]]:
    """Yield confidence, number of the article, place among its quotes, field, and id."""
    for number, front in enumerate(fronts):
        article_id = None
        quotes = 0
        for field, method, confidence in record.weighed(front):
            if field == "quotes":
                quotes += 1
            if field in fields and (method or field != "quotes"):
                article_id = article_id or record.head(front).id
                yield confidence, number, max(0, quotes - 1), field, article_id


def _of_quote(quote: Quote) -> Evidence:
    return Evidence(quote.cue, quote.text, quote.confidence, "body", quote.start, quote.end)


def _value(article: Article, field: str) -> str | None:
    """Return a field as it may be shown on a line."""
    if field == "body":
        return f"{article.words or 0:,} words"
    if field == "people":
        return ", ".join(person.name for person in article.people)
    if field == "date":
        if article.first_day is None or article.date_precision is None:
            return None
        return article.first_day.isoformat()[: _SHOWN_OF_DAY[article.date_precision]]
    found = getattr(article, field)
    return None if found is None else str(found)
