"""Meilisearch: the search of its index `articles`, for clients of its.

doors.py      paths and parameters    filters.py     its filter expressions to trees
words.py      `q` to a tree           formatting.py  _formatted, _matchesPosition
"""

from web.shapes.meilisearch.doors import meilisearch

__all__ = ["meilisearch"]
