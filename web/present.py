"""Answers, articles and status to plain dicts: what JSON says and templates show is one thing.

Names and shapes are the contract of the API. An unknown value is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from search.archive import Answer
from search.article import Article
from search.engine import FacetCount, Hit, Snapshot, Status
from search.query.tree import Notice
from search.receipt import Receipt
from search.report import instant, status_record
from web import articles, explained, histogram, markup, partial
from web.articles import Record
from web.params import SearchParams

NO_OWN: Mapping[str, str] = {}


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
        "duplicates_folded": page.folded,
        "undated_excluded": page.undated,
        **_paging(params, path, answer.listed),
        "cursor": _cursor(answer, params),
        "took_ms": round(page.took_ms, 2),
        "timed_out": page.timed_out,
        "index": snapshot(page.snapshot),
        "facets": facets(histogram.filled(page.facets, params)),
        "results": hits(page.hits, params, root=root),
    }
    if answer.partial_results is not None:
        record["partial_results"] = [
            {**whole, "missing": list(partial.missing(hit))}
            for whole, hit in zip(
                hits(answer.partial_results, params, root=root),
                answer.partial_results,
                strict=True,
            )
        ]
    if answer.near_headlines is not None:
        record["near_headlines"] = [
            {**reference(hit.article, root), "likeness": round(hit.score, 2)}
            for hit in answer.near_headlines
        ]
    if params.semantic:
        record["semantic"] = page.by_meaning
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
    whole = articles.identity(found, root)
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
        spans += [articles.span("title", *mark) for mark in hit.title_marks]
        spans += [
            articles.span(passage.field, passage.start + start, passage.start + end)
            for passage in hit.snippets
            for start, end in passage.marks
        ]
    record = {
        **articles.identity(article, root),
        "people": [articles.person(one) for one in article.people],
        "score": explained.number(hit.score),
        "rank": hit.rank,
        "words": article.words,
        "snippet": snippets[0] if snippets else None,
        "snippets": snippets,
        "highlights": sorted(spans, key=lambda one: (one["field"] != "title", one["start"])),
        "story": hit.story,
        "duplicates": [articles.copy(one) for one in hit.copies],
    }
    if params.explain:
        record["explain"] = explained.record(hit)
    if params.explain or "provenance" in params.fields:
        record["provenance"] = articles.provenance(article)
    if "body" in params.fields:
        record["body"] = article.body
    return record


def _chosen(record: Record, params: SearchParams) -> Record:
    """Return the fields asked for, and the id; asking for `*` is asking for all there are."""
    if not params.fields or "*" in params.fields:
        return record
    chosen = set(params.fields)
    if params.explain:
        chosen |= {"explain", "provenance"}
    return {name: value for name, value in record.items() if name == "id" or name in chosen}


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
            {"text": one.text, "from": articles.day(one.first), "to": articles.day(one.last)}
            for one in answer.parsed.dates
        ],
        "left_out": {"undated": answer.page.undated, "duplicates": answer.page.folded},
    }
    if parts and not answer.total:
        record["without"] = [
            {"text": one.text, "count": one.without} for one in parts.parts if one.rest
        ]
        days = parts.days
        record["other_dates"] = days and {
            "from": articles.day(days.first),
            "to": articles.day(days.last),
        }
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


def _cursor(answer: Answer, params: SearchParams) -> str | None:
    """Return the token of the place after this page, None where nothing follows."""
    passed = params.skip + len(answer.hits)
    if passed >= answer.listed or not answer.hits:
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
