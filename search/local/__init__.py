"""The engine on this machine: a Whoosh index, read through arrays.

engine.py       LocalEngine, the contract kept
snapshot.py     a snapshot, opened and checked; reader.py   its segments and articles
schema.py       what the index holds of an article; entry.py   an article as the codec takes it
writer.py       articles -> segments; repeats.py   the same id twice; commits.py   published
arrivals.py     when articles came        latest.py   the last first

ranked.py       a request -> the numbers of the best articles
executor.py     query tree -> what is asked of each segment: bound.py, which asks it
plan.py         what shape a tree has          matching.py ways.py   any node, in one segment
searched.py     one segment ready for that     leaf.py recipes.py    who holds a part of a query
doubled.py      words of which two forms may share a position
lexicon.py shapes.py   patterns and near misses -> words
slips.py inquiries.py  what was meant by a word, and how many articles match
names.py spellings.py  outlets, people and other names   completion.py   as they are typed
occurrences.py seating.py   the arithmetic of places in articles
scoring.py weighing.py  how much a part of a query counts
closer.py reranking.py  a second look at the first: headlines, words that stand together
feedback.py     words that the first articles share
likeness.py     the first in an order that meaning makes, too
vectors.py      what articles mean, in a file     embedding.py   made and kept
grouping.py     copies and stories found: texts.py, from the words; runs.py, what is kept for it
groups.py       what was found, in a file    grouped.py stories.py folding.py   answered from it
facets.py counts        answer.py   what was found     budget.py the clock
counting.py     a search without hits: roll.py quotations.py crosstab.py   what is counted in it

codec.py        what makes it Whoosh's: the module's path is part of the disk format; fields.py
toc.py pickles.py   the table of contents, read through an allow-list
opened.py terms.py matcher.py columns.py documents.py   what Whoosh's own readers ask for
"""

from search.local.embedding import Embedded
from search.local.engine import LocalEngine

__all__ = ["Embedded", "LocalEngine"]
