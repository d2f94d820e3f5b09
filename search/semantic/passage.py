"""The text that stands for an article when meanings are compared."""

from __future__ import annotations

from search.article import Article

WORDS = 180
"""Words of the body that are looked at: news says first what it is about."""

LANGUAGE = "en"
"""The language that the encoders in question know."""


def passage(article: Article) -> str | None:
    """Return headline and opening of an article; None where its language is another, or it has
    no words. One whose language is not known is taken for English.
    """
    if (article.lang or LANGUAGE).partition("-")[0].lower() != LANGUAGE:
        return None
    opening = " ".join(article.body.split(None, WORDS)[:WORDS])
    return "\n".join(part for part in (article.title or "", opening) if part) or None
