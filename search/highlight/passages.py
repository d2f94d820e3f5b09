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
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from search.highlight import cuts
from search.highlight.reading import Pace
from search.highlight.spans import Mark

_LEAD = 1 / 3
"""How much of the room left over goes before the first mark when its sentence is cut there."""

_WASTE = 1 / 2
"""A passage may end early, with a sentence, when it fills this much of its length."""

_END = attrgetter("end")


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


def marked(
    words: Iterable[tuple[int, int, Sequence[int]]], parts: Mapping[int, frozenset[int]]
) -> tuple[Stretch, ...]:
    """Return the same of (start, end, tests passed) in order, each marked by itself."""
    found: list[Stretch] = []
    last = 0
    for start, end, passed in words:
        its = parts[passed[0]]
        if len(passed) > 1:
            its = its.union(*(parts[test] for test in passed))
        if start < last:
            before = found.pop()
            start, end, its = before.start, max(before.end, end), before.parts | its
        found.append(Stretch(start, end, its))
        last = end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Passages:
    """A text ready to be cut, and its marks, which rise.

    `sentence` returns the last offset from one to another at which a sentence begins, `words` all
    at which words do.
    """

    text: str
    sentence: Callable[[int, int], int | None]
    words: Callable[[int, int], Sequence[int]]
    marks: Sequence[Stretch]
    pace: Pace

    def best(self, count: int, length: int) -> Iterator[tuple[int, int]]:
        """Yield the offsets of up to `count` disjoint passages, best first.

        Without marks: the opening of the text. A passage is longer than `length` only where one
        mark or grapheme is.
        """
        end = cuts.trimmed_end(self.text, len(self.text))
        gaps = [(cuts.trimmed_start(self.text, 0), end)] if end else []
        shown: frozenset[int] = frozenset()
        for _ in range(count):
            choices = [
                choice for gap in gaps if (choice := self._choice(*gap, length, shown)) is not None
            ]
            if not choices:
                break
            choice = max(choices)
            number = bisect_right(gaps, (choice.start, len(self.text))) - 1
            start, end = self._cut(choice, *gaps[number], length)
            yield start, end
            shown = shown.union(*(mark.parts for mark in self.marks[choice.first : choice.end]))
            gaps[number : number + 1] = [(gaps[number][0], start), (end, gaps[number][1])]
        if not self.marks and gaps and count:
            yield gaps[0][0], self._end(gaps[0][0], gaps[0][0], gaps[0][1], length)

    def _choice(self, start: int, end: int, length: int, shown: frozenset[int]) -> _Choice | None:
        """Return the best choice within a gap.

        From the sentence of a mark no more fits than from the mark itself: sentences are looked
        for where they may still be the best, most promising mark first.
        """
        most, windows = self._windows(start, end, length, shown)
        if not windows:
            return None
        windows.sort(reverse=True)
        chosen: _Choice | None = None
        for marks, earliness in windows:
            if chosen is not None and (marks, earliness) < chosen[3:5]:
                break
            self.pace.look()
            at_sentence = self._from_sentence(-earliness, marks, start, length, shown)
            if at_sentence is not None and at_sentence[:2] == most:
                chosen = at_sentence if chosen is None else max(chosen, at_sentence)
        marks, earliness = windows[0]
        origin = self.marks[-earliness].start
        return chosen or _Choice(
            *most, False, marks, earliness, origin, -earliness, marks - earliness
        )

    def _windows(
        self, start: int, end: int, length: int, shown: frozenset[int]
    ) -> tuple[tuple[int, int], list[tuple[int, int]]]:
        """Return how many parts, fresh and all, can be shown from a mark within a gap; and from
        which: (number of marks that fit, minus the number of the first).
        """
        marks = self.marks
        first = bisect_left(marks, (start,))
        stop = bisect_left(marks, (end,))
        if stop - first > 1 and len({mark.parts for mark in marks[first:stop]}) == 1:
            return self._equal_windows(first, stop, length, shown)
        tally: dict[int, int] = {}
        fresh = 0
        after = first
        most = (0, 0)
        found: list[tuple[int, int]] = []
        for number in range(first, stop):
            self.pace.step()
            limit = marks[number].start + length
            while after < stop and (marks[after].end <= limit or after == number):
                for part in marks[after].parts:
                    if part in tally:
                        tally[part] += 1
                    else:
                        tally[part] = 1
                        fresh += part not in shown
                after += 1
            shows = (fresh, len(tally))
            if shows >= most:
                if shows > most:
                    most = shows
                    found = []
                found.append((after - number, -number))
            for part in marks[number].parts:
                tally[part] -= 1
                if not tally[part]:
                    del tally[part]
                    fresh -= part not in shown
        return most, found

    def _equal_windows(
        self, first: int, stop: int, length: int, shown: frozenset[int]
    ) -> tuple[tuple[int, int], list[tuple[int, int]]]:
        """Return the same of marks that all answer the same parts."""
        marks = self.marks
        found = []
        after = first
        for number in range(first, stop):
            self.pace.step()
            limit = marks[number].start + length
            while after < stop and (marks[after].end <= limit or after == number):
                after += 1
            found.append((after - number, -number))
        parts = marks[first].parts
        return (len(parts - shown), len(parts)), found

    def _from_sentence(
        self, number: int, most: int, low: int, length: int, shown: frozenset[int]
    ) -> _Choice | None:
        """Return what fits from the sentence of a mark: no more marks than fit from itself.

        None when the sentence begins before `low`, the mark stands too far into it, or is not the
        first there.
        """
        marks = self.marks
        origin = self._sentence(marks[number].start, marks[number].end - length)
        end = bisect_right(marks, origin + length, number, number + most, key=_END)
        is_first = not number or marks[number - 1].end <= origin or marks[number - 1].start < low
        if end == number or origin < low or not is_first:
            return None
        parts = frozenset().union(*(mark.parts for mark in marks[number:end]))
        return _Choice(
            len(parts - shown), len(parts), True, end - number, -number, origin, number, end
        )

    def _cut(self, choice: _Choice, low: int, high: int, length: int) -> tuple[int, int]:
        """Return the offsets of the passage that shows a choice, between `low` and `high`."""
        core = self.marks[choice.first]
        last = self.marks[choice.end - 1].end
        start = choice.start
        if not choice.at_sentence:
            lead = int((length - (last - core.start)) * _LEAD)
            floor = max(low, self._sentence(core.start, core.start - lead))
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
        sentence = self.sentence(start + max(1, int(length * _WASTE)), limit + 1)
        if sentence is not None:
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

    def _sentence(self, offset: int, low: int) -> int:
        """Return where the sentence around an offset begins, 0 when that is before `low`."""
        return self.sentence(max(0, low), offset) or 0
