"""Files to articles, in two passes: the first journey in full.

intake.py         the recipe: read, understand or keep, settle; what is told of it
earlier.py        the archive as it stands before, for comparing
met.py            which ids were met in this reading
understanding.py  a record -> an article, on its own
crew.py warm.py   the processes that do so, several at a time
spool.py          the articles between the two passes, on disk
recall.py         what the archive knows of itself, brought up to date
sources.py        the paths an archive is made from, and their columns
"""

from __future__ import annotations

from search.intake.intake import Intake

__all__ = ["Intake"]
