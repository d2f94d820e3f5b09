"""Words on places, each on a place of its own, while a window of places moves to the right."""

from __future__ import annotations

from collections import deque


class Seating:
    """As many words on open places as can be, a word to a place (a bipartite matching).

    Source: augmenting paths, Kuhn 1955.
    """

    def __init__(self, words: int) -> None:
        self._open: list[deque[int]] = [deque() for _ in range(words)]
        self._sitting: dict[int, int] = {}
        self._standing = dict.fromkeys(range(words))

    @property
    def complete(self) -> bool:
        """Whether every word has a place."""
        return not self._standing

    def open(self, place: int, words: list[int]) -> None:
        """Open a place, right of all others, to some of the words."""
        for word in dict.fromkeys(words):
            self._open[word].append(place)
        self._seat_one()

    def close(self, place: int, words: list[int]) -> None:
        """Close the leftmost place, which was open to these words."""
        for word in dict.fromkeys(words):
            self._open[word].popleft()
        if place in self._sitting:
            self._standing[self._sitting.pop(place)] = None
            self._seat_one()

    def _seat_one(self) -> None:
        for word in self._standing:
            if self._seat(word, set()):
                del self._standing[word]
                return

    def _seat(self, word: int, tried: set[int]) -> bool:
        for place in self._open[word]:
            if place in tried:
                continue
            tried.add(place)
            if place not in self._sitting or self._seat(self._sitting[place], tried):
                self._sitting[place] = word
                return True
        return False
