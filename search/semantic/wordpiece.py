"""Text to the numbers of word pieces, as BERT's uncased models were trained on.

A word is cut into the longest pieces that the vocabulary has, from the left; those that continue a
word begin with ## there. What cannot be cut so is unknown as a whole.
Source: Devlin et al., "BERT", 2019, and the rules of its tokenizer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

LONGEST = 100
"""Letters of a word past which it is unknown."""

_HAN = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F)),
    *((0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)

_UNSEEN = ("Cc", "Cf", "Co", "Cs")


class WordPiece:
    """A vocabulary; the number of a piece is its place in it. Raises ValueError without marks."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers: Mapping[str, int] = {piece: at for at, piece in enumerate(pieces)}
        missing = [mark for mark in (BEGIN, END, UNKNOWN) if mark not in self._numbers]
        if missing:
            raise ValueError(f"it has no {', '.join(missing)}")
        self._begin, self._end, self._unknown = (
            self._numbers[mark] for mark in (BEGIN, END, UNKNOWN)
        )

    def numbers(self, text: str, most: int) -> list[int]:
        """Return the numbers of a text's first pieces, `most` with the marks at both ends."""
        found = [self._begin]
        for word in words(text):
            found += self._cut(word)
            if len(found) >= most - 1:
                break
        return [*found[: most - 1], self._end]

    def _cut(self, word: str) -> list[int]:
        pieces: list[int] = []
        start = 0
        while start < len(word) <= LONGEST:
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return pieces or [self._unknown]


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case without accents; a sign is a word of its own."""
    plain = unicodedata.normalize("NFD", "".join(map(_cleaned, text)))
    for word in "".join(map(_lowered, plain)).split():
        begun = 0
        for at, letter in enumerate(word):
            if _is_sign(letter):
                if at > begun:
                    yield word[begun:at]
                yield letter
                begun = at + 1
        if begun < len(word):
            yield word[begun:]


@lru_cache(maxsize=1 << 14)
def _cleaned(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    if letter == "\ufffd" or unicodedata.category(letter) in _UNSEEN:
        return ""
    if letter.isspace():
        return " "
    return f" {letter} " if any(a <= ord(letter) <= b for a, b in _HAN) else letter


@lru_cache(maxsize=1 << 14)
def _lowered(letter: str) -> str:
    return "" if unicodedata.category(letter) == "Mn" else letter.lower()


@lru_cache(maxsize=1 << 14)
def _is_sign(letter: str) -> bool:
    is_ascii_sign = letter.isascii() and letter.isprintable() and not letter.isalnum()
    return is_ascii_sign or unicodedata.category(letter)[0] == "P"
