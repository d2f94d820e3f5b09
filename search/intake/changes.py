"""The intake of a watch: files that are new, changed or gone, and nothing else.

Reading and understanding are done before the index is locked for writing. What is there of a file
that changed and is in it no more is removed, unless something in the file could not be read.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from search import ingest, record
from search.article import Article, RawArticle
from search.engine import Engine, Facts
from search.errors import IndexFault
from search.intake import sources
from search.intake.intake import Intake, Observer
from search.intake.inventory import path_of
from search.intake.recall import Recall
from search.intake.sources import Columns
from search.intake.spool import Spool
from search.record import Kept

_EMPTY = "file.empty"
"""Why a file is passed over that could be read, and has no article in it any more."""


class Changes(Intake):
    """One reading of files below `tops`, the folders or files that are watched; close it.

    `vanished` are files that are there no more; when more than half of all that were under their
    top would go with their articles, they are kept (`held`), unless `allow_vanish`.
    """

    def __init__(
        self,
        engine: Engine,
        directory: Path,
        tops: Sequence[str],
        changed: Sequence[str],
        vanished: Sequence[str],
        *,
        columns: Columns | None = None,
        progress: Observer | None = None,
        jobs: int | None = 1,
        names: Path | None = None,
        recall: Recall | None = None,
        touched: Mapping[str, ingest.Stamp] | None = None,
        allow_vanish: bool = False,
    ) -> None:
        self.asked = changed
        self.forgotten: list[str] = []
        """Files that are gone, and now from the index too."""
        self._engine = engine
        self._vanished = vanished
        self._allow_vanish = allow_vanish
        self._stack = ExitStack()
        self.held: Counter[str] = Counter()
        """How many of the files under each top are gone and kept nevertheless."""
        super().__init__(
            engine, directory, map(Path, tops), columns, progress, jobs=jobs, names=names
        )
        self._snapshot = engine.snapshot()
        self._inventory.files.update(touched or {})
        self._was = self._corrections.digest
        if recall is not None and recall.digest == self._was:
            self._recall = recall
        else:
            self._recall, self._was = self._earlier.recall_of_all(self._corrections, Recall)
        self._spool = self._stack.enter_context(Spool(directory))
        self._gone: list[str] = []
        self._lost: dict[str, list[str]] = {}

    def close(self) -> None:
        """Let go of what was read."""
        self._stack.close()

    def read(self) -> bool:
        """Read and understand the files; return whether there is anything to write or to tell."""
        for entry in self._entries():
            self._spool.put(entry)
        self._gone = list(self._dropped())
        is_told = bool(self._skipped or self._warned.told())
        return bool(self._understood or self._gone) or is_told or self._is_renaming

    def settled(self) -> Iterator[Article | Kept]:
        """Yield the articles to add, once the index is locked; IndexFault if it has changed."""
        if self.is_outdated:
            raise IndexFault(
                f"The index {self._directory} has changed meanwhile. Try again.",
                code="index.superseded",
                path=self._directory,
            )
        for article_id in self._gone:
            self._met.put(article_id, "")
            self._recall.forget(self._earlier.article(article_id))
        yield from self._settling().settled(self._spool, self._understood)
        if self._is_renaming:
            yield from self._settling().renamed(self._met)

    @property
    def recall(self) -> Recall:
        """What the archive knows of itself, with what was read."""
        return self._recall

    @property
    def _is_renaming(self) -> bool:
        """Whether the names file has come to say something else."""
        return self._was != self._corrections.digest

    def is_held(self, path: str) -> bool:
        """Return whether a file that is gone is kept because too many are gone with it."""
        return path in self._lost and self._top(path) in self.held

    @property
    def is_outdated(self) -> bool:
        """Whether somebody else has written since."""
        now = self._engine.snapshot()
        return (now.generation, now.commit) != (self._snapshot.generation, self._snapshot.commit)

    def gone(self) -> Sequence[str]:
        """Return the ids of the articles to remove."""
        return self._gone

    def met(self) -> dict[str, ingest.Stamp]:
        """Return the files that were read, as they were met; those that could not be are not."""
        known = self._taken().files
        paths = map(path_of, self._found.files)
        return {path: known[path] for path in paths if path in known}

    def facts_of_more(self) -> Facts:
        """Return what this leaves to be remembered, beside what was."""
        facts = super().facts_of_more()
        forgotten = {label for path in self.forgotten for _, label in self._places(path)}
        kept = (one for one in facts.problems if sources.file_of(one.path) not in forgotten)
        return replace(facts, problems=tuple(kept))

    def _find(self, earlier: Sequence[str]) -> ingest.Found:
        there = [path for path in self.asked if ingest.stamp(path) is not None]
        return ingest.find(there, earlier=(*earlier, *self._sources))

    def _stays_out(self, raw: RawArticle) -> bool:
        """Return whether a record was removed from the index and is the same as then."""
        if self._inventory.was_removed(raw.id, raw.source.checksum):
            return True
        return super()._stays_out(raw)

    # What is there no more

    def _dropped(self) -> Iterator[str]:
        """Yield the ids of articles that are in the index and in no file any more."""
        faulty = {sources.file_of(item.path) for item in self._skipped if item.code != _EMPTY}
        for file in self._found.files:
            if ingest.label(file) not in faulty:
                yield from self._left(path_of(file))
        for path in self._vanished:
            if ids := list(self._left(path)):
                self._lost[path] = ids
        by_top = Counter(map(self._top, self._lost))
        total = Counter(map(self._top, self._inventory.files))
        self.held = Counter(
            {
                top: count
                for top, count in by_top.items()
                if 2 * count > total[top] and not self._allow_vanish
            }
        )
        for path in self._vanished:
            if not self.is_held(path):
                self.forgotten.append(path)
                self._inventory.files.pop(path, None)
                yield from self._lost.get(path, ())

    def _left(self, path: str) -> Iterator[str]:
        """Yield the ids of articles of a file that were not met in this reading."""
        for root, label in self._places(path):
            for front in self._engine.fronts(label):
                head = record.head(front)
                place = head.source.root, sources.file_of(head.source.path)
                if place == (root, label) and head.id not in self._met:
                    yield head.id

    def _places(self, path: str) -> Iterator[tuple[str, str]]:
        """Yield how articles of a file may name it: the root, and the path below it."""
        known = dict.fromkeys((*(self._earlier.facts or Facts()).sources, *self._sources))
        for source in known:
            if sources.inside(path, (source,)):
                root = os.path.dirname(source) if path == source else source  # noqa: PTH120
                label = os.path.relpath(path, root).replace(os.sep, "/")
                yield ingest.printable(root), ingest.printable(label)

    def _top(self, path: str) -> str:
        """Return the nearest of the watched paths that holds a file, none for others."""
        holders = [top for top in self._sources if sources.inside(path, (top,))]
        return max(holders, key=len, default="")
