"""Answers, articles and status to plain dicts: what JSON says and templates show is one thing.

Names and shapes are the contract of the API. An unknown value is None, never a guess; what does
not exist yet (stories, duplicates) is None, 0 or empty.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from search.archive import Answer
from search.article import Article, Evidence, Person, Quote
from search.engine import FacetCount, Hit, Snapshot, Status
from search.query.tree import Notice
from search.receipt import Receipt
from search.report import instant, status_record
from web import explained, histogram, markup
from web.params import SearchParams

Record = dict[str, Any]
Marks = Mapping[str, tuple[tuple[int, int], ...]]

NO_OWN: Mapping[str, str] = {}

_PLAIN_LINK = re.compile(r"https?://[!-Z^-~]+")


def search(
    answer: Answer,
    params: SearchParams,
    *,
    path: str,
    root: str = "",
    parts: Receipt | None = None,
) -> Record:
    """Return one page of a search. `path` is where it was asked, for links; `root` the prefix;
    `parts` what each part of the query came to, for its receipt.
    """
    page = answer.page
    record: Record = {
        "query": answer.query,
        "parsed": reading(answer),
        "warnings": [notice(one) for one in notices(answer)],
        "suggestion": answer.repair.query if answer.repair else None,
        "total": page.total,
        "total_relation": "gte" if page.timed_out else "eq",
        "duplicates_folded": 0,
        "undated_excluded": page.undated,
        **_paging(params, path, page.total),
        "cursor": _cursor(answer, params),
        "took_ms": round(page.took_ms, 2),
        "timed_out": page.timed_out,
        "index": snapshot(page.snapshot),
        "facets": facets(histogram.filled(page.facets, params)),
        "results": hits(page.hits, params, root=root),
    }
    if params.explain:
        record["receipt"] = receipt(answer, parts)
    return record


def turning(
    answer: Answer,
    params: SearchParams,
    *,
    path: str,
    total: int | None = None,
    own: Mapping[str, str] = NO_OWN,
) -> Record:
    """Return where in the articles of a search a page of something in them stands, or, of `total`,
    in the list of that something. `own` are arguments that only this path takes, for links.
    """
    page = answer.page
    return {
        "query": answer.query,
        "parsed": reading(answer),
        "warnings": [notice(one) for one in notices(answer)],
        "articles": page.total,
        "undated_excluded": page.undated,
        **_paging(params, path, page.total if total is None else total, own),
        "took_ms": round(page.took_ms, 2),
        "timed_out": page.timed_out,
        "index": snapshot(page.snapshot),
    }


def _paging(
    params: SearchParams, path: str, total: int, own: Mapping[str, str] = NO_OWN
) -> Record:
    """Return which page this is, of how many, and the addresses of those beside it."""

    def turned(skip: int) -> str | None:
        address = _turned(params, path, skip, total)
        if address is None or not own:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode(own)}"

    return {
        "page": params.skip // params.per_page + 1,
        "per_page": params.per_page,
        "pages": -(-total // params.per_page),
        "next": turned(params.skip + params.per_page),
        "previous": turned(params.skip - params.per_page),
    }


def reference(found: Article, root: str) -> Record:
    """Return what tells which article something is from."""
    whole = _identity(found, root)
    return {name: whole[name] for name in ("id", "link", "title", "outlet", "date")}


def hits(found: Sequence[Hit], params: SearchParams, *, root: str = "") -> list[Record]:
    """Return each hit with the fields that were asked for; all snippets are marked up together."""
    passages = [passage for hit in found for passage in hit.snippets]
    snippets = iter(markup.snippets(passages, marks=params.highlight == "html"))
    return [
        _chosen(_hit(hit, [str(next(snippets)) for _ in hit.snippets], params, root), params)
        for hit in found
    ]


def _hit(hit: Hit, snippets: list[str], params: SearchParams, root: str) -> Record:
    article = hit.article
    spans: list[Record] = []
    if params.highlight != "none":
        spans += [_span("title", *mark) for mark in hit.title_marks]
        spans += [
            _span(passage.field, passage.start + start, passage.start + end)
            for passage in hit.snippets
            for start, end in passage.marks
        ]
    record = {
        **_identity(article, root),
        "people": [person(one) for one in article.people],
        "score": explained.number(hit.score),
        "rank": hit.rank,
        "words": article.words,
        "snippet": snippets[0] if snippets else None,
        "snippets": snippets,
        "highlights": sorted(spans, key=lambda one: (one["field"] != "title", one["start"])),
        "story": None,
        "duplicates": [],
    }
    if params.explain:
        record["explain"] = explained.record(hit)
    if params.explain or "provenance" in params.fields:
        record["provenance"] = provenance(article)
    if "body" in params.fields:
        record["body"] = article.body
    return record


def _chosen(record: Record, params: SearchParams) -> Record:
    """Return the fields asked for, and the id; asking for `*` is asking for all there are."""
    chosen = set(params.fields)
    if not chosen or "*" in chosen:
        return record
    if params.explain:
        chosen |= {"explain", "provenance"}
    return {name: value for name, value in record.items() if name == "id" or name in chosen}


def article(found: Article, *, marks: Marks | None, root: str = "") -> Record:
    """Return everything known about one article; `marks` are where a query's words stand in it.

    None when there was no time to find them.
    """
    names = {one.id: one.name for one in (*found.captioned, *found.people)}
    return {
        **_identity(found, root),
        "author": found.author,
        "section": found.section,
        "first_day": day(found.first_day),
        "last_day": day(found.last_day),
        "words": found.words,
        "body": found.body,
        "paragraphs": paragraphs(found.body),
        "people": [person(one) for one in found.people],
        "captioned": [person(one) for one in found.captioned],
        "credits": list(found.credits),
        "mentioned_outlets": list(found.mentioned_outlets),
        "quotes": [quotation(one, names) for one in found.quotes],
        "set_aside": [
            {"text": one.text, "kind": one.kind, "line": one.line, "lang": one.lang}
            for one in found.set_aside
        ],
        "received": found.received,
        "notes": dict(found.notes),
        "highlights": [
            _span(field, start, end)
            for field, spans in (marks or {}).items()
            for start, end in spans
        ],
        "timed_out": marks is None,
        "story": None,
        "duplicates": [],
        "provenance": provenance(found),
    }


def plain_text(found: Article) -> str:
    """Return an article as text to read: headline, what is known about it, body."""
    known = [found.outlet, date(found), found.author, link(found.url)]
    head = [found.title, " · ".join(one for one in known if one)]
    return "\n\n".join([*(line for line in head if line), found.body]) + "\n"


def paragraphs(body: str) -> list[Record]:
    """Return the paragraphs of a body, numbered from 1, with their offsets in it."""
    found: list[Record] = []
    start = 0
    for text in body.split("\n\n"):
        if text.strip():
            end = start + len(text)
            found.append({"number": len(found) + 1, "start": start, "end": end, "text": text})
        start += len(text) + 2
    return found


def facets(counts: Mapping[str, Iterable[FacetCount]]) -> Record:
    """Return counts by facet; a value of None counts articles where the field is unknown."""
    return {
        name: [{"value": one.value, "label": one.label, "count": one.count} for one in ones]
        for name, ones in counts.items()
    }


def snapshot(state: Snapshot) -> Record:
    """Return which state of the index an answer comes from."""
    return {
        "generation": state.generation,
        "commit": state.commit,
        "built_at": instant(state.built_at),
        "articles": state.articles,
    }


def status(state: Status) -> Record:
    """Return what the archive holds, how much of it is known, and what is wrong with its files."""
    return status_record(state)


def receipt(answer: Answer, parts: Receipt | None) -> Record:
    """Return how a query was read, what its parts and dates came to, and what was left out.

    Of a query that finds nothing, also what it finds without each of its parts, when that was
    published, and how its words are spelt in the archive; of names that nobody has, who is meant.
    """
    record: Record = {
        "reading": reading(answer),
        "clauses": [{"text": one.text, "count": one.count} for one in parts.parts]
        if parts
        else [],
        "dates": [
            {"text": one.text, "from": day(one.first), "to": day(one.last)}
            for one in answer.parsed.dates
        ],
        "left_out": {"undated": answer.page.undated, "duplicates": 0},
    }
    if parts and not answer.total:
        record["without"] = [
            {"text": one.text, "count": one.without} for one in parts.parts if one.rest
        ]
        days = parts.days
        record["other_dates"] = days and {"from": day(days.first), "to": day(days.last)}
    if parts and parts.names:
        record["names"] = [
            {"text": one.text, "suggestion": one.suggestion, "count": one.count}
            for one in parts.names
        ]
    if answer.repair:
        record["spelling"] = [
            {"text": written, "suggestion": spelt} for written, spelt in answer.repair.words
        ]
    return record


def reading(answer: Answer) -> str:
    """Return the query as it was understood, in the query language."""
    return str(answer.parsed.tree)


def notices(answer: Answer) -> tuple[Notice, ...]:
    """Return what the reader should know about a query, from its parser and its search, once."""
    return tuple(dict.fromkeys((*answer.parsed.notices, *answer.page.notices)))


def notice(one: Notice) -> Record:
    """Return a notice about a query; offsets are into the query text."""
    return {
        "code": one.code,
        "message": one.message,
        "start": one.start,
        "end": one.end,
        "suggestion": one.suggestion,
    }


def person(one: Person) -> Record:
    """Return a person by canonical name, with every spelling the article has."""
    return {
        "name": one.name,
        "id": one.id,
        "as_written": list(one.as_written),
        "mentions": one.mentions,
    }


def quotation(one: Quote, names: Mapping[str, str]) -> Record:
    """Return a quote; `names` gives the canonical name of a person's id.

    Offsets are into the body: `mention` of the words that name the speaker, `verb_at` of the verb.
    """
    speaker = None
    if one.speaker is not None:
        name = names.get(one.speaker) or one.as_written or one.speaker
        speaker = {"name": name, "id": one.speaker}
    return {
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "speaker": speaker,
        "as_written": one.as_written,
        "verb": one.verb,
        "direct": one.direct,
        "confidence": one.confidence,
        "kind": one.kind,
        "cue": one.cue or None,
        "mention": _place(one.mention),
        "verb_at": _place(one.verb_at),
    }


def _place(span: tuple[int, int] | None) -> Record | None:
    return {"start": span[0], "end": span[1]} if span else None


def provenance(found: Article) -> Record:
    """Return for each field that has a value how it got it; offsets are into `where`'s text."""
    return {name: evidence(one) for name, one in found.provenance.items()}


def evidence(one: Evidence) -> Record:
    """Return how one field got its value."""
    return {
        "method": one.method,
        "evidence": one.text,
        "where": one.where,
        "start": one.start,
        "end": one.end,
        "confidence": one.confidence,
        "alternatives": list(one.alternatives),
    }


def date(found: Article) -> str | None:
    """Return the date as precisely as it is known: 2017-06-20, 2017-06, 2017 or None."""
    if found.first_day is None:
        return None
    length = {"day": 10, "month": 7, "year": 4}.get(found.date_precision or "day", 10)
    return found.first_day.isoformat()[:length]


def _identity(found: Article, root: str) -> Record:
    return {
        "id": found.id,
        "link": f"{root}/article/{quote(found.id, safe='')}",
        "url": link(found.url),
        "source": {"path": found.source.path, "record": found.source.record},
        "title": found.title,
        "outlet": found.outlet,
        "agency": found.agency,
        "date": date(found),
        "date_precision": found.date_precision,
        "lang": found.lang,
        "added": found.added and instant(found.added),
    }


def link(url: str | None) -> str | None:
    """Return an address a reader may follow: http and https only."""
    if url and _PLAIN_LINK.fullmatch(url):  # nothing in it could be wrong
        return url
    try:
        return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None
    except ValueError:
        return None


def _span(field: str, start: int, end: int) -> Record:
    return {"field": field, "start": start, "end": end}


def _cursor(answer: Answer, params: SearchParams) -> str | None:
    """Return the token of the place after this page, None where nothing follows."""
    passed = params.skip + len(answer.hits)
    if passed >= answer.total or not answer.hits:
        return None
    return params.cursor(answer.page.snapshot, passed)


def _turned(params: SearchParams, path: str, skip: int, total: int) -> str | None:
    """Return the address of the page that begins after `skip` results, None when there is none.

    Before the first page stands nothing; before a page past the end, the last one.
    """
    if skip < 0 and params.skip == 0:
        return None
    if skip >= total:
        if skip > params.skip or total == 0:
            return None
        skip = (total - 1) // params.per_page * params.per_page
    if params.offset is not None:
        return params.url(path, offset=max(skip, 0))
    return params.url(path, page=skip // params.per_page + 1)


def day(one: dt.date | None) -> str | None:
    """Return a day as 2017-06-20."""
    return one.isoformat() if one else None
