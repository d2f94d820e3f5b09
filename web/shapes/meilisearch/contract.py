"""What Meilisearch's doors take and give."""

from __future__ import annotations

from web.openapi import Parameter, Shape
from web.openapi.schema import (
    ANYTHING,
    TEXT,
    WHOLE,
    YES_NO,
    among,
    choice,
    many,
    record,
    table,
    whole,
)
from web.shapes.asking import MOST_RESULTS

STRATEGIES = ("last", "all")

UID = Parameter("uid", "articles", where="path", example="articles")

OPTIONS = (
    Parameter("q", 'Words, "phrases" and -words.', example="syria"),
    Parameter("offset", "How many hits to pass over.", whole(0, None, 0), example=1),
    Parameter("limit", "How many hits to send.", whole(0, MOST_RESULTS, 20), example=5),
    Parameter("page", "Which page, counted from 1.", whole(0, None, 1), example=1),
    Parameter("hitsPerPage", "Hits on a page.", whole(0, MOST_RESULTS, 20), example=5),
    Parameter("filter", "What must hold of an article.", example="outlet = TASS AND date > 2016"),
    Parameter("facets", "Attributes to count by; * is all.", example="outlet,lang"),
    Parameter("sort", "date:desc or date:asc.", example="date:desc"),
    Parameter("attributesToRetrieve", "Attributes to send.", example="id,title"),
    Parameter("attributesToHighlight", "Attributes to mark.", example="title"),
    Parameter("highlightPreTag", "What stands before a mark.", example="<b>"),
    Parameter("highlightPostTag", "What stands after it.", example="</b>"),
    Parameter("attributesToCrop", "Attributes to shorten, each with a length.", example="body:5"),
    Parameter("cropLength", "Words that are left.", whole(0, 10_000, 10), example=5),
    Parameter("cropMarker", "What stands where text was cut.", example="..."),
    Parameter("showMatchesPosition", "Tell where the words stand.", YES_NO, example=True),
    Parameter("showRankingScore", "Tell a score between 0 and 1.", YES_NO, example=True),
    Parameter(
        "matchingStrategy",
        "last: where too few have all words, the last may be missing.",
        choice(STRATEGIES, "last"),
        example="all",
    ),
    Parameter("attributesToSearchOn", "title, body or both.", example="title"),
)

BODY = Shape(
    "MeilisearchBody",
    "The same names; lists are lists, and a filter may be one.",
    {
        "type": "object",
        "properties": {
            one.name: ANYTHING
            if one.name in ("filter", "facets", "sort") or one.name.startswith("attributes")
            else one.schema
            for one in OPTIONS
        },
    },
)

FOUND = Shape(
    "MeilisearchAnswer",
    "A page of a search; `warnings` where there is something to say of the query.",
    record(
        {"hits": many(table(ANYTHING)), "query": TEXT, "processingTimeMs": WHOLE},
        {
            "limit": WHOLE,
            "offset": WHOLE,
            "estimatedTotalHits": WHOLE,
            "page": WHOLE,
            "hitsPerPage": WHOLE,
            "totalPages": WHOLE,
            "totalHits": WHOLE,
            "facetDistribution": table(table(WHOLE)),
            "facetStats": table(ANYTHING),
            "warnings": many(TEXT),
        },
    ),
)
QUERIES = Shape(
    "MeilisearchQueries",
    "Several searches, each with its `indexUid`.",
    {
        "type": "object",
        "properties": {"queries": many(among({"indexUid": TEXT}))},
        "example": {"queries": [{"indexUid": "articles", "q": "syria"}]},
    },
)
SEVERAL = Shape(
    "MeilisearchAnswers",
    "A page of each search.",
    record({"results": many(among({"indexUid": TEXT, "hits": many(table(ANYTHING))}))}),
)
HEALTH = Shape(
    "MeilisearchHealth", "That the program is alive.", record({"status": choice(["available"])})
)
VERSION = Shape(
    "MeilisearchVersion",
    "The program's version.",
    record(dict.fromkeys(("commitSha", "commitDate", "pkgVersion"), TEXT)),
)
ERROR = Shape(
    "MeilisearchError",
    "An error as Meilisearch gives it.",
    record(dict.fromkeys(("message", "code", "type", "link"), TEXT)),
)
