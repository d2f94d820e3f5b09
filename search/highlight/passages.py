"""The passages of a text that show most of what was asked for.

A passage begins at the sentence of its first mark where that leaves room for what it has to show,
and inside the sentence otherwise; it ends with a sentence where that is not wasteful. What it
shows is chosen by the number of parts of the query that no passage has shown yet, then of all
parts, then a beginning at a sentence, then the number of marks, then the earliest. The work is
linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.highlight import cuts
from search.highlight.reading import Pace
from search.highlight.spans import Mark

_LEAD = 1 / 3
"""How much of the room left over goes before the first mark when its sentence is cut there."""

_WASTE = 1 / 2
"""A passage may end early, with a sentence, when it fills this much of its length."""


class Stretch(NamedTuple):
    """A disjoint stretch of marks, and the parts of the query they answer."""

    start: int
    end: int
    parts: frozenset[int]


class _Choice(NamedTuple):
    """Marks number `first` to `end` (exclusive), shown from `start`; the best compare greatest.

    `fresh` and `parts` count parts of the query: not shown before, and all.
    """

    fresh: int
    parts: int
    at_sentence: bool
    marks: int
    earliness: int
    start: int
    first: int
    end: int


def merged(marks: Sequence[Mark]) -> tuple[Stretch, ...]:
    """Return the marks as disjoint stretches, in order."""
    found: list[tuple[int, int, set[int]]] = []
    for start, end, part in sorted(marks):
        if found and start < found[-1][1]:
            before = found[-1]
            before[2].add(part)
            found[-1] = (before[0], max(before[1], end), before[2])
        else:
            found.append((start, end, {part}))
    return tuple(Stretch(start, end, frozenset(parts)) for start, end, parts in found)


@dataclass(frozen=True, slots=True)
class Passages:
    """A text ready to be cut: offsets where sentences and words begin, and its marks; all rise."""

    text: str
    sentences: Sequence[int]
    words: Sequence[int]
    marks: Sequence[Stretch]
    pace: Pace

    def best(self, count: int, length: int) -> Iterator[tuple[int, int]]:
        """Yield the offsets of up to `count` disjoint passages, best first.

        Without marks: the opening of the text. A passage is longer than `length` only where one
        mark or grapheme is.
        """
        end = cuts.trimmed_end(self.text, len(self.text))
        gaps = [(cuts.trimmed_start(self.text, 0), end)] if end else []
        shown: set[int] = set()
        for _ in range(count):
            choices = [choice for gap in gaps for choice in self._choices(*gap, length, shown)]
            if not choices:
                break
            choice = max(choices)
            number = bisect_right(gaps, (choice.start, len(self.text))) - 1
            start, end = self._cut(choice, *gaps[number], length)
            yield start, end
            for stretch in self.marks[choice.first : choice.end]:
                shown |= stretch.parts
            gaps[number : number + 1] = [(gaps[number][0], start), (end, gaps[number][1])]
        if not self.marks and gaps and count:
            yield gaps[0][0], self._end(gaps[0][0], gaps[0][0], gaps[0][1], length)

    def _choices(
        self, start: int, end: int, length: int, shown: Collection[int]
    ) -> Iterator[_Choice]:
        """Yield the best choice that begins at a sentence and the best that does not."""
        for at_sentence in (True, False):
            best = max(self._windows(start, end, length, shown, at_sentence), default=None)
            if best is not None:
                yield best

    def _windows(
        self, start: int, end: int, length: int, shown: Collection[int], at_sentence: bool
    ) -> Iterator[_Choice]:
        """Yield what fits from the sentence of each mark, or from each mark, within a gap."""
        marks = self.marks
        first = bisect_left(marks, (start,))
        stop = bisect_left(marks, (end,))
        tally: Counter[int] = Counter()
        fresh = 0
        after = first
        for number in range(first, stop):
            self.pace.step()
            origin = self._sentence(marks[number].start) if at_sentence else marks[number].start
            while after < stop and (
                marks[after].end <= origin + length or (after == number and not at_sentence)
            ):
                for part in marks[after].parts:
                    tally[part] += 1
                    fresh += tally[part] == 1 and part not in shown
                after += 1
            if after == number:  # it stands too far into its sentence
                after += 1
                continue
            is_first = number == first or marks[number - 1].end <= origin
            if origin >= start and is_first:
                yield _Choice(
                    fresh, len(tally), at_sentence, after - number, -number, origin, number, after
                )
            for part in marks[number].parts:
                tally[part] -= 1
                if not tally[part]:
                    del tally[part]
                    fresh -= part not in shown

    def _cut(self, choice: _Choice, low: int, high: int, length: int) -> tuple[int, int]:
        """Return the offsets of the passage that shows a choice, between `low` and `high`."""
        core = self.marks[choice.first]
        last = self.marks[choice.end - 1].end
        start = choice.start
        if not choice.at_sentence:
            lead = int((length - (last - core.start)) * _LEAD)
            floor = max(low, self._sentence(core.start))
            if choice.first:
                floor = max(floor, self.marks[choice.first - 1].end)
            start = cuts.start_after(
                self.text, self.words, max(floor, core.start - lead), core.start
            )
        return start, self._end(start, last, high, length)

    def _end(self, start: int, core: int, high: int, length: int) -> int:
        """Return where a passage ends that began at `start` and must not end before `core`."""
        limit = start + length
        if high <= limit:
            return cuts.trimmed_end(self.text, high)
        following = bisect_right(self.sentences, limit + 1) - 1
        sentence = self.sentences[following] if following >= 0 else 0
        if sentence > start:
            end = cuts.trimmed_end(self.text, sentence)
            if end >= core and end - start >= length * _WASTE and self._is_clear(end):
                return end
        if core >= limit:
            return core
        end = cuts.end_before(self.text, self.words, limit, core)
        mark = bisect_left(self.marks, (end,)) - 1
        if mark >= 0 and end < self.marks[mark].end:
            end = self.marks[mark].start
        return max(core, cuts.trimmed_end(self.text, end), cuts.grapheme_end(self.text, start))

    def _is_clear(self, offset: int) -> bool:
        mark = bisect_left(self.marks, (offset,)) - 1
        return mark < 0 or self.marks[mark].end <= offset

    def _sentence(self, offset: int) -> int:
        """Return where the sentence around an offset begins."""
        number = bisect_right(self.sentences, offset) - 1
        return self.sentences[number] if number >= 0 else 0
