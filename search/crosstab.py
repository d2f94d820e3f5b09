"""What a result comes to, crossed with several facets: a value that engine and house share."""

from __future__ import annotations

from dataclasses import dataclass

from search.query.tree import Notice


@dataclass(frozen=True, slots=True)
class Crosstab:
    """How the articles of a result spread over several facets at once.

    A cell is a value of each facet, None where an article has none (as in a facet), and how many
    articles have them; those that no article has are left out. Cells are in order of their values,
    None last, and come to `total`, which is exact unless `timed_out`.
    """

    total: int
    cells: tuple[tuple[tuple[str | None, ...], int], ...]
    undated: int
    notices: tuple[Notice, ...]
    timed_out: bool
