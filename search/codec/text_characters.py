"""What each character is to words and to the gaps between them, in tables by code point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.codec.text_breaks import BLANK, CLOSER, FULL_STOP, NEWLINE, STOP
from search.codec.text_scan import BINDING, LETTER, PAIRED, SEPARATOR, UNDERSCORE

Spans = Sequence[tuple[int, str, int, int]]
"""Words: position, form, start and end."""

_CHARACTERS = 0x110000
_PAGE = 256
_LAST_BLANK = 0x3000


class Characters:
    """The two tables; what characters are to words is asked of `words` itself, page by page."""

    def __init__(self, words: Callable[[str], Spans]) -> None:
        self._words = words
        self.kinds: NDArray[np.uint8] = np.zeros(_CHARACTERS, np.uint8)
        self.ascii_kinds: NDArray[np.uint8] = np.zeros(256, np.uint8)
        self.gap_kinds: NDArray[np.uint8] = np.zeros(_CHARACTERS, np.uint8)
        self.learn(0)
        self.ascii_kinds[:128] = self.kinds[:128]
        blanks = [code for code in range(_LAST_BLANK + 1) if chr(code).isspace()]
        self.gap_kinds[blanks] = BLANK
        for characters, kind in (
            ("\n", NEWLINE),
            (".!?…", STOP),
            ("\"'”’»)]", CLOSER),
            ("。！？", FULL_STOP),
        ):
            self.gap_kinds[[ord(character) for character in characters]] = kind

    def learn(self, code: int) -> None:
        """Find out what the characters near a code point are to words.

        A letter makes one word of `ccc`, a paired character two; what binds makes of `AcB`
        something else than `A` and `B`. `_` is a letter to everything around it.
        """
        first = code - code % _PAGE
        page = [chr(code) for code in range(first, first + _PAGE)]
        kinds = np.full(_PAGE, SEPARATOR, np.uint8)
        for place, spans in self._probe([3 * character for character in page]).items():
            kinds[place] = LETTER if spans == [(0, 3)] else PAIRED
        rest = np.flatnonzero(kinds == SEPARATOR).tolist()
        bound = self._probe([f"A{page[place]}B" for place in rest])
        for row, place in enumerate(rest):
            if bound[row] != [(0, 1), (2, 3)]:
                kinds[place] = BINDING
        if first == 0:
            kinds[ord("_")] = UNDERSCORE
        self.kinds[first : first + _PAGE] = kinds  # at once: others may be reading

    def _probe(self, texts: list[str]) -> dict[int, list[tuple[int, int]]]:
        """Return the spans of the words in each of many texts of three characters."""
        found: dict[int, list[tuple[int, int]]] = {}
        for _, _, start, end in self._words(" ".join(texts)):
            found.setdefault(start // 4, []).append((start % 4, start % 4 + end - start))
        return found


@lru_cache(maxsize=1)
def characters(words: Callable[[str], Spans]) -> Characters:
    """Return the tables for one analysis, the same ones every time."""
    return Characters(words)
