"""The names of one field of a snapshot, by the words in them and by identity."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

from search.local.budget import Budget
from search.local.view import SnapshotView

TAB = "\t"


class Spellings:
    """The terms of a field: `identity TAB name`, or a name alone. Safe to share between threads.

    A name that no article uses stands behind a second tab (schema.py), and keeps it in `names`.
    """

    def __init__(self, terms: Sequence[bytes], *, has_identity: bool) -> None:
        self.terms = terms
        parts = [term.decode().partition("\t") for term in terms]
        self.identities = [identity for identity, _, _ in parts]
        self.names = [name for _, _, name in parts] if has_identity else self.identities
        self._by_key: dict[str, list[str]] = {}
        self._done = 0
        self._keying = threading.Lock()

    @cached_property
    def by_identity(self) -> dict[str, list[int]]:
        """The numbers of the terms of each identity."""
        found: dict[str, list[int]] = {}
        for number, identity in enumerate(self.identities):
            found.setdefault(identity, []).append(number)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """The numbers of the terms in whose name each word stands."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for word in set(name.lstrip(TAB).split(" ")):
                found.setdefault(word, []).append(number)
        return found

    @cached_property
    def words(self) -> list[str]:
        """Every word of the names, each once."""
        return list(self._by_word)

    def by_word(self, word: str) -> Sequence[int]:
        """Return the numbers of the terms in whose name a word stands."""
        return self._by_word.get(word, ())

    def like(self, word: str, key_of: Callable[[str], str]) -> Sequence[str]:
        """Return the words of the names that have the key of this one, as far as keys have been
        looked up: they have after a search that found nobody.
        """
        wanted = key_of(word) if self._by_key else ""
        return self._by_key.get(wanted, ()) if wanted else ()

    def alike(self, words: str, key_of: Callable[[str], str], budget: Budget) -> Iterator[int]:
        """Yield the terms, by number, whose name holds words of these keys side by side.

        The keys of all words are looked up the first time, and on from there where time was up.
        """
        wanted = [found for word in words.split(" ") if (found := key_of(word))]
        if not wanted:
            return
        by_key = self._keyed(key_of, budget)
        held = [[n for one in by_key.get(key, ()) for n in self._by_word[one]] for key in wanted]
        line = f" {' '.join(wanted)} "
        fewest = min(held, key=len)
        for number in sorted(set(fewest)):
            keys = filter(None, map(key_of, self.names[number].lstrip(TAB).split(" ")))
            if len(held) == 1 or line in f" {' '.join(keys)} ":
                yield number

    def _keyed(self, key_of: Callable[[str], str], budget: Budget) -> dict[str, list[str]]:
        """Return the words of each key, as far as there was time."""
        with self._keying:
            words = list(self._by_word)
            for word in budget.in_time(words[self._done :]):
                self._by_key.setdefault(key_of(word), []).append(word)
                self._done += 1
        return self._by_key

    def having(self, words: str) -> Iterator[int]:
        """Yield the terms, by number, whose name holds these words side by side."""
        if not words:
            return
        held = [self._by_word.get(word, []) for word in words.split(" ")]
        for number in min(held, key=len):
            if len(held) == 1 or f" {words} " in f" {self.names[number].lstrip(TAB)} ":
                yield number


_known: WeakKeyDictionary[SnapshotView, dict[str, Spellings]] = WeakKeyDictionary()
_lock = threading.Lock()


def spellings(reader: SnapshotView, field: str) -> Spellings:
    """Return the names of a field; they are kept as long as the snapshot is."""
    with _lock:
        known = _known.setdefault(reader, {})
        if field not in known:
            known[field] = Spellings(reader.names(field), has_identity=field != "author")
        return known[field]
