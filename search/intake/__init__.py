"""Files to articles, in two passes: the first journey in full.

intake.py         the recipe: read, understand or keep, settle; what is told of it
watch.py          files looked at again and again: which have changed
changes.py        the intake of these alone, and of files that are gone
earlier.py        the archive as it stands before, for comparing
met.py            which ids were met in this reading
understanding.py  a record -> an article, on its own
crew.py warm.py   the processes that do so, several at a time
spool.py          the articles between the two passes, on disk
course.py         how far both passes have come
settling.py       the second pass
recall.py         what the archive knows of itself, brought up to date
late.py           the same for one article after another
sources.py        the paths an archive is made from, and their columns
inventory.py      which files were read, as they were then, and what was removed
warned.py         what is odd about articles that are in
"""

from __future__ import annotations

from search.intake.intake import Intake
from search.intake.inventory import removal
from search.intake.watch import Watch

__all__ = ["Intake", "Watch", "removal"]
