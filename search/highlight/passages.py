"""The passages of a text that show most of what was asked for.

A passage begins at the sentence of its first mark where that leaves room for what it has to show,
and inside the sentence otherwise; it ends with a sentence where that is not wasteful. What it
shows is chosen by the number of parts of the query that no passage has shown yet, then of all
parts, then a beginning at a sentence, then the number of marks, then the earliest. The work is
linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter, or_
from typing import NamedTuple

from search.highlight import cuts
from search.highlight.reading import Pace
from search.highlight.spans import Mark

LEAD = 1 / 3
"""How much of the room left over goes before the first mark when its sentence is cut there."""

WASTE = 1 / 2
"""A passage may end early, with a sentence, when it fills this much of its length."""

_LOW = itemgetter(0)


Stretch = tuple[int, int, int]
"""Start and end of a disjoint stretch of marks, and the parts of the query they answer, a bit
each."""


class _Choice(NamedTuple):
    """Marks number `first` to `end` (exclusive), shown from `start`."""

    start: int
    first: int
    end: int
    at_sentence: bool


def merged(marks: Sequence[Mark]) -> tuple[Stretch, ...]:
    """Return the marks as disjoint stretches, in order."""
    found: list[Stretch] = []
    for start, end, part in sorted(marks):
        if found and start < found[-1][1]:
            first, before, parts = found[-1]
            found[-1] = (first, max(before, end), parts | 1 << part)
        else:
            found.append((start, end, 1 << part))
    return tuple(found)


def marked(
    words: Iterable[tuple[int, int, Sequence[int]]], parts: Mapping[int, int]
) -> tuple[Stretch, ...]:
    """Return the same of (start, end, tests passed) in order, each marked by itself.

    `parts` says which parts of the query a test is of, a bit each.
    """
    found: list[Stretch] = []
    last = 0
    for start, end, passed in words:
        its = parts[passed[0]]
        if len(passed) > 1:
            for test in passed:
                its |= parts[test]
        if start < last:
            first, before, others = found.pop()
            start, end, its = first, max(before, end), others | its
        found.append((start, end, its))
        last = end
    return tuple(found)


class Passages:
    """A text ready to be cut, and its marks, which rise.

    `sentence` returns the last offset from one to another at which a sentence begins, `words` all
    at which words do. `first` and `last` are where the text begins and ends but for spaces.
    """

    def __init__(
        self,
        text: str,
        sentence: Callable[[int, int], int | None],
        words: Callable[[int, int], Sequence[int]],
        marks: Sequence[Stretch],
        pace: Pace,
    ) -> None:
        self._text = text
        self._sentence = sentence
        self._words = words
        self._pace = pace
        self._starts: Sequence[int] = ()
        self._ends: Sequence[int] = ()
        self._parts: Sequence[int] = ()
        if marks:
            self._starts, self._ends, self._parts = zip(*marks, strict=True)
        self._is_equal = len(set(self._parts)) == 1
        self._origins: dict[int, int] = {}
        self.last = cuts.trimmed_end(text, len(text))
        self.first = cuts.trimmed_start(text, 0) if self.last else 0

    def best(self, count: int, length: int) -> Iterator[tuple[int, int]]:
        """Yield the offsets of up to `count` disjoint passages, best first.

        Without marks: the opening of the text. A passage is longer than `length` only where one
        mark or grapheme is.
        """
        if not count or not self.last:
            return
        if not self._starts:
            yield self.first, self._end(self.first, self.first, self.last, length)
            return
        self._origins.clear()
        if len(self._starts) == 1:
            yield self._cut(self._only(length), self.first, self.last, length)
            return
        gaps = [(self.first, self.last)]
        fits = [
            max(number + 1, bisect_right(self._ends, start + length))
            for number, start in enumerate(self._starts)
        ]
        reach = () if self._is_equal else self._reach(fits)
        shown = 0
        for left in reversed(range(count)):
            choice = self._choice(gaps, length, fits, reach, shown)
            if choice is None:
                break
            number = _gap(gaps, choice.start)
            low, high = gaps[number]
            start, end = self._cut(choice, low, high, length)
            yield start, end
            if left:
                shown |= self._together(choice.first, choice.end)
                gaps[number : number + 1] = [(low, start), (end, high)]

    def marks(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the marks within a passage, as offsets into it."""
        first, stop = bisect_left(self._starts, start), bisect_left(self._starts, end)
        marks = zip(self._starts[first:stop], self._ends[first:stop], strict=True)
        return tuple([(a - start, b - start) for a, b in marks if b <= end])

    def _choice(
        self,
        gaps: Sequence[tuple[int, int]],
        length: int,
        fits: Sequence[int],
        reach: Sequence[int],
        shown: int,
    ) -> _Choice | None:
        """Return the best choice within the gaps; `fits` is up to which mark there is room, and
        `reach` which parts are shown up to there.

        From the sentence of a mark no more fits than from the mark itself: sentences are looked
        for where they may still be the best, most promising mark first.
        """
        most = (0, 0)
        windows: list[tuple[int, int]] = []
        for gap in gaps:
            shows, its = self._windows(*gap, fits, reach, shown)
            if its and shows >= most:
                windows = windows + its if shows == most else its
                most = shows
        if not windows:
            return None
        windows.sort(reverse=True)
        chosen: tuple[int, int, int, int] | None = None
        for marks, earliness in windows:
            if chosen is not None and (marks, earliness) < chosen[:2]:
                break
            self._pace.look()
            first = -earliness
            low = gaps[_gap(gaps, self._starts[first]) if len(gaps) > 1 else 0][0]
            from_sentence = self._from_sentence(first, marks, low, length)
            if from_sentence is not None:
                origin, end = from_sentence
                choice = (end - first, earliness, origin, end)
                if (chosen is None or choice > chosen) and (
                    self._is_equal or self._shows(first, end, shown) == most
                ):
                    chosen = choice
        if chosen is not None:
            return _Choice(chosen[2], -chosen[1], chosen[3], True)
        marks, earliness = windows[0]
        return _Choice(self._starts[-earliness], -earliness, marks - earliness, False)

    def _only(self, length: int) -> _Choice:
        """Return the one choice there is among one mark, as `_choice` does of many."""
        self._pace.look()
        from_sentence = self._from_sentence(0, 1, self.first, length)
        if from_sentence is not None:
            return _Choice(from_sentence[0], 0, 1, True)
        return _Choice(self._starts[0], 0, 1, False)

    def _shows(self, first: int, end: int, shown: int) -> tuple[int, int]:
        """Return how many parts marks show, fresh and all."""
        return _counted(self._together(first, end), shown)

    def _together(self, first: int, end: int) -> int:
        """Return the parts of these marks."""
        parts = 0
        for its in self._parts[first:end]:
            parts |= its
        return parts

    def _reach(self, fits: Sequence[int]) -> list[int]:
        """Return for each mark the parts of those that fit from it on."""
        self._pace.steps(len(fits))
        bits = {parts: _apart(parts) for parts in set(self._parts)}
        tally = dict.fromkeys((bit for apart in bits.values() for bit in apart), 0)
        reach = []
        parts = after = 0
        for number, end in enumerate(fits):
            for its in self._parts[after:end]:
                for bit in bits[its]:
                    tally[bit] += 1
                parts |= its
            after = end
            reach.append(parts)
            for bit in bits[self._parts[number]]:
                tally[bit] -= 1
                if not tally[bit]:
                    parts ^= bit
        return reach

    def _windows(
        self, low: int, high: int, fits: Sequence[int], reach: Sequence[int], shown: int
    ) -> tuple[tuple[int, int], list[tuple[int, int]]]:
        """Return how many parts, fresh and all, can be shown from a mark within a gap; and from
        which: (number of marks that fit, minus the number of the first).
        """
        first = bisect_left(self._starts, low)
        stop = bisect_left(self._starts, high)
        if self._is_equal:
            windows = [
                (min(fits[number], stop) - number, -number) for number in range(first, stop)
            ]
            return self._shows(0, 1, shown), windows
        if first == stop:
            return (0, 0), []
        cut = bisect_right(fits, stop, first, stop)
        until_end = list(accumulate(reversed(self._parts[cut:stop]), or_))
        parts = [*reach[first:cut], *reversed(until_end)]
        shows = {its: _counted(its, shown) for its in set(parts)}
        most = max(shows.values())
        windows = [
            (min(fits[number], stop) - number, -number)
            for number, its in enumerate(parts, first)
            if shows[its] == most
        ]
        return most, windows

    def _from_sentence(
        self, number: int, most: int, low: int, length: int
    ) -> tuple[int, int] | None:
        """Return the sentence of a mark and up to which mark there is room from it.

        No more than fit from the mark itself. None when the sentence begins before `low`, the mark
        stands too far into it, or is not the first there.
        """
        starts, ends = self._starts, self._ends
        origin = self._origins.get(number)
        if origin is None:
            origin = self._begun(starts[number], ends[number] - length)
            self._origins[number] = origin
        if origin < low or ends[number] > origin + length:
            return None
        if number and ends[number - 1] > origin and starts[number - 1] >= low:
            return None
        return origin, bisect_right(ends, origin + length, number, number + most)

    def _cut(self, choice: _Choice, low: int, high: int, length: int) -> tuple[int, int]:
        """Return the offsets of the passage that shows a choice, between `low` and `high`."""
        last = self._ends[choice.end - 1]
        start = choice.start
        if not choice.at_sentence:
            core = self._starts[choice.first]
            lead = int((length - (last - core)) * LEAD)
            floor = max(low, self._begun(core, core - lead))
            if choice.first:
                floor = max(floor, self._ends[choice.first - 1])
            start = cuts.start_after(self._text, self._words, max(floor, core - lead), core)
        return start, self._end(start, last, high, length)

    def _end(self, start: int, core: int, high: int, length: int) -> int:
        """Return where a passage ends that began at `start` and must not end before `core`."""
        limit = start + length
        if high <= limit:
            return cuts.trimmed_end(self._text, high)
        sentence = self._sentence(start + max(1, int(length * WASTE)), limit + 1)
        if sentence is not None:
            end = cuts.trimmed_end(self._text, sentence)
            if end >= core and end - start >= length * WASTE and self._is_clear(end):
                return end
        if core >= limit:
            return core
        end = cuts.end_before(self._text, self._words, limit, core)
        mark = bisect_left(self._starts, end) - 1
        if mark >= 0 and end < self._ends[mark]:
            end = self._starts[mark]
        return max(core, cuts.trimmed_end(self._text, end), cuts.grapheme_end(self._text, start))

    def _is_clear(self, offset: int) -> bool:
        mark = bisect_left(self._starts, offset) - 1
        return mark < 0 or self._ends[mark] <= offset

    def _begun(self, offset: int, low: int) -> int:
        """Return where the sentence around an offset begins, 0 when that is before `low`."""
        return self._sentence(max(0, low), offset) or 0


def _counted(parts: int, shown: int) -> tuple[int, int]:
    """Return how many parts there are that were not shown, and how many in all."""
    return (parts & ~shown).bit_count(), parts.bit_count()


def _apart(parts: int) -> tuple[int, ...]:
    """Return each of these parts by itself."""
    found = []
    while parts:
        found.append(parts & -parts)
        parts &= parts - 1
    return tuple(found)


def _gap(gaps: Sequence[tuple[int, int]], offset: int) -> int:
    """Return the number of the gap that an offset is in."""
    return bisect_right(gaps, offset, key=_LOW) - 1
