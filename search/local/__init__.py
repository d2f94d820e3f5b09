"""The engine on this machine: a Whoosh index, read through arrays.

engine.py       LocalEngine, the contract kept
schema.py       what the index holds of an article
codec.py        how Whoosh writes it: the module's path is part of the disk format
writer.py       articles -> segments
reader.py       one snapshot, open: postings, columns, records
executor.py     query tree -> which articles, and where
occurrences.py  the arithmetic of places in articles
names.py        outlets, people and other names
scoring.py      BM25F
facets.py       counts over a result
"""

from search.local.engine import LocalEngine

__all__ = ["LocalEngine"]
