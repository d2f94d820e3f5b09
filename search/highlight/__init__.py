"""Article and query tree to marks and passages: text and offsets, never markup.

    Highlighter(tree, search.analysis)   a query made ready, for the articles of one page
    .found(title, body, lang)            where it stands in one article
        .title, .body                    offsets to mark, (start, end)
        .snippets(count, length)         the passages of the body that show most of it
    .each(articles)                  the same of several, each given as Texts
    snippets(found, count, length)   their passages
    contexts.left, right, words          one place on one line, with the text on either side

Marked is what was asked for and found: nothing under NOT, a phrase only where all of it stands,
words of a distance only where they are that close, in the fields that were asked.
"""

from search.highlight import contexts
from search.highlight.found import Found, snippets
from search.highlight.highlighter import Highlighter, Texts
from search.highlight.reading import Analysis

__all__ = ["Analysis", "Found", "Highlighter", "Texts", "contexts", "snippets"]
