"""Spans: where one word or one stretch of words of a query stands in an article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Mark(NamedTuple):
    """Offsets of what to show, and the number of the part of the query it answers."""

    start: int
    end: int
    part: int


class Span(NamedTuple):
    """First and last position of a stretch, and the marks of the words that make it match."""

    first: int
    last: int
    marks: tuple[Mark, ...]


def united(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, each stretch once with the marks of all its spans."""
    marks: dict[tuple[int, int], tuple[Mark, ...]] = {}
    for first, last, its in spans:
        had = marks.setdefault((first, last), its)
        if had is not its:
            marks[first, last] = tuple(dict.fromkeys(had + its))
    return [Span(first, last, its) for (first, last), its in sorted(marks.items())]


def smallest(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that hold no other one, in order.

    The marks of a span that is left out go to a span inside it: what took part stays marked.
    """
    kept: list[list[Span]] = []
    for span in sorted(united(spans), key=lambda span: (span.last, -span.first)):
        if kept and kept[-1][0].first >= span.first:
            kept[-1].append(span)
        else:
            kept.append([span])
    return [
        Span(group[0].first, group[0].last, _all_marks(group)) if len(group) > 1 else group[0]
        for group in kept
    ]


def _all_marks(spans: Iterable[Span]) -> tuple[Mark, ...]:
    return tuple(dict.fromkeys(mark for span in spans for mark in span.marks))
