"""Article and query tree to marks and passages: text and offsets, never markup.

    Highlighter(tree, search.analysis)   a query made ready, for the articles of one page
    .found(title, body, lang)            where it stands in one article
        .title, .body                    offsets to mark, (start, end)
        .snippets(count, length)         the passages of the body that show most of it
    contexts.left, right, words          one place on one line, with the text on either side

Marked is what was asked for and found: nothing under NOT, a phrase only where all of it stands,
words of a distance only where they are that close, in the fields that were asked.
"""

from search.highlight import contexts
from search.highlight.highlighter import Found, Highlighter
from search.highlight.reading import Analysis

__all__ = ["Analysis", "Found", "Highlighter", "contexts"]
