"""What an export is of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from search.article import Article


def _own(article: Article) -> str | None:
    return article.url


@dataclass(frozen=True, slots=True)
class About:
    """A result: `query` as typed, where it was asked (`address`, None outside the web), when the
    archive it is from was built, and where a reader finds an article, by default at its own URL.

    Of feeds: `page` is where people read the result, `following` where it goes on, `identity` what
    tells it from all others, and `updated` when the last of its articles came.
    """

    query: str
    built_at: dt.datetime
    address: str | None = None
    link: Callable[[Article], str | None] = _own
    page: str | None = None
    following: str | None = None
    identity: str | None = None
    updated: dt.datetime | None = None

    @property
    def title(self) -> str:
        """What to call the result."""
        return (
            f"Dateline: {self.query.strip()}" if self.query.strip() else "Dateline: every article"
        )


def published(article: Article) -> str | None:
    """Return when an article was published, as closely as is known: 2017-06-20, 2017-06."""
    if article.first_day is None:
        return None
    digits = {"day": 10, "month": 7, "year": 4}.get(article.date_precision or "day", 10)
    return article.first_day.isoformat()[:digits]


def instant(moment: dt.datetime) -> str:
    """Return a moment as programs read it, in universal time: 2026-11-20T18:00:00Z."""
    utc = moment.astimezone(dt.timezone.utc).replace(tzinfo=None, microsecond=0)
    return f"{utc.isoformat()}Z"


def came(article: Article) -> str | None:
    """Return when an article came into the archive."""
    return instant(article.added) if article.added else None


def summary(article: Article, most: int = 300) -> str:
    """Return how an article begins, cut at a word."""
    text = " ".join(article.body[: 2 * most].split())
    if len(text) <= most and len(article.body) <= 2 * most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(",;:– -") + " …"
