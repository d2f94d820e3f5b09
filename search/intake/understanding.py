"""Records to articles, each on its own: what may be done anywhere, by many at once."""

from __future__ import annotations

from dataclasses import replace

from search import extract, ingest
from search.article import Article, RawArticle, Skipped
from search.errors import BadInput

EXTRACTOR = f"read-{ingest.VERSION} {extract.VERSION}"
"""What understood an article: of another, the same record would give another article."""


def understood(raw: RawArticle) -> Article | Skipped:
    """Return the article, or why there is none: one bad article never stops a rebuild."""
    try:
        return replace(extract.article(raw), extractor=EXTRACTOR)
    except BadInput as error:
        return skipped(raw, str(error), error.code)
    except Exception as error:
        reason = f"this article could not be understood ({type(error).__name__}: {error})"
        return skipped(raw, reason, "article.failed")


def skipped(raw: RawArticle, reason: str, code: str) -> Skipped:
    """Return the report of something about a record."""
    return Skipped(raw.source.path, raw.source.line, raw.source.record, reason, code)
