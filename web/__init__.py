"""HTTP and HTML: every door leads to the Archive.

params.py    a search as asked for, and back to a URL   groups.py   values of filters
requested.py request arguments -> SearchParams
access.py    the archive, searched by a bounded number of requests at once (queueing.py)
present.py   answers -> plain dicts, shown by templates and JSON alike   articles.py  one article
parts.py     the parts in which a long article is read          buttons.py   very long searches
explained.py why a hit ranks where it does (accounts.py for people)   lines.py  words in context
markup.py    text and spans -> safe HTML          escaping.py  templates, quickly
api.py       JSON                     pages.py   HTML (names.py people, outlets, quotes; sheets.py)
openapi      what the doors are       reference.py   that, for programs (manual.py for people)
stories.py   a story, and articles compared: HTML (telling.py, comparing.py,
             turns.py; told.py JSON)
matrix.py    many queries at once (crossing.py)   histogram.py  counts by date, no gap in them
coverage.py  outlets by days: who wrote, who was silent   shelf.py  the stories of a search
shapes/      the same search for clients of NewsAPI, Elasticsearch and Meilisearch
exports.py   every article of a search      feeds.py   a search to subscribe to
errors.py    errors -> pages and problem+json, the one place with status codes
security.py  hosts, origins, headers, limits    rate.py      requests a minute
desk.py      who is let in, who waits, who is sent away: the server's reading thread
metrics.py   what was asked and how long it took, for Prometheus
cli.py       the `dateline` program   serve.py   the server (and parsing.py)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from search.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, or those that hold here. Needs no index yet."""
    # Flask is imported here, not above: `dateline search` passes this package and must start fast.
    from flask import Flask

    from search.archive import Archive
    from search.cli import index
    from search.config import load
    from web import (
        access,
        api,
        compression,
        coverage,
        errors,
        escaping,
        kwic,
        lists,
        manual,
        markup,
        matrix,
        metrics,
        names,
        pages,
        profiles,
        quotes,
        reference,
        security,
        shapes,
        shelf,
        stories,
        told,
    )

    settings = load() if settings is None else settings
    app = Flask(__name__, static_folder=None)  # web.assets answers static files
    app.jinja_environment = escaping.Templates
    app.json.sort_keys = False  # type: ignore[attr-defined]
    access.install(
        app,
        access.Access(Archive.open(settings.index, settings.names, settings.semantic), settings),
    )
    errors.register(app)
    compression.install(app)
    metrics.install(app)
    security.protect(app, settings)
    app.jinja_env.filters["marked"] = markup.marked
    app.register_blueprint(api.api)
    app.register_blueprint(quotes.quotes)
    app.register_blueprint(kwic.kwic)
    app.register_blueprint(lists.lists)
    app.register_blueprint(profiles.profiles)
    app.register_blueprint(told.told)
    app.register_blueprint(reference.reference)
    app.register_blueprint(manual.manual)
    app.register_blueprint(matrix.matrix)
    app.register_blueprint(coverage.coverage)
    app.register_blueprint(coverage.page)
    app.register_blueprint(pages.pages)
    app.register_blueprint(names.names)
    app.register_blueprint(stories.stories)
    app.register_blueprint(shelf.shelf)
    app.register_blueprint(shelf.page)
    shapes.install(app)
    app.cli.add_command(index)
    return app
