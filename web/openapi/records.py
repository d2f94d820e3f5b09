"""The shapes of what web/present.py makes. Unknown values are null."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from search.article import Precision, Where
from search.engine import Sort
from search.export import FORMATS
from search.nearby import FEWEST, MOST
from search.partial import FEW, LEAST_BESIDE
from web.openapi.doors import JSON, Gives
from web.openapi.duplicates import DUPLICATE
from web.openapi.schema import (
    DAY,
    INSTANT,
    NUMBER,
    PERIOD,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    Shape,
    among,
    choice,
    either,
    many,
    maybe,
    record,
    said,
    table,
    whole,
)

LINK = said(maybe(TEXT), "An address below this server; null where there is none.")

PROBLEM = Shape(
    "Problem",
    "Why a request was not answered (RFC 9457). `parameter` is at fault, at `position` of its "
    "value; `suggestion` is what to send instead.",
    record(
        {
            "type": TEXT,
            "title": TEXT,
            "status": whole(400, 599),
            "detail": TEXT,
            "parameter": maybe(TEXT),
            "position": maybe(WHOLE),
            "suggestion": maybe(TEXT),
        }
    ),
)

LINKS = {"Link": "Addresses of the pages beside this one: rel=next, rel=prev."}

SNAPSHOT = Shape(
    "Snapshot",
    "The state of the index that answered.",
    record({"generation": WHOLE, "commit": WHOLE, "built_at": INSTANT, "articles": WHOLE}),
)

NOTICE = Shape(
    "Notice",
    "Something to know about a query; the offsets are characters of it, `suggestion` repairs it.",
    record(
        {
            "code": TEXT,
            "message": TEXT,
            "start": WHOLE,
            "end": WHOLE,
            "suggestion": maybe(TEXT),
        }
    ),
)

FACET_VALUE = Shape(
    "FacetValue",
    "How many articles of the result have a value: `value` selects it, `label` is shown. A value "
    "of null counts those where it is unknown.",
    record({"value": maybe(TEXT), "label": TEXT, "count": WHOLE}),
)

FACETS = Shape("Facets", "Counts by facet.", table(many(FACET_VALUE)))

PERSON = Shape(
    "Person",
    "A person by the archive's name, with every spelling the article has.",
    record({"name": TEXT, "id": TEXT, "as_written": many(TEXT), "mentions": WHOLE}),
)

SPAN = Shape(
    "Span",
    "Where words of the query stand: characters of the title or the body.",
    record({"field": choice(("title", "body")), "start": WHOLE, "end": WHOLE}),
)

EVIDENCE = Shape(
    "Evidence",
    "How a field got its value: the words, where they stand, and the chance that it is right.",
    record(
        {
            "method": TEXT,
            "evidence": TEXT,
            "where": choice(get_args(Where)),
            "start": maybe(WHOLE),
            "end": maybe(WHOLE),
            "confidence": {**NUMBER, "minimum": 0, "maximum": 1},
            "alternatives": many(TEXT),
        }
    ),
)

PROVENANCE = Shape("Provenance", "The evidence for each field with a value.", table(EVIDENCE))

IDENTITY: dict[str, Schema] = {
    "id": TEXT,
    "link": said(TEXT, "Its page here."),
    "url": said(maybe(TEXT), "Where it was published; http and https only."),
    "source": said(record({"path": TEXT, "record": WHOLE}), "The file it was read from."),
    "title": maybe(TEXT),
    "outlet": maybe(TEXT),
    "agency": maybe(TEXT),
    "date": said(maybe(PERIOD), "As precisely as it is known."),
    "date_precision": maybe(choice(get_args(Precision))),
    "lang": maybe(TEXT),
    "added": said(maybe(INSTANT), "When it came into the archive."),
}

REFERENCE = Shape(
    "Reference",
    "Which article something is from.",
    record({name: IDENTITY[name] for name in ("id", "link", "title", "outlet", "date")}),
)

EXPLANATION = Shape(
    "Explanation",
    "Why an article ranks where it does. The scores of the parts add up to its own, which is null "
    "where scores do not decide. `absent` is not there but would add to it, `unscored` never.",
    record(
        {
            "score": maybe(NUMBER),
            "order": choice(get_args(Sort)),
            "because": TEXT,
            "parts": many(
                Shape(
                    "Part",
                    "What a word or clause adds: boost x most x share, where it is weighed. So "
                    "often it stands in title and body; `articles` hold it, `of` all there are. "
                    "Two words add where they are near each other and where they stand as typed.",
                    record(
                        {
                            "text": TEXT,
                            "kind": TEXT,
                            "score": NUMBER,
                            "says": TEXT,
                            "forms": many(record({"text": TEXT, "count": WHOLE})),
                        },
                        {
                            **dict.fromkeys(("title", "body", "articles", "of"), WHOLE),
                            **dict.fromkeys(("rarity", "boost", "burst", "most", "share"), NUMBER),
                            "likeness": said(
                                maybe(NUMBER),
                                "Of kind `meaning`: how alike query and article are, from 0 to 1; "
                                "null where that is not known, and the average is added.",
                            ),
                            "common": YES_NO,
                            **dict.fromkeys(("near", "as_typed"), YES_NO),
                        },
                    ),
                )
            ),
            "absent": many(TEXT),
            "unscored": many(TEXT),
        }
    ),
)

_RESULT: dict[str, Schema] = {
    **{name: schema for name, schema in IDENTITY.items() if name != "id"},
    "people": many(PERSON),
    "score": said(NUMBER, "How well it fits the query."),
    "rank": said(whole(1), "Its place in the whole result."),
    "words": said(WHOLE, "Of the body."),
    "snippet": said(maybe(TEXT), "HTML-escaped text with <mark> alone."),
    "snippets": said(many(TEXT), "Every passage; `snippet` is the first."),
    "highlights": said(many(SPAN), "In the title, and in the passages shown."),
    "story": said(maybe(TEXT), "The id of the story it belongs to."),
    "duplicates": many(DUPLICATE),
    "explain": maybe(EXPLANATION),
    "provenance": PROVENANCE,
    "body": TEXT,
}

RESULT = Shape(
    "Result",
    "An article that was found. With `fields`, those and the id alone.",
    record({"id": TEXT}, _RESULT),
)

PARTIAL = Shape(
    "PartialResult",
    "An article that matches some of the words: a result, with the words that are `missing` in "
    "it. With `fields`, those, the id and `missing` alone.",
    record(
        {"id": TEXT, "missing": said(many(TEXT), "As they were typed, in that order.")},
        {**_RESULT, "rank": said(whole(1), "Its place among the partial results.")},
    ),
)

NEAR = Shape(
    "NearHeadline",
    "An article whose headline is nearly what was typed: `likeness`, from 0 to 1, tells how many "
    "words of both lines are in both in the same order.",
    record(
        {
            **{name: IDENTITY[name] for name in ("id", "link", "title", "outlet", "date")},
            "likeness": {**NUMBER, "minimum": 0, "maximum": 1},
        }
    ),
)

RECEIPT = Shape(
    "Receipt",
    "How a query was read, what its parts and dates came to, and what was left out. Where nothing "
    "was found, also what would be without each part, and when that was published; of "
    "names that no article has, which may be meant.",
    record(
        {
            "reading": TEXT,
            "clauses": many(record({"text": TEXT, "count": maybe(WHOLE)})),
            "dates": many(record({"text": TEXT, "from": maybe(DAY), "to": maybe(DAY)})),
            "left_out": record({"undated": WHOLE, "duplicates": WHOLE}),
        },
        {
            "without": many(record({"text": TEXT, "count": maybe(WHOLE)})),
            "other_dates": maybe(record({"from": maybe(DAY), "to": maybe(DAY)})),
            "names": many(record({"text": TEXT, "suggestion": TEXT, "count": WHOLE})),
            "spelling": many(record({"text": TEXT, "suggestion": TEXT})),
        },
    ),
)

_QUERY: dict[str, Schema] = {
    "query": TEXT,
    "parsed": said(TEXT, "The query as it was understood."),
    "warnings": many(NOTICE),
}
_PAGING: dict[str, Schema] = {
    "page": whole(1),
    "per_page": whole(1),
    "pages": WHOLE,
    "next": LINK,
    "previous": LINK,
}
_WORK: dict[str, Schema] = {
    "took_ms": said(NUMBER, "Milliseconds of searching."),
    "timed_out": said(YES_NO, "Whether time ran out: counts are too low then."),
    "index": SNAPSHOT,
}
_TOTAL: dict[str, Schema] = {
    "total": WHOLE,
    "total_relation": said(choice(("eq", "gte")), "gte where time ran out."),
}
_UNDATED: dict[str, Schema] = {
    "undated_excluded": said(WHOLE, "Articles left out only because they have no date.")
}

SEARCH_PAGE = Shape(
    "SearchPage",
    "One page of a search.",
    record(
        {
            **_QUERY,
            "suggestion": said(maybe(TEXT), "The query with words as the archive spells them."),
            **_TOTAL,
            "duplicates_folded": said(
                WHOLE, "Articles counted that are not listed: copies of others that are."
            ),
            **_UNDATED,
            **_PAGING,
            "cursor": said(maybe(TEXT), "Where this page ends, for the parameter `cursor`."),
            **_WORK,
            "facets": FACETS,
            "results": many(RESULT),
        },
        {
            "partial_results": said(
                many(PARTIAL),
                "Articles that match some of the words, best first, in no count. There where they "
                "were looked for: on the first page by relevance, where fewer than "
                f"{FEW} articles match words that stand side by side without any operator, with "
                "room left on the page, and not with `strict`. Among "
                f"{LEAST_BESIDE} words or more a quotation may stand: it is `missing` where it "
                "does not stand as it was written.",
            ),
            "near_headlines": said(
                many(NEAR),
                "Articles whose headline is nearly what was typed, most alike first, in no count; "
                "none that stands among the first three anyway. There where they were looked for: "
                f"on the first page by relevance, for {FEWEST} to {MOST} words that stand side by "
                "side without any operator (where nothing is found, quotation marks and, among "
                "many words, other punctuation are passed over), and not with `strict`.",
            ),
            "receipt": RECEIPT,
            "semantic": said(YES_NO, "With semantic=1: whether meaning made the order, too."),
        },
    ),
)

COUNTED = Shape(
    "FacetCounts",
    "The counts of a search alone.",
    record({**_QUERY, **_TOTAL, **_UNDATED, **_WORK, "facets": FACETS}),
)

NINJS = Shape(
    "Ninjs",
    "Articles as ninjs 1.3 has them: one, or the array of all.",
    either(among({"uri": TEXT}), many(among({"uri": TEXT}))),
)


def sent_as(schema: Schema, forms: Iterable[str]) -> Gives:
    """Return what a door gives that answers in JSON of its own, or in some forms of export."""
    found: dict[str, Schema] = {JSON: schema}
    for name in forms:
        kind = FORMATS[name].content_type.partition(";")[0]
        if kind == JSON:
            found[JSON] = either(schema, NINJS)
        else:
            is_json = kind.endswith("+json")
            found[kind] = said({"type": "object"} if is_json else TEXT, f"`format={name}`")
    return found


TURNING: dict[str, Schema] = {
    **_QUERY,
    "articles": said(WHOLE, "How many articles match."),
    **_UNDATED,
    **_PAGING,
    **_WORK,
}
"""What `turning` gives: a page of something in the articles of a search."""
