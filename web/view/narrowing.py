"""Ways to narrow a result: facets as links with counts, chips for what is in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search.engine import FacetCount
from search.filters import Groups
from search.frozen import readily
from web.addresses import filtering, written
from web.groups import added, filter_pairs, removed
from web.params import FILTERS, SearchParams
from web.view import following, wording
from web.view.room import FULL, Room

Labels = Mapping[tuple[str, str], str]
"""What values of filters are called that are ids, by filter and id."""

NO_LABELS: Labels = {}
NO_PAGES: Mapping[str, str] = {}

SINGLE = ("outlet", "lang", "agency")
"""Filters by what an article has one of: of these any of the chosen will do."""

_IDENTITY = re.compile(r"[^\W_A-Z]+(?:-[^\W_A-Z]+)+")
"""The id of a person: jon-marsh."""

_TITLES = {
    "outlet": "Outlet",
    "people": "Person",
    "date:year": "Year",
    "lang": "Language",
    "agency": "Agency",
}
_UNKNOWN = {
    "outlet": "Outlet not stated",
    "people": "Nobody named",
    "date:year": "No date",
    "lang": "Language not known",
    "agency": "No agency",
}
_NAMES = {
    "outlet": "Outlet",
    "people": "Person",
    "agency": "Agency",
    "author": "Author",
    "lang": "Language",
    "story": "Story",
    "has": "Has",
}
_LACKING = {f"-{name.removesuffix(':year')}": label for name, label in _UNKNOWN.items()}


@readily
@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; following `href` adds it, or takes it back when it is `chosen` or
    `excluded`; following `without` excludes it, where that can be. `adds`: the articles come to
    those that are found, which are not among them.
    """

    label: str
    count: int | None
    href: str
    chosen: bool
    excluded: bool = False
    adds: bool = False
    without: str | None = None

    @property
    def number(self) -> str:
        """How many articles it has, or adds: `1,204`, `+12`; empty where that is not known."""
        if self.count is None:
            return ""
        return f"{'+' if self.adds else ''}{wording.number(self.count)}"

    @property
    def name(self) -> str:
        """What it is called where it is not seen: empty where its label and number say it all."""
        if self.excluded:
            return f"{self.label}, excluded, include again"
        told = f"{self.label} {self.number}".strip()
        return f"{told}, remove this filter" if self.chosen else ""


@dataclass(frozen=True, slots=True)
class Group:
    """One facet: the `first` choices stand open, the `rest` in a fold; `cut` if there are more,
    which `every` leads to where they have a page.
    """

    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    cut: bool
    every: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `href` is the search `without` it."""

    label: str
    href: str
    without: SearchParams


def free(params: SearchParams) -> tuple[str, ...]:
    """Return the facets that are to show what else could be chosen: where an article has one value
    and some are chosen.
    """
    chosen = {name: [one for group in getattr(params, name) for one in group] for name in SINGLE}
    return tuple(
        name
        for name, values in chosen.items()
        if values and not any(value.startswith("-") for value in values)
    )


def groups(
    params: SearchParams,
    facets: Mapping[str, Sequence[FacetCount]],
    total: int,
    path: str,
    labels: Labels = NO_LABELS,
    *,
    fits: Room = FULL,
    every: Mapping[str, str] = NO_PAGES,
) -> tuple[Group, ...]:
    """Return the facets worth showing: those with a choice to make or one made.

    Those that are `free` are counted so. `labels` as for chips. There is so much room for
    choices; `every` are addresses of all values of some.
    """
    lacking = _filter(params, "has", path)
    found = []
    for name, title in _TITLES.items():
        counts = facets.get(name, ())
        if name == "date:year":
            counts = sorted(counts, key=lambda one: one.value or "", reverse=True)
            held = _years(params, path)
        else:
            held = _filter(params, name, path)
        if held.some and sum(one.count for one in counts if one.value in held.chosen) != total:
            # Chosen by names that are not their own, or rare: what others add is not known.
            only = tuple(_in_force(name, value, held, labels) for value in sorted(held.chosen))
            found.append(Group(name, title, only, (), cut=False))
            continue
        lacks = f"-{name.removesuffix(':year')}"
        choices = [
            (one, held, one.value) if one.value is not None else (one, lacking, lacks)
            for one in counts
            if one.value is not None or not held.some  # nothing is of an outlet and of none
        ]
        chosen = [choice for choice in choices if choice[2] in choice[1].chosen]
        out = [_in_force(name, value, held, labels) for value in sorted(held.excluded)]
        is_one = len(choices) == 1 and not chosen and counts[0].count == total
        if not out and (not choices or is_one):
            continue
        if chosen:
            choices = [*chosen, *(choice for choice in choices if choice not in chosen)]
        # A fold for one or two lines would cost as much room as the lines.
        shown = fits.shown if len(choices) > fits.shown + 2 else len(choices)
        listed = [_choice(name, *choice, fits) for choice in choices[: shown + fits.folded]]
        first, rest = (*out, *listed[:shown]), tuple(listed[shown:])
        cut = len(choices) > shown + fits.folded
        found.append(Group(name.replace(":", "-"), title, first, rest, cut, every.get(name, "")))
    return tuple(found)


def chips(params: SearchParams, labels: Labels, path: str) -> list[Chip]:
    """Return a chip for every value in force. `labels` names values that are ids: (filter, id)."""
    found = []
    for name in FILTERS:
        for value in dict.fromkeys(one for group in getattr(params, name) for one in group):
            without = params.removing(name, value)
            bare = value.removeprefix("-")
            label = f"{_NAMES[name]}: {_label(name, bare, labels)}"
            if name == "has" and value in _LACKING:
                label = _LACKING[value]
            elif value != bare:
                label = f"Not {label[0].lower()}{label[1:]}"
            found.append(Chip(label, without.url(path), without))
    if params.date_from and params.date_from == params.date_to:
        found.append(
            _dates(params, wording.period(params.date_from), path, "date_from", "date_to")
        )
    else:
        if params.date_from:
            label = f"From {wording.period(params.date_from)}"
            found.append(_dates(params, label, path, "date_from"))
        if params.date_to:
            found.append(_dates(params, f"To {wording.period(params.date_to)}", path, "date_to"))
    if params.added_since:
        without = replace(params, page=1, offset=None, added_since=None, added=None)
        found.append(Chip(following.since(params), without.url(path), without))
    return found


def cleared(params: SearchParams, path: str) -> str:
    """Return the address of the search with no filters and its query as it was."""
    none: dict[str, object] = dict.fromkeys(FILTERS, ())
    return params.url(path, **none, date_from=None, date_to=None, added_since=None)


def between(params: SearchParams, first: str | None, last: str | None) -> SearchParams:
    """Return the search within two periods as `from` and `to` take them, page 1."""
    return replace(
        params, date_from=first, date_to=last, first=None, last=None, page=1, offset=None
    )


def within(params: SearchParams, path: str) -> Callable[[str | None, str | None], str]:
    """Return what gives the address of a search `between` two periods."""
    saying = params.varied(path, "from", "to").saying
    return lambda first, last: saying(_dated(first, last))


@lru_cache(maxsize=4096)
def _dated(first: str | None, last: str | None) -> str:
    """Return two periods as an address has them."""
    pairs = (("from", first), ("to", last))
    return "&".join(written(name, period) for name, period in pairs if period is not None)


def _dates(params: SearchParams, label: str, path: str, *names: str) -> Chip:
    ends = {"date_from": "first", "date_to": "last"}
    changes: dict[str, object] = {}
    for name in names:
        changes |= {name: None, ends[name]: None}
    without = replace(params, page=1, offset=None, **changes)  # type: ignore[arg-type]
    return Chip(label, without.url(path), without)


@dataclass(frozen=True, slots=True)
class _Held:
    """The values of a filter in force; `turned` gives the search with one added or taken back.

    `some`: a value is chosen of what an article has one of, so that another adds to what is found
    and to exclude one changes nothing. `excludes`: values can be excluded.
    """

    chosen: frozenset[str]
    turned: Callable[[str], str]
    some: bool = False
    excludes: bool = True

    @property
    def excluded(self) -> list[str]:
        """What excludes values: `-TASS`."""
        return [value for value in self.chosen if value.startswith("-")]


def _filter(params: SearchParams, name: str, path: str) -> _Held:
    groups: Groups = getattr(params, name)
    chosen = frozenset(value for group in groups for value in group)
    address = params.varied(path, name)
    saying = address.saying

    def turned(value: str) -> str:
        if not groups:  # as nearly always
            return saying(filtering(name, value))
        after = removed(groups, value) if value in chosen else added(name, groups, value)
        return address(filter_pairs(name, after))

    some = name in SINGLE and any(not value.startswith("-") for value in chosen)
    return _Held(chosen, turned, some)


def _years(params: SearchParams, path: str) -> _Held:
    year = params.date_from if params.date_from == params.date_to else None
    to = within(params, path)
    return _Held(
        frozenset((year,)) if year else frozenset(),
        lambda value: to(None, None) if value == year else to(value, value),
        excludes=False,
    )


def _choice(name: str, one: FacetCount, held: _Held, value: str, fits: Room) -> Choice:
    if one.value is None:
        label = _UNKNOWN[name]
    elif name == "date:year":
        label = wording.period(value)
    else:
        label = wording.language(one.label) if name == "lang" else one.label
    if value in held.chosen:
        return Choice(label, one.count, held.turned(value), chosen=True)
    excludes = fits.excludes and held.excludes and not held.some
    opposite = value[1:] if value.startswith("-") else f"-{value}"
    without = held.turned(opposite) if excludes else None
    turned = held.turned(value)
    return Choice(label, one.count, turned, chosen=False, adds=held.some, without=without)


def _in_force(name: str, value: str, held: _Held, labels: Labels) -> Choice:
    """Return what takes back a value that is not counted."""
    label, out = _label(name, value.removeprefix("-"), labels), value.startswith("-")
    return Choice(label, None, held.turned(value), chosen=not out, excluded=out)


def _label(name: str, value: str, labels: Labels) -> str:
    """Return what the value of a filter is called."""
    if name == "lang":
        return wording.language(value)
    known = labels.get((name, value))
    if known is None and name == "people" and _IDENTITY.fullmatch(value):
        return value.replace("-", " ").title()  # of who is excluded no article tells the name
    return known or value
