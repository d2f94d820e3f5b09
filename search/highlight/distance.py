"""Words within a distance, each on words of its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.highlight import anchors
from search.highlight.anchors import Anchor, Letters
from search.highlight.matchers import Matcher
from search.highlight.reading import Pace, Reading
from search.highlight.seating import Seating
from search.highlight.spans import Span, smallest

Places = dict[int, dict[int, Span]]
"""First position to the words, by number, that stand there."""

MAX_STEPS = 300_000
"""Places looked at for compound words in one article."""


@dataclass(frozen=True, slots=True)
class Within:
    """Words close together in any order, see `tree.Within`: at most `slop` others between them.

    Marked is every word of a stretch that holds: in it a word can stand in for its like.
    """

    words: tuple[Matcher, ...]
    slop: int

    def spans(self, reading: Reading) -> list[Span]:
        """Return the smallest stretches that hold all the words."""
        wanted = Counter(self.words)
        found = [word.spans(reading) for word in wanted]
        if not all(found):
            return []
        places: Places = {}
        for number, spans in enumerate(found):
            for span in spans:
                places.setdefault(span.first, {})[number] = span
        counts = list(wanted.values())
        if all(span.first == span.last for spans in found for span in spans):
            room = self.slop + len(self.words) - 1
            held = _stretches(places, counts, room, reading.pace)
        else:
            room = 0
            every = [
                spans for spans, count in zip(found, counts, strict=True) for _ in range(count)
            ]
            held = _compound_stretches(every, self.slop, reading.pace)
        return list(_marked(smallest(Span(first, last, ()) for first, last in held), places, room))

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return that of its rarest word, or of all words when some have several pieces."""
        parts = anchors.of(self.words, letters)
        if parts is None:
            return None
        is_compound = any(part.width > 1 for part in parts)
        parts = [part._replace(is_counted=is_compound) for part in parts]
        widest = max(part.width for part in parts)
        return anchors.together(parts, self.slop, len(self.words) * widest + self.slop)


def _stretches(
    places: Places, wanted: Sequence[int], room: int, pace: Pace
) -> Iterator[tuple[int, int]]:
    """Yield for each place the shortest stretch from there, if any, that holds every word."""
    firsts = sorted(places)
    seating = Seating(wanted)
    opened = 0
    for number, first in enumerate(firsts):
        pace.step()
        while not seating.complete and opened < len(firsts) and firsts[opened] - first <= room:
            seating.open(opened, places[firsts[opened]])
            opened += 1
        if seating.complete:
            yield first, firsts[opened - 1]
        seating.close(number, places[first])


def _compound_stretches(
    words: Sequence[Sequence[Span]], slop: int, pace: Pace
) -> Iterator[tuple[int, int]]:
    """Yield the same where some words have several pieces: by trial, since a stretch may overlap.

    Past MAX_STEPS what is left of the article is passed over.
    """
    widest = slop + sum(max(span.last - span.first + 1 for span in spans) for spans in words)
    steps = 0

    def fits(left: Sequence[Sequence[Span]], taken: tuple[Span, ...], free: int) -> bool:
        nonlocal steps
        if not left:
            return free <= slop
        for span in left[0]:
            pace.step()
            steps += 1
            if steps > MAX_STEPS:
                return False
            apart = all(span.last < other.first or other.last < span.first for other in taken)
            length = span.last - span.first + 1
            if apart and fits(left[1:], (*taken, span), free - length):
                return True
        return False

    heads = [[span.first for span in spans] for spans in words]
    for begin in sorted({first for firsts in heads for first in firsts}):
        near = [
            [
                span
                for span in spans[bisect_left(firsts, begin) : bisect_left(firsts, begin + widest)]
                if span.last < begin + widest
            ]
            for spans, firsts in zip(words, heads, strict=True)
        ]
        ends = sorted({span.last for spans in near for span in spans}) if all(near) else []
        for end in ends:
            steps += sum(map(len, near))
            if steps > MAX_STEPS:
                return
            inside = [[span for span in spans if span.last <= end] for spans in near]
            if all(inside) and fits(sorted(inside, key=len), (), end - begin + 1):
                yield begin, end
                break


def _marked(stretches: list[Span], places: Places, room: int) -> Iterator[Span]:
    """Yield the stretches with the marks in them, and around them as far as there is room.

    What stands around is given to one stretch only, so that the work stays linear.
    """
    firsts = sorted(places)
    given = 0
    for first, last, _ in stretches:
        inside = range(bisect_left(firsts, first), bisect_right(firsts, last))
        low, high = bisect_left(firsts, last - room), bisect_right(firsts, first + room)
        around = range(max(given, low), high)
        given = max(given, around.stop)
        marks = (
            mark
            for number in sorted({*inside, *around})
            for span in places[firsts[number]].values()
            if span.last <= max(last, first + room)
            for mark in span.marks
        )
        yield Span(first, last, tuple(dict.fromkeys(marks)))
