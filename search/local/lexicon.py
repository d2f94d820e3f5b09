"""The words of an archive as written, for patterns and near misses.

Read from the term dictionary at the first need of a snapshot, and kept with it.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.analysis import fold
from search.local.occurrences import union
from search.local.reader import Reader

FIELDS = ("title", "body")


class Lexicon:
    """The folded words of one snapshot. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()

    @cached_property
    def _terms(self) -> dict[str, dict[str, list[bytes]]]:
        """The terms of each folded word, by field."""
        found: dict[str, dict[str, list[bytes]]] = {field: defaultdict(list) for field in FIELDS}
        for field in FIELDS:
            for term in self._reader.terms(field):
                found[field][term.split(b" ", 3)[2].decode()].append(term)
        return found

    @cached_property
    def words(self) -> Sequence[str]:
        """Every folded word of title or body, sorted."""
        with self._lock:
            return sorted(set(self._terms["title"]) | set(self._terms["body"]))

    def prefixed(self, prefix: str) -> list[str]:
        """Return the words that begin so."""
        start = bisect_left(self.words, prefix)
        end = bisect_left(self.words, prefix + "\U0010ffff")
        return list(self.words[start:end])

    def shaped(self, pattern: str) -> list[str]:
        """Return the words of this shape: `*` is any letters, `?` is one."""
        shape = "".join({"*": ".*", "?": "."}.get(c) or re.escape(fold(c)) for c in pattern)
        expression = re.compile(re.sub(r"(\.\*)+", ".*", shape), re.DOTALL)
        fixed = re.match(r"[^*?]*", pattern)
        candidates = self.prefixed(fold(fixed.group())) if fixed and fixed.group() else self.words
        return [word for word in candidates if expression.fullmatch(word)]

    def similar(self, word: str, edits: int) -> list[str]:
        """Return the words at most `edits` letters away, one swap of neighbours being one edit."""
        near = [w for w in self.words if abs(len(w) - len(word)) <= edits]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return sorted(match for match, _, _ in found)

    def commonest(self, words: Iterable[str], limit: int) -> list[str]:
        """Return the words that most articles hold, ties in order of the alphabet.

        The term dictionary gives a bound on each word's articles at once; only words whose bound
        reaches the best `limit` are counted.
        """
        bounded = sorted((-self._bound(word), word) for word in words)
        counted: list[tuple[int, str]] = []
        for bound, word in bounded:
            if len(counted) >= limit and bound > counted[limit - 1][0]:
                break
            insort(counted, (-self._articles(word), word))
        return [word for _, word in counted[:limit]]

    def terms(self, field: str, words: Iterable[str]) -> list[bytes]:
        """Return the terms of these words in a field."""
        return [term for word in words for term in self._terms[field].get(word, ())]

    def _bound(self, word: str) -> int:
        """Return a number of articles that the word cannot exceed."""
        return sum(
            self._reader.bound(f, term) for f in FIELDS for term in self._terms[f].get(word, ())
        )

    def _articles(self, word: str) -> int:
        """Return how many articles hold a word, in title or body."""
        places = [
            self._reader.places(f, term) for f in FIELDS for term in self._terms[f].get(word, ())
        ]
        return len(set(union(places).articles().tolist()))
