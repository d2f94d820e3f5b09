"""The same search in the shapes of other engines, for clients that exist.

    newsapi.py     NewsAPI: /v2/everything, /v2/top-headlines
    elastic/       Elasticsearch and OpenSearch: /_search, /_count
    meilisearch/   Meilisearch: /indexes/articles/search

Each reads its engine's parameters to a tree of ours and answers as its engine does, errors too.
What it cannot do it refuses by name; what a reader typed as a query it never refuses.

    trees.py       nodes of words and conditions      documents.py   an article as a document
    moments.py     dates as other engines write them  tags.py        marks between chosen tags
    asking.py      a search for a tree, and JSON in and out
"""

from flask import Flask, Response

from web.shapes import elastic, meilisearch, newsapi

_DOORS = (newsapi.newsapi, elastic.elastic, meilisearch.meilisearch)


def install(app: Flask) -> None:
    """Add these doors to an application."""
    for doors in _DOORS:
        app.register_blueprint(doors)


def _unkept(response: Response) -> Response:
    """Return an answer that nobody keeps: it has no tag to ask again with."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


for _doors in _DOORS:
    _doors.after_request(_unkept)
