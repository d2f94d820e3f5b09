"""JSON and CSV: who is quoted with what, in the articles of a search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for

from search.article import Article, Person
from search.engine import Snapshot
from web import api, articles, present, quotations, rewording
from web.access import Access, current
from web.arguments import canonical, choice, flag
from web.articles import Record
from web.conditional import known, same, tag_of, tagged
from web.openapi import Parameter, door, reading, records
from web.openapi.parameters import LISTING, saying
from web.openapi.schema import TEXT, YES_NO, either, said
from web.openapi.schema import choice as one_of
from web.params import ALIASES, SearchParams
from web.quotations import Paragraphs, Said, Wanted
from web.requested import read

quotes = Blueprint("quotes", __name__)

OWN = {"indirect": (), rewording.LIKE: ()}
"""What only this path takes: `indirect=1` lists what is reported without quotation marks too,
`like` the wordings of one quote.
"""

CSV = "text/csv"
FORMS = ("json", "csv")

COLUMNS = (
    *("quote", "speaker", "speaker_id", "as_written", "verb", "kind", "outlet", "date", "title"),
    *("id", "start", "end", "confidence", "link"),
)


@quotes.get("/api/quotes")
@door(
    "Who is quoted with what, in the articles of a search.",
    group="Lists",
    more="A page is of articles; its quotes stand in their order. Where the query asks for words "
    "inside quotations (`quote:`), only the quotes that hold them are listed, and where it asks "
    "for speakers (`said:`), only theirs. CSV has those of every article of the search.",
    takes=(
        *(
            one
            for one in saying(
                LISTING, people="Who speaks, by id or by any part of a name: any of them."
            )
            if one.name != "format"
        ),
        Parameter("format", "The form of the answer.", one_of(FORMS, "json"), example="csv"),
        Parameter(
            "indirect", "Also what is reported without quotation marks.", YES_NO, example=True
        ),
        Parameter(
            rewording.LIKE,
            "One quote in all its wordings, instead of those of a search: the id of an article, a "
            "colon, and the place of the quote among those of the article, from 0.",
            TEXT,
            example="strike:0",
        ),
    ),
    gives={
        "application/json": either(reading.QUOTES_PAGE, reading.REWORDINGS),
        CSV: said(TEXT, "`format=csv`"),
    },
    refuses=(404,),
    tagged=True,
    headers={
        **records.LINKS,
        "X-Total-Count": "Of CSV: how many articles were found.",
        "X-Timed-Out": "Of CSV: true where not every article could be looked at.",
    },
    tries=(
        "",
        "?people=petrova&indirect=1",
        '?q=quote:"move again"&per_page=1',
        "?q=said:petrova&format=csv",
        "?like=strike:0",
        "?like=strike:99",
        "?like=nosuch:0",
        "?like=strike",
        "?like=strike:0&q=harbour",
    ),
)
def listed() -> Response:
    """Return the quotes in the articles of one page of a search, or of all, as CSV."""
    arguments = list(request.args.items(multi=True))
    given = canonical(arguments, {**ALIASES, **OWN})
    indirect, form = flag(given, "indirect"), choice(given, "format", FORMS, "json")
    access = current()
    wanted = rewording.asked(given, ("format",) if form == "json" else ())
    if wanted is not None:
        return _reworded(access, wanted)
    params = read([pair for pair in arguments if pair[0] != "format"], also=OWN)
    if form == "csv":
        return _table(access, params, indirect=indirect)
    unchanged = known(access, params, indirect)
    if unchanged is not None:
        return unchanged
    found = quotations.page(access, params, indirect=indirect)
    quoted: list[Record] = []
    speakers: Counter[tuple[str | None, str | None]] = Counter()
    for one in found.said:
        about = present.reference(one.article, request.script_root)
        names = {person.id: person.name for person in _people(one.article)}
        quoted.append({**articles.quotation(one.quote, names), "article": about})
        if one.quote.direct:
            speaker = one.quote.speaker
            speakers[speaker, names.get(speaker or "") or one.quote.as_written] += 1
    path = request.script_root + request.path
    own = {"indirect": "1"} if indirect else present.NO_OWN
    record = present.turning(found.answer, params, path=path, own=own)
    record["timed_out"] |= not found.is_whole
    record["speakers"] = [
        {"id": identity, "name": name, "count": count}
        for (identity, name), count in speakers.most_common()
    ]
    response = api.linked(api.sent({**record, "quotes": quoted}), record)
    if not (found.answer.is_whole and found.is_whole):
        return response
    return tagged(response, tag_of(access, found.answer.page.snapshot, params, indirect))


def _reworded(access: Access, wanted: rewording.Asked) -> Response:
    """Return one quote in all its wordings."""

    def tag(snapshot: Snapshot) -> str:
        return access.etag(snapshot, request.script_root, request.path, wanted)

    unchanged = same(tag(access.snapshot()))
    if unchanged is not None:
        return unchanged
    answer, found = access.reworded(wanted.article, wanted.quote)
    response = api.sent(rewording.record(answer, found, request.script_root))
    return tagged(response, tag(answer.page.snapshot)) if found.is_whole else response


def _table(access: Access, params: SearchParams, *, indirect: bool) -> Response:
    """Return the quotes of every article of a search as CSV, streamed."""
    answer, found, done = access.every(quotations.asked(params, indirect=indirect))
    wanted = Wanted(params, answer.parsed.tree)
    at = url_for("pages.article", article_id="-", _external=True).removesuffix("-")

    def rows() -> Iterator[bytes]:
        from search.export.tables import csv_row

        try:
            yield csv_row(COLUMNS).encode()
            for article in found:
                wanted.meet([article])
                within = Paragraphs(article.body)
                for one in wanted.of(article, access.archive, indirect=indirect) or ():
                    # A lone surrogate in some source has no UTF-8 form.
                    yield csv_row(_row(one, within, at)).encode("utf-8", "replace")
        finally:
            done()

    response = Response(rows(), content_type=f"{CSV}; charset=utf-8")
    response.call_on_close(done)  # where nothing of it was ever asked for
    response.headers["X-Total-Count"] = str(answer.total)
    if answer.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
    response.headers["Content-Disposition"] = 'attachment; filename="dateline-quotes.csv"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _row(one: Said, within: Paragraphs, at: str) -> tuple[str, ...]:
    spoken, article = one.quote, one.article
    return (
        " ".join(spoken.text.split()),
        one.speaker or "",
        spoken.speaker or "",
        spoken.as_written or "",
        spoken.verb or "",
        spoken.kind,
        article.outlet or "",
        articles.date(article) or "",
        article.title or "",
        article.id,
        str(spoken.start),
        str(spoken.end),
        str(spoken.confidence),
        within.address(
            f"{at}{quote(article.id, safe='', errors='replace')}",
            spoken.start,
            f"p{within.number(spoken.start)}",
        ),
    )


def _people(article: Article) -> tuple[Person, ...]:
    return (*article.captioned, *article.people)
