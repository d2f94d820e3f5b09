"""Words on places, each on a place of its own, while a window of places moves to the right."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence


class Seating:
    """As many words on open places as can be, a word to a place (a bipartite matching).

    `wanted[word]` is how many places a word needs: equal words are one, wanted more than once.

    Source: augmenting paths, Kuhn 1955.
    """

    def __init__(self, wanted: Sequence[int]) -> None:
        self._open: list[deque[int]] = [deque() for _ in wanted]
        self._sitting: dict[int, int] = {}
        self._standing = dict(enumerate(wanted))

    @property
    def complete(self) -> bool:
        """Whether every word has its places."""
        return not self._standing

    def open(self, place: int, words: Iterable[int]) -> None:
        """Open a place, right of all others, to some of the words."""
        for word in words:
            self._open[word].append(place)
        self._seat_one()

    def close(self, place: int, words: Iterable[int]) -> None:
        """Close the leftmost place, which was open to these words."""
        for word in words:
            self._open[word].popleft()
        if place in self._sitting:
            word = self._sitting.pop(place)
            self._standing[word] = self._standing.get(word, 0) + 1
            self._seat_one()

    def _seat_one(self) -> None:
        tried: set[int] = set()
        for word in self._standing:
            if self._seat(word, tried):
                self._standing[word] -= 1
                if not self._standing[word]:
                    del self._standing[word]
                return

    def _seat(self, word: int, tried: set[int]) -> bool:
        """Whether the word got a place, others moving up if they have to."""
        for place in reversed(self._open[word]):
            sitting = self._sitting.get(place)
            if place in tried or sitting == word:
                continue
            tried.add(place)
            if sitting is None or self._seat(sitting, tried):
                self._sitting[place] = word
                return True
        return False
