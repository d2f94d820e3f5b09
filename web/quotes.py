"""JSON: who is quoted with what, in the articles of a search."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, Response, request

from search import analysis
from search.article import Article, Quote
from search.filters import Groups
from web import api, articles, present
from web.access import current
from web.arguments import canonical, flag
from web.articles import Record
from web.conditional import known, tag_of, tagged
from web.openapi import Parameter, door, records
from web.openapi.parameters import LISTING, saying
from web.openapi.schema import YES_NO
from web.params import ALIASES, SearchParams, read

quotes = Blueprint("quotes", __name__)

OWN = {"indirect": ()}
"""What only this path takes: `indirect=1` lists what is reported without quotation marks too."""

MARKING_S = 2.0
"""Seconds there are to find the words inside quotations in the articles of a page."""


@quotes.get("/api/quotes")
@door(
    "Who is quoted with what, in the articles of a search.",
    group="Lists",
    more="A page is of articles; its quotes stand in their order. Where the query asks for words "
    "inside quotations (`quote:`), only the quotes that hold them are listed.",
    takes=(
        *saying(LISTING, people="Who speaks, by id or by any part of a name: any of them."),
        Parameter(
            "indirect", "Also what is reported without quotation marks.", YES_NO, example=True
        ),
    ),
    gives=records.QUOTES_PAGE,
    tagged=True,
    headers=records.LINKS,
    tries=("", "?people=petrova&indirect=1", '?q=quote:"move again"&per_page=1'),
)
def listed() -> Response:
    """Return the quotes in the articles of one page of a search, in the order of both.

    `people` are the speakers here, any of them. Where the query asks for words inside quotations
    (`quote:`), only the quotes that hold them are listed.
    """
    arguments = list(request.args.items(multi=True))
    indirect = flag(canonical(arguments, {**ALIASES, **OWN}), "indirect")
    params = read(arguments, also=OWN)
    access = current()
    unchanged = known(access, params, indirect)
    if unchanged is not None:
        return unchanged
    asked = replace(
        params,
        people=(),
        said=_any(params.people),
        has=(("quote",), *params.has) if not indirect else params.has,
        snippets=0,
        facets=(),
    )
    answer = access.search(asked)
    found = [hit.article for hit in answer.page.hits]
    wanted = _Wanted(params.people, found)
    marks, all_marked = _marks(found, params, answer.parsed.tree)
    records: list[Record] = []
    speakers: Counter[tuple[str | None, str | None]] = Counter()
    for article, spans in zip(found, marks, strict=True):
        names = {one.id: one.name for one in (*article.captioned, *article.people)}
        about = present.reference(article, request.script_root)
        for one in _spoken(article, indirect):
            if wanted.holds(one, article) and _is_marked(one, spans):
                records.append({**articles.quotation(one, names), "article": about})
                if one.direct:
                    speakers[one.speaker, names.get(one.speaker or "") or one.as_written] += 1
    path = request.script_root + request.path
    own = {"indirect": "1"} if indirect else present.NO_OWN
    record = present.turning(answer, params, path=path, own=own)
    record["timed_out"] |= not all_marked
    record["speakers"] = [
        {"id": identity, "name": name, "count": count}
        for (identity, name), count in speakers.most_common()
    ]
    response = api.linked(api.sent({**record, "quotes": records}), record)
    if not (answer.is_whole and all_marked):
        return response
    return tagged(response, tag_of(access, answer.page.snapshot, params, indirect))


def _any(groups: Groups) -> Groups:
    """Return the values as one group, and each that is excluded as one of its own."""
    values = [value for group in groups for value in group]
    wanted = tuple(value for value in values if not value.startswith("-"))
    excluded = [(value,) for value in values if value.startswith("-")]
    return (wanted, *excluded) if wanted else tuple(excluded)


def _spoken(article: Article, indirect: bool) -> Iterator[Quote]:
    """Yield what people are quoted with, and, if wanted, what they are reported to have said."""
    for one in article.quotes:
        if one.direct or (indirect and one.kind == "indirect"):
            yield one


class _Wanted:
    """The speakers asked for. Who is one of them by name is one under every other spelling."""

    def __init__(self, groups: Groups, articles: Iterable[Article]) -> None:
        values = [value for group in groups for value in group if not value.startswith("-")]
        self._asked = [_words(value.lstrip("=")) for value in values]
        self._ids = {
            person.id
            for article in articles
            for person in article.people
            if any(map(self._is_named, (person.id, person.name, *person.as_written)))
        }

    def holds(self, quote: Quote, article: Article) -> bool:
        """Return whether a quote is one of theirs; everybody's is when nobody was asked for."""
        if not self._asked or quote.speaker in self._ids:
            return True
        return bool(quote.as_written) and self._is_named(quote.as_written or "")

    def _is_named(self, name: str) -> bool:
        words = _words(name)
        return any(asked and asked <= words for asked in self._asked)


def _words(name: str) -> frozenset[str]:
    return frozenset(analysis.fold(word) for word in name.replace("-", " ").split())


def _marks(
    found: Sequence[Article], params: SearchParams, tree: object
) -> tuple[list[Sequence[tuple[int, int]] | None], bool]:
    """Return where the words inside quotations stand in each article, None where all will do, and
    whether every article could be looked at.
    """
    if "quote:" not in str(tree):
        return [None] * len(found), True
    until = time.monotonic() + MARKING_S
    marks: list[Mapping[str, Sequence[tuple[int, int]]] | None] = []
    with current().turn() as archive:
        for article in found:
            is_late = time.monotonic() > until
            marks.append(None if is_late else archive.marks(article, params.q, now=params.moment))
    return [one.get("body", ()) if one else () for one in marks], None not in marks


def _is_marked(quote: Quote, spans: Sequence[tuple[int, int]] | None) -> bool:
    return spans is None or any(quote.start <= a and b <= quote.end for a, b in spans)
