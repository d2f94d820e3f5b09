"""How much a page of results shows, so that no search makes it heavier than a page may be."""

from __future__ import annotations

from dataclasses import dataclass

from web.params import SearchParams

LONG, VERY_LONG = 60, 300
"""Letters of a search's address. Every link of a page has it: of one that is long there are fewer,
of one that is very long very few, as far as they are no buttons (`web/buttons.py`). A page of 250
links weighs 19 kB gzipped where its address has 1,800 letters, and 14 where it has 10.
"""

FEW = 1
"""Words of a query up to which a page that explains its results is as full as any other: what
every word adds takes room.
"""


@dataclass(frozen=True, slots=True)
class Room:
    """What there is room for: whether filters are shown, choices of a facet that stand open and
    that wait in a fold, whether one can be excluded, whether the bars of a timeline lead somewhere
    and other searches can be set beside this one, and of each article the passages (None for as
    many as are asked for), people, and lines where lines are shown.
    """

    filters: bool = True
    shown: int = 8
    folded: int = 12
    excludes: bool = True
    leads: bool = True
    compares: bool = True
    passages: int | None = None
    people: int = 4
    lines: int = 5


FULL = Room()


def room(params: SearchParams) -> Room:
    """Return what there is room for on the page of a search."""
    letters, explains = len(params.url("")), params.explain
    many = explains and sum(one not in ("AND", "OR", "NOT") for one in params.q.split()) > FEW
    if letters > VERY_LONG:
        return Room(
            filters=not explains,
            shown=3,
            folded=0,
            excludes=False,
            leads=False,
            compares=False,
            passages=1,
            lines=4,
            people=2 if explains else FULL.people,
        )
    if many:
        return Room(folded=0, passages=1, people=2)
    return Room(folded=0) if explains or letters > LONG else FULL
