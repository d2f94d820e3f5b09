"""An index directory that survives crashes: generations, commits, one writer.

    store = Store(Path(".dateline"))
    with store.writing("index rebuild") as writer:       # IndexBusy when another writes
        writer.need(50_000_000)                           # NotEnoughSpace
        draft = writer.new_generation()                   # or writer.new_commit()
        ...                                               # write files into draft.path
        draft.publish(files=[...], articles=5021, data={...}, check=canary)
    index = store.open(read)                              # read(view) -> whatever it opens

A commit is a set of files that never change, listed in a manifest with their checksums. A rebuild
makes a new generation, a directory of its own; an addition writes new files beside those of the
live commit. Either becomes visible by one atomic replacement of CURRENT, after everything it names
is safe on disk and `check` has found it good. The commit before stays, as does the generation
before, and serves when the live one is damaged.

layout.py       names in the directory          pointer.py      CURRENT, and switching it
manifest.py     what a commit consists of       sealed.py       JSON that notices damage
view.py         a commit as readers see it      generations.py  which commits there are
writer.py       drafts, one at a time           draft.py        publishing one
lock.py         one writer                      durable.py      fsync
space.py        room on the disk                ownership.py    who may have written it
faults.py       OSError, said so that its reader can act
"""

from search.store.draft import Draft
from search.store.manifest import Manifest, StoredFile
from search.store.store import Store
from search.store.view import View
from search.store.writer import Writer

__all__ = ["Draft", "Manifest", "Store", "StoredFile", "View", "Writer"]
