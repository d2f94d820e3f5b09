"""A snapshot, opened for searching, and whether it answers as it should."""

from __future__ import annotations

import pickle
import struct
import threading
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Literal

import zstandard

from search.analysis import VERSION as ANALYSIS
from search.analysis import words
from search.codec import jit
from search.codec.container import FORMAT
from search.errors import IndexDamaged, IndexFault
from search.local import groups, remembered
from search.local.arrivals import Arrivals
from search.local.reader import Part, Reader
from search.local.schema import word_term
from search.local.searchable import Searchable
from search.local.toc import SUFFIX
from search.local.vectors import Vectors, read
from search.store import View
from search.stories.rarity import Rarity, shipped

NATIVE_ARTICLES = 3_000
"""Articles from which on kernels are worth compiling, or loading, for a search."""

CANARIES = 5

OPENING = 100
"""Characters of a body in which a canary looks for a word."""

UNREADABLE = (
    *(pickle.UnpicklingError, zstandard.ZstdError, struct.error),
    *(ValueError, LookupError, EOFError),
)
"""What Whoosh's readers, and ours, raise over bytes that are not what was written."""


class _Vectors:
    """What articles mean, read when it is first wanted. It does not know the snapshot that has it,
    which would keep itself open.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._read: Vectors | Literal[False] | None = False
        self._reading = threading.Lock()

    def __call__(self) -> Vectors | None:
        """Return it, None where nobody has had that worked out."""
        with self._reading:
            if self._read is False:
                self._read = read(self._view)
            return self._read


class Opened:
    """A snapshot that has been opened, with what is worked out once for all its searches.

    What it shares with the snapshot `known` is not opened again.
    """

    def __init__(self, view: View, known: Reader | None = None) -> None:
        _check_format(view)
        self.view = view
        self.vectors = _Vectors(view)
        data = view.manifest.data
        # No search needs what is unread, or it is checked piece by piece when it is used.
        unread = {*remembered.files(data), *remembered.beside(data)}
        for file in view.manifest.files:
            # A segment's arrays are checked one by one, when a search first uses them.
            if not file.name.endswith(SUFFIX) and file.name not in unread:
                view.check(file.name)
        try:
            self.arrivals = Arrivals.read(view)
            found = _groups(view, known)
            self.reader = Reader(view.directory, view.commit, found, self.arrivals, known)
        except UNREADABLE as error:
            raise IndexDamaged(
                f"The index in {view.directory} cannot be read: {error}. Run: index rebuild",
                code="index.unreadable",
                path=view.directory,
            ) from error

    @cached_property
    def rarity(self) -> Rarity:
        """How rare stems were in the archive and elsewhere when grouping began an epoch."""
        names = self.view.manifest.data.get(remembered.RUNS)
        if not names:
            return shipped()
        from search.local import runs  # what grouping needs: few searches ask for this

        return runs.rarity(self.view.directory / str(names[0]))

    @cached_property
    def searchable(self) -> Searchable:
        """What searches need."""
        if self.reader.size >= NATIVE_ARTICLES and not jit.is_native():
            jit.native()
        return Searchable(self.reader, self.vectors)


def _groups(view: View, known: Reader | None) -> groups.Groups | None:
    """Return the groups of a snapshot, None where it has not been looked for any."""
    name = view.manifest.data.get(groups.NAME)
    if not name:
        return None
    path = view.directory / name
    if known is not None and known.groups is not None and known.groups.path == path:
        return known.groups
    return groups.Groups(path)


def check(view: View, known: Reader | None = None) -> Opened:
    """Return the snapshot, opened; IndexDamaged unless its own articles can be found in it.

    Segments that it shares with the snapshot `known` have been asked before.
    """
    try:
        opened = Opened(view, known)
        reader = opened.reader
        if reader.count != view.manifest.articles:
            raise ValueError(f"it holds {reader.count} articles, not {view.manifest.articles}")
        before = {part.described.name for part in known.segments} if known is not None else set()
        parts = [part for part in reader.segments if part.described.name not in before]
        ends = list(accumulate(part.size for part in parts))
        asked = min(CANARIES, ends[-1]) if ends else 0
        for place in range(asked):
            number = place * (ends[-1] - 1) // max(asked - 1, 1)
            part = parts[bisect_right(ends, number)]
            at = number - ends[bisect_right(ends, number)] + part.size
            if part.live[at]:
                _ask_canary(reader, part, at)
        return opened
    except IndexFault:
        raise
    except Exception as error:
        raise IndexDamaged(
            f"The index in {view.directory} does not answer as it should: {error}. "
            "Run: index rebuild",
            code="index.canary",
            path=view.directory,
        ) from error


def _check_format(view: View) -> None:
    data = view.manifest.data
    if data.get("format") != FORMAT or data.get("analysis") != ANALYSIS:
        raise IndexFault(
            f"The index {view.directory.parent} was made by another version of this program. "
            "Run: index rebuild",
            code="index.format",
            path=view.directory.parent,
        )


def _ask_canary(reader: Reader, part: Part, number: int) -> None:
    """Raise ValueError unless an article can be found by its id and by a word of its body."""
    article = reader.article(part.base + number)
    if reader.number(article.id) != part.base + number:
        raise ValueError(f"article {article.id} is not found by its id")
    opening = article.body[:OPENING]
    whole = opening if len(opening) < OPENING else opening[: opening.rfind(" ") + 1]
    for word in words(whole)[:1]:
        lang, stem, *_ = word_term(word.form, article.lang).split(b" ")
        body = part.file.words["body"]
        row = body.row(lang, stem)
        held = body.docs[int(body.first[row]) : int(body.first[row + 1])] if row >= 0 else ()
        if number not in held:
            raise ValueError(f"article {article.id} is not found by its word {word.form}")
