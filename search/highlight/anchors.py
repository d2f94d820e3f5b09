"""Words that no span of a matcher is without, and how far from such a word a span may reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

Letters = Callable[[int], int]
"""How many letters a word must share to pass a test: the more, the rarer it is."""

MANY = 99
"""More letters than words have."""


class Anchor(NamedTuple):
    """`tests`: every span holds a word that passes one of them.

    `width` is how many positions a span covers at most, `radius` how far from its anchor words lie
    that decide about the span or are marked with it. `letters` are those of the commonest test.
    `is_counted` when a budget is spent on the way to its spans, so that all of them must be found.
    """

    tests: frozenset[int]
    letters: int
    width: int
    radius: int
    is_counted: bool = False


class Anchored(Protocol):
    """Something that may have an anchor."""

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return it."""


NOTHING = Anchor(frozenset(), MANY, 1, 0)


def of(parts: Iterable[Anchored], letters: Letters) -> list[Anchor] | None:
    """Return the anchors of several matchers, None when one has none."""
    found: list[Anchor] = []
    for part in parts:
        anchor = part.anchor(letters)
        if anchor is None:
            return None
        found.append(anchor)
    return found


def either(anchors: Iterable[Anchor]) -> Anchor:
    """Return the anchor of spans that have one of these."""
    several = tuple(anchors)
    return Anchor(
        frozenset().union(*(anchor.tests for anchor in several)),
        min((anchor.letters for anchor in several), default=MANY),
        max((anchor.width for anchor in several), default=1),
        max((anchor.radius for anchor in several), default=0),
        any(anchor.is_counted for anchor in several),
    )


def together(anchors: Iterable[Anchor], more: int, reach: int = 0) -> Anchor:
    """Return the anchor of spans that have all of these and cover `more` positions besides.

    Words up to `reach` outside the span are marked too.
    """
    several = tuple(anchors)
    width = sum(anchor.width for anchor in several) + more
    radius = max([width + reach, *(anchor.radius for anchor in several)])
    if any(anchor.is_counted for anchor in several):
        return either(several)._replace(width=width, radius=radius)
    return max(several, key=lambda anchor: anchor.letters)._replace(width=width, radius=radius)
