"""The words of an archive as written, for patterns and near misses.

A segment has one such file a field, written once its terms are: a line a term, `fold lang stem
form`, sorted by bytes. So the words with a common beginning are one stretch of lines, found by
halving, and no dictionary has to be read to answer `sanct*`.
"""

from __future__ import annotations

import re
import threading
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.analysis import fold
from search.local.budget import Budget
from search.local.occurrences import union
from search.local.reader import Reader
from search.local.shapes import shape

FIELDS = ("title", "body")


def file_name(segment: str, field: str) -> str:
    """Return the name of a segment's lexicon of one field."""
    return f"{segment}.{field}.lex"


def write(path: Path, terms: Iterable[bytes]) -> None:
    """Write the lexicon of one field of one segment."""
    lines = []
    for term in terms:
        lang, stem, folded, form = term.split(b" ")
        lines.append(b" ".join((folded, lang, stem, form)))
    path.write_bytes(b"".join(line + b"\n" for line in sorted(lines)))


class _Lines:
    """One lexicon file: sorted lines, found by what they begin with."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()

    def beginning(self, prefix: bytes) -> Iterator[bytes]:
        """Yield the lines that begin so."""
        at = self._first(prefix)
        while self.data.startswith(prefix, at) and at < len(self.data):
            end = self.data.index(b"\n", at)
            yield self.data[at:end]
            at = end + 1

    def _first(self, prefix: bytes) -> int:
        """Return where the first line stands that is not before `prefix`."""
        low, high = 0, len(self.data)
        while low < high:
            start = self.data.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self.data.index(b"\n", start)
            if self.data[start:end] < prefix:
                low = end + 1
            else:
                high = start
        return low


class Lexicon:
    """The folded words of one snapshot. Safe to share between threads."""

    def __init__(self, reader: Reader, directory: Path) -> None:
        self._reader = reader
        self._directory = directory
        self._lock = threading.Lock()

    @cached_property
    def _lines(self) -> dict[str, list[_Lines]]:
        names = self._reader.segment_names
        return {
            field: [_Lines(self._directory / file_name(name, field)) for name in names]
            for field in FIELDS
        }

    @cached_property
    def words(self) -> Sequence[str]:
        """Every folded word of title or body, sorted."""
        with self._lock:
            found: set[bytes] = set()
            for field in FIELDS:
                for lines in self._lines[field]:
                    found.update(re.findall(rb"^[^ ]+", lines.data, re.MULTILINE))
            return sorted(word.decode() for word in found)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in self.words:
            found.setdefault(len(word), []).append(word)
        return found

    def prefixed(self, prefix: str) -> list[str]:
        """Return the words that begin so, sorted."""
        return sorted({line.split(b" ", 1)[0].decode() for line in self._every(prefix.encode())})

    def shaped(self, pattern: str, budget: Budget) -> list[str]:
        """Return the words of this shape: `*` is any letters, `?` is one."""
        fits = shape(pattern)
        fixed = re.match(r"[^*?]*", pattern)
        candidates = self.prefixed(fold(fixed.group())) if fixed and fixed.group() else self.words
        return [word for word in budget.in_time(candidates) if fits(word)]

    def similar(self, word: str, edits: int) -> list[str]:
        """Return the words at most `edits` letters away, one swap of neighbours being one edit."""
        lengths = range(len(word) - edits, len(word) + edits + 1)
        near = [other for length in lengths for other in self._by_length.get(length, ())]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return sorted(match for match, _, _ in found)

    def commonest(self, words: Iterable[str], limit: int, budget: Budget) -> list[str]:
        """Return the words that most articles hold, ties in order of the alphabet.

        The term dictionary gives a bound on each word's articles at once; only words whose bound
        reaches the best `limit` are counted.
        """
        bounded = sorted((-self._bound(word), word) for word in budget.in_time(words))
        counted: list[tuple[int, str]] = []
        for bound, word in budget.in_time(bounded):
            if len(counted) >= limit and bound > counted[limit - 1][0]:
                break
            insort(counted, (-self._articles(word), word))
        return [word for _, word in counted[:limit]]

    def terms(self, field: str, words: Iterable[str]) -> list[bytes]:
        """Return the terms of these words in a field."""
        return [term for word in words for term in self._terms(field, word)]

    def _terms(self, field: str, word: str) -> list[bytes]:
        start = f"{word} ".encode()
        found = {line for lines in self._lines[field] for line in lines.beginning(start)}
        parts = (line.split(b" ") for line in sorted(found))
        return [b" ".join((lang, stem, folded, form)) for folded, lang, stem, form in parts]

    def _every(self, prefix: bytes) -> Iterator[bytes]:
        for field in FIELDS:
            for lines in self._lines[field]:
                yield from lines.beginning(prefix)

    def _bound(self, word: str) -> int:
        """Return a number of articles that the word cannot exceed."""
        return sum(
            self._reader.bound(field, term)
            for field in FIELDS
            for term in self._terms(field, word)
        )

    def _articles(self, word: str) -> int:
        """Return how many articles hold a word, in title or body."""
        places = [
            self._reader.places(field, term)
            for field in FIELDS
            for term in self._terms(field, word)
        ]
        return len(set(union(places).articles().tolist()))
