"""Narrowings that stand beside the query text, as a form or a URL gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from search.query.tree import Added, And, DateRange, Everything, Field, Node, Not, Or, Term

Groups = tuple[tuple[str, ...], ...]
"""All groups must hold; a group holds when any of its values does. `-value` excludes."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be besides matching the query; `first` and `last` are inclusive.

    `added` is the moment, or the snapshot, that it came into the archive since: see tree.Added.
    """

    outlets: Groups = ()
    people: Groups = ()
    said: Groups = ()
    agencies: Groups = ()
    authors: Groups = ()
    langs: Groups = ()
    stories: Groups = ()
    has: Groups = ()
    first: dt.date | None = None
    last: dt.date | None = None
    added: dt.datetime | tuple[int, int] | None = None

    def also(self, *, outlets: Iterable[str], people: Iterable[str]) -> Filters:
        """Return these filters and more: any of the outlets, all of the people."""
        group = tuple(outlets)
        return replace(
            self,
            outlets=(*self.outlets, group) if group else self.outlets,
            people=(*self.people, *((name,) for name in people)),
        )

    def without(self, facet: str) -> Filters:
        """Return these filters but for the one that chooses values of a facet: of `outlet` or
        `people`, of `date:month` the days.
        """
        if facet.startswith("date"):
            return replace(self, first=None, last=None)
        name = _OF_FACETS.get(facet)
        return replace(self, **{name: ()}) if name else self  # type: ignore[arg-type]


_OF_FACETS = {"outlet": "outlets", "people": "people", "agency": "agencies", "lang": "langs"}

NO_FILTERS = Filters()


def narrowed(tree: Node, filters: Filters) -> Node:
    """Return the query with the filters joined to it by AND."""
    parts = tuple(_parts(filters))
    if not parts:
        return tree
    if isinstance(tree, Everything):
        return parts[0] if len(parts) == 1 else And(parts)
    return And((tree, *parts))


def _parts(filters: Filters) -> Iterator[Node]:
    by_field = {
        "outlet": filters.outlets,
        "people": filters.people,
        "said": filters.said,
        "agency": filters.agencies,
        "author": filters.authors,
        "lang": filters.langs,
        "story": filters.stories,
        "has": filters.has,
    }
    for field, groups in by_field.items():
        for group in groups:
            yield from _group(field, group)
    if filters.first or filters.last:
        yield DateRange(filters.first, filters.last)
    if filters.added:
        yield Added(filters.added)


def _group(field: str, values: Iterable[str]) -> Iterator[Node]:
    wanted = [_value(field, value) for value in values if not value.startswith("-")]
    if wanted:
        yield wanted[0] if len(wanted) == 1 else Or(tuple(wanted))
    for value in values:
        if value.startswith("-"):
            yield Not(_value(field, value[1:]))


def _value(field: str, value: str) -> Node:
    return Field(field, Term(value))
