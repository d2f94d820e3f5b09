"""Vectors for the articles of an index, made beside the searches and written now and then.

Making them takes long, writing them does not: the index is held only to write. What is stopped
has what was written by then, and goes on from there the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

from search.article import Article
from search.engine import Snapshot
from search.errors import IndexBusy, IndexDamaged, IndexFault
from search.local import vectors
from search.local.reader import Reader
from search.local.snapshot import Opened
from search.local.vectors import F32, Row
from search.store import Draft

AT_ONCE = 64
"""Articles whose vectors are made together."""

LEAST_WRITTEN = 4_096
"""New vectors that are worth a commit; at least a tenth of what there is."""


class Model(Protocol):
    """What makes vectors."""

    @property
    def name(self) -> str:
        """32 hexadecimal digits that no other model has."""
        ...

    def text(self, article: Article) -> str | None:
        """Return what stands for an article; None where the model does not know its language."""
        ...

    def vectors(self, texts: Sequence[str]) -> F32:
        """Return vectors of length 1; shape (texts, width)."""
        ...


class Embedded(NamedTuple):
    """What came of it: `made` vectors are new, `kept` were there or of the same text, and `left`
    articles have none, as the model does not know their language.
    """

    snapshot: Snapshot
    made: int
    kept: int
    left: int


class Embedding:
    """The vectors of one model, being made for one index.

    `opened` returns the live snapshot; `publish` makes a commit of a name, of what is written into
    its draft for the snapshot that is live by then, and returns the new one.
    """

    def __init__(
        self,
        model: Model,
        opened: Callable[[], Opened],
        publish: Callable[[str, Callable[[Draft, Opened], Mapping[str, str]]], Snapshot],
    ) -> None:
        self._model = model
        self._opened = opened
        self._publish = publish
        self._rows: dict[int, Row] = {}
        self._known: dict[int, Row] = {}
        self._unwritten = 0
        self._generation = 0
        self._has_to_write = False

    def run(self, told: Callable[[int, int], None]) -> Embedded:
        """Make what is missing; `told` is given how many articles are done, and of how many.

        Articles that come in meanwhile are left for the next time.
        """
        opened = self._opened()
        self._generation = opened.view.generation
        before = None
        with suppress(IndexDamaged):  # then all are made anew
            before = opened.vectors()
        snapshot = opened.view.snapshot
        missing = self._missing(opened, before)
        made = kept = left = 0
        for start in range(0, len(missing), AT_ONCE):
            told(start, len(missing))
            batch = missing[start : start + AT_ONCE]
            texts: dict[int, str] = {}
            for number, key in batch:
                text = self._model.text(opened.reader.article(number))
                if text is None:
                    left += 1
                    continue
                known = self._known.get(vectors.mark(text))
                if known is None:
                    texts[key] = text
                else:
                    self._rows[key] = known
                    kept += 1
                    self._has_to_write = True
            self._make(texts)
            made += len(texts)
            if self._unwritten >= max(LEAST_WRITTEN, len(self._rows) // 10):
                with suppress(IndexBusy):  # it goes with the next
                    snapshot = self._written()
        told(len(missing), len(missing))
        if self._unwritten or self._has_to_write:
            snapshot = self._written()
        return Embedded(snapshot, made, kept + opened.reader.count - len(missing), left)

    def _missing(
        self, opened: Opened, before: vectors.Vectors | None
    ) -> Sequence[tuple[int, int]]:
        """Return the number and key of each article without a vector of this model."""
        if before is not None and before.model == self._model.name:
            self._rows = dict(before.rows())
            self._known = {row.mark: row for row in self._rows.values()}
        live = dict(_live(opened.reader))
        self._has_to_write = not self._rows.keys() <= live.keys()
        self._rows = {key: row for key, row in self._rows.items() if key in live}
        return [(number, key) for key, number in live.items() if key not in self._rows]

    def _make(self, texts: dict[int, str]) -> None:
        found = self._model.vectors(list(texts.values()))
        for (key, text), vector in zip(texts.items(), found, strict=True):
            row = vectors.row(vectors.mark(text), vector)
            self._rows[key] = self._known[row.mark] = row
        self._unwritten += len(texts)

    def _written(self) -> Snapshot:
        snapshot = self._publish(vectors.NAME, self._write)
        self._unwritten, self._has_to_write = 0, False
        return snapshot

    def _write(self, draft: Draft, before: Opened) -> Mapping[str, str]:
        """Write the file for a snapshot: of articles that are gone meanwhile it has no vectors."""
        if draft.point.generation != self._generation:  # its keys may be others
            raise IndexFault(
                "The index was rebuilt while its vectors were made. Run: index vectors",
                code="index.superseded",
                path=draft.path.parent,
            )
        live = dict(_live(before.reader))
        rows = [(key, row) for key, row in self._rows.items() if key in live]
        return vectors.written(draft, vectors.to_bytes(self._model.name, rows))


def _live(reader: Reader) -> Iterator[tuple[int, int]]:
    """Yield key and number of each article that is there."""
    for part in reader.segments:
        keys = part.file.array("key").tolist()
        yield from ((keys[at], part.base + at) for at in range(part.size) if part.live[at])
