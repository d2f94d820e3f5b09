"""The words of a paragraph around its quotations, each of which counts as one word.

Work is bounded: of a very long paragraph only the words near a quotation are read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from search.extract.quotes.marks import Paragraph

QUOTED = "\u25a0"
"""What stands for a quotation among the words."""

REACH = 400
"""Characters on either side of a quotation that are read for who speaks."""

FARTHEST = 120
"""Words of a sentence that are read on either side of one."""

_ABBREVIATIONS = (
    "Mr Mrs Ms Dr Rep Reps Sen Sens Gov Gen Lt Col Maj Capt Cmdr St Jr Sr Prof Rev Adm Sgt No vs"
    " Co Corp Inc Ltd Jan Feb Aug Sept Oct Nov Dec [A-Z]"
)
_WORD = re.compile(
    r"([a-zA-Z0-9]+(?=[ ,])"  # most words; the next line finds these too, in more time
    r"|[^\W_]+(?:['’\-‐‑&.@][^\W_]+)*(?:['’](?!\w)|\.(?=\s)(?:"
    + "|".join(rf"(?<=\b{word}\.)" for word in _ABBREVIATIONS.split())
    + r"|(?<=\b[A-Z]\.[A-Z]\.)))?"
    r"|[.!?…]+|\S)"
)
_ENDS = frozenset(".!?…")
_STOPS = _ENDS | {QUOTED}
_OPENS = frozenset("([¿¡—–-")


@dataclass(slots=True)
class Passage:
    """Words with where each begins and ends in the body, and the number of its sentence.

    `quoted` holds the index of each quotation's word.
    """

    text: list[str]
    low: list[str]
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    quoted: list[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the place in the body of words `first` to `last`, the last not included."""
        return self.starts[first], self.ends[last - 1]


def passage(body: str, paragraph: Paragraph) -> Passage:
    """Return the words of a paragraph, its stretches each as one word."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    quoted: list[int] = []
    for start, end, is_quoted in _pieces(paragraph):
        if is_quoted:
            quoted.append(len(text))
            text.append(QUOTED)
            starts.append(start)
            ends.append(end)
        else:
            # Cut at its words, a piece is what stands before, a word, what is between, a word, …
            parts = _WORD.split(body[start:end])
            places = list(accumulate(map(len, parts), initial=start))
            text += parts[1::2]
            starts += places[1::2][: len(parts) // 2]
            ends += places[2::2]
    low = list(map(str.lower, text))
    return Passage(text, low, starts, ends, _sentences(body, text, starts, ends), quoted)


def _sentences(
    body: str, text: Sequence[str], starts: Sequence[int], ends: Sequence[int]
) -> list[int]:
    """Return the number of the sentence that each word is in."""
    numbers: list[int] = []
    for at in [at for at, word in enumerate(text) if word in _STOPS or word[0] in _ENDS]:
        if at + 1 == len(text):
            break
        if text[at] == QUOTED:
            end = ends[at]
            final = body[max(starts[at], end - 4) : end].rstrip("\"'’”»“›」』 ")[-1:]
            if final not in _ENDS or final in "?!":
                continue
        after = text[at + 1]
        if after == QUOTED or after[0].isupper() or after[0].isdigit() or after[0] in _OPENS:
            number = numbers[-1] + 1 if numbers else 0
            numbers += [number] * (at + 1 - len(numbers))
    number = numbers[-1] + 1 if numbers else 0
    return numbers + [number] * (len(text) - len(numbers))


def _pieces(paragraph: Paragraph) -> list[tuple[int, int, bool]]:
    """Return what to read in order: (start, end, whether it is a quotation)."""
    found: list[tuple[int, int, bool]] = []
    at = paragraph.start
    for stretch in paragraph.stretches:
        _plain(found, at, stretch.first)
        found.append((stretch.first, stretch.last, True))
        at = stretch.last
    _plain(found, at, paragraph.end)
    return found


def _plain(found: list[tuple[int, int, bool]], start: int, end: int) -> None:
    if end - start > 2 * REACH:
        if found:
            found.append((start, start + REACH, False))
        found.append((end - REACH, end, False))
    elif start < end:
        found.append((start, end, False))


def sentence_of(words: Sequence[int], at: int) -> tuple[int, int]:
    """Return the first and the last word, not included, of the sentence of word `at`.

    Of a very long one, what is near.
    """
    own = words[at]
    first = at - FARTHEST if at > FARTHEST else 0
    last = at + FARTHEST
    if words[first] != own:
        first = bisect_left(words, own, first, at)
    if last >= len(words):
        last = len(words)
    return first, last if words[last - 1] == own else bisect_right(words, own, at, last)
