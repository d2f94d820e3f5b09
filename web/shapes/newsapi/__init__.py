"""NewsAPI: `/v2/everything` and `/v2/top-headlines`, over the articles of the archive."""

from web.shapes.newsapi.doors import newsapi

__all__ = ["newsapi"]
