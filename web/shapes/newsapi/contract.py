"""What NewsAPI's doors take and give."""

from __future__ import annotations

from web.openapi import Parameter, Shape
from web.openapi.schema import INSTANT, TEXT, WHOLE, choice, many, maybe, record, whole

SORTS = ("relevancy", "popularity", "publishedAt")
PARTS = ("title", "description", "content")

_SEARCHED = Parameter("q", "The query, in the language of /help.", example="syria")
_SOURCES = Parameter(
    "sources",
    "Outlets by the id that articles have here, or by name; several between commas.",
    example="tass",
)
_LANGUAGE = Parameter("language", "The language, as a code of two letters.", example="en")
_PAGE = Parameter("page", "Which page, counted from 1.", whole(1, None, 1), example=1)
_KEY = Parameter("apiKey", "Whatever it is; the header X-Api-Key as well.", example="none")

EVERYTHING = (
    _SEARCHED,
    Parameter("qInTitle", "A query of headlines alone.", example="syria"),
    Parameter(
        "searchIn",
        f"Where q is looked for: {', '.join(PARTS)}; several between commas.",
        example="title,content",
    ),
    _SOURCES,
    Parameter(
        "domains",
        "Domains that articles are from; several between commas.",
        example="tass.com",
    ),
    Parameter("excludeDomains", "Domains that they are not from.", example="tass.com"),
    Parameter("from", "The first day, or a time of it.", example="2017-01-01"),
    Parameter("to", "The last day, or a time of it.", example="2017-12-31T00:00:00"),
    _LANGUAGE,
    Parameter(
        "sortBy",
        "The order. How popular an outlet is nobody here knows: popularity is relevancy.",
        choice(SORTS, "publishedAt"),
        example="relevancy",
    ),
    Parameter("pageSize", "Articles on a page.", whole(1, 100, 100), example=10),
    _PAGE,
    _KEY,
)
HEADLINES = (
    _SEARCHED,
    _SOURCES,
    _LANGUAGE,
    Parameter("pageSize", "Articles on a page.", whole(1, 100, 20), example=10),
    _PAGE,
    _KEY,
)

ARTICLE = Shape(
    "NewsApiArticle",
    "An article; what is not known is null, and so is the time of one of which no day is known.",
    record(
        {
            "source": record({"id": maybe(TEXT), "name": maybe(TEXT)}),
            "author": maybe(TEXT),
            "title": maybe(TEXT),
            "description": TEXT,
            "url": TEXT,
            "urlToImage": {"type": "null"},
            "publishedAt": maybe(INSTANT),
            "content": TEXT,
        }
    ),
)

PAGE = Shape(
    "NewsApiPage",
    "A page of articles; `warnings` where there is something to say of the query.",
    record(
        {"status": choice(["ok"]), "totalResults": WHOLE, "articles": many(ARTICLE)},
        {"warnings": many(TEXT)},
    ),
)

ERROR = Shape(
    "NewsApiError",
    "An error as NewsAPI gives it.",
    record({"status": choice(["error"]), "code": TEXT, "message": TEXT}),
)
