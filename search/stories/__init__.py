"""Articles put together: copies of a text, and stories, from arrays of words.

Nothing here reads a file or knows an index: rows are articles, and what comes back are rows.
"""

from __future__ import annotations
