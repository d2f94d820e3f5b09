"""The page of coverage: outlets by days, what matches among what is held, and who was silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from search.answer import Answer
from search.coverage import NONE, Cell, Grid, Row
from search.periods import UNITS
from web import present
from web.groups import Pair
from web.params import FILTERS, SearchParams
from web.view import columns, narrowing, rewriting, wording
from web.view.columns import Head
from web.view.links import Link, Places
from web.view.narrowing import Chip, Labels
from web.view.paging import Paging, paging
from web.view.rewriting import Remark

SHOWN, FEWER = 20, 10
"""Outlets of a page where the request does not say how many; fewer where columns are many."""

MANY = 31
"""Columns from which on they are many."""

VAGUE, UNDATED = "Known less closely", "No date"
"""What the columns are called of what no period has."""

_HIDDEN = ("added_since", "now", "tz")
"""What the form passes on beside its own fields, and filters."""

_STEPS = (0.34, 0.67)
"""Parts of the most that a cell has, up to which it is drawn as few, or as some."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: what is written there and where it leads; `kind` is how it is drawn: "few", "some"
    or "most" of what matches, "zero" where none does, "" where nothing is held.
    """

    text: str
    href: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: an outlet's page or, without an address, what the row is of."""

    name: Link
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything a page of coverage shows."""

    title: str
    story: Link | None
    caption: str
    says: str
    silence: str
    silent_href: str
    notes: tuple[str, ...]
    earlier: Link | None
    reading: str
    remarks: tuple[Remark, ...]
    chips: tuple[Chip, ...]
    clear: str
    query: str
    date_from: str
    date_to: str
    hidden: tuple[Pair, ...]
    units: tuple[tuple[str, str, bool], ...]
    groups: tuple[Head, ...]
    heads: tuple[Head, ...]
    every: str
    extra: tuple[str, ...]
    lines: tuple[Line, ...]
    apart: tuple[Line, ...]
    names: tuple[str, ...]
    is_all: bool
    paging: Paging
    saves: tuple[Link, ...]
    search: str
    is_narrowed: bool
    timed_out: bool


def coverage(
    params: SearchParams,
    own: Mapping[str, str],
    answer: Answer,
    found: Grid,
    places: Places,
    paths: tuple[str, str],
    labels: Labels = narrowing.NO_LABELS,
) -> Coverage:
    """Return the view of a page of coverage; `own` is what only this page takes, `paths` are where
    it stands and where the same is as JSON. `labels` as for chips.
    """
    path, api = paths
    here = replace(params, more=tuple(own.items()))
    search = replace(params, page=1, offset=None)
    usual = SHOWN if len(found.periods) <= MANY else FEWER
    shown = int(own.get("per_page", usual))
    skip = replace(params, per_page=shown).skip
    spots = _Spots(found, search, places)
    narrower = narrowing.within(replace(here, more=()), path)
    turned = paging(here, len(found.rows), path, shown)
    silence, silent_page = _silence(found, shown)
    apart = [("Outlet not stated", found.unknown)] if found.unknown is not None else []
    if len(found.rows) + len(apart) > 1:
        apart.append(("All outlets", found.whole))
    heads = tuple(columns.head(found, one, narrower) for one in found.periods)
    every = f"All {found.unit}s" if found.periods else "All"
    lines = tuple(
        Line(Link(row.outlet or "", places.outlet(row.outlet or "")), spots.of(row))
        for row in found.rows[skip : skip + shown]
    )
    below = tuple(Line(Link(name, ""), spots.of(row)) for name, row in apart)
    return Coverage(
        title=f"Coverage by outlet and {found.unit}",
        caption=_caption(found),
        says=_says(params, answer, found),
        silence=silence,
        silent_href=replace(here, page=silent_page, offset=None).url(path) if silent_page else "",
        notes=tuple(_notes(found)),
        earlier=_earlier(here, found, path),
        reading=present.reading(answer) if params.q.strip() else "",
        remarks=rewriting.remarks(here, answer, path),
        chips=tuple(narrowing.chips(here, labels, path)),
        story=_story(params, labels, places),
        clear=narrowing.cleared(here, path),
        query=params.q,
        date_from=params.date_from or "",
        date_to=params.date_to or "",
        hidden=tuple(
            pair for pair in here.pairs() if pair[0] in (*FILTERS, *_HIDDEN, "by", "per_page")
        ),
        units=tuple(_units(here, found, path)),
        groups=columns.groups(found),
        heads=heads,
        every=every,
        extra=spots.extra,
        lines=lines,
        apart=below,
        names=columns.names(
            ([spot.text for spot in line.spots] for line in (*lines, *below)),
            (Head("", every), *heads, *(Head("", one) for one in spots.extra)),
        ),
        is_all=found.is_all,
        paging=turned,
        saves=_saves(here, found, shown, api),
        search=search.url(places.search),
        is_narrowed=bool(search.pairs()),
        timed_out=answer.page.timed_out,
    )


class _Spots:
    """Makes the cells of a row."""

    def __init__(self, found: Grid, search: SearchParams, places: Places) -> None:
        self._found = found
        self._search = search
        self._held = replace(SearchParams(), outlet=search.outlet)
        self._path = places.search
        rows = [*found.rows, *([found.unknown] if found.unknown else [])]
        self._most = max(map(self._most_of, rows), default=0)
        apart = ((VAGUE, found.whole.vague), (UNDATED, found.whole.undated))
        self.extra = tuple(label for label, cell in apart if cell.held and found.periods)
        """What the columns are called that stand after the periods."""

    def of(self, row: Row) -> tuple[Spot, ...]:
        """Return the cells of a row: all, each period, and what no period has."""
        search, held = self._narrowed(self._search, row), self._narrowed(self._held, row)
        dates = (self._search.date_from, self._search.date_to)
        spots = [
            self._spot(
                row.dated if self._found.periods else row.total,
                self._all(search),
                self._all(narrowing.between(held, *dates)),
                self._found.whole.total.matched,
            )
        ]
        most = self._most_of(row) if row is self._found.whole else self._most
        within = narrowing.within(search, self._path), narrowing.within(held, self._path)
        for column, period in enumerate(self._found.periods):
            cell = row.cells.get(column, NONE)
            if not cell.held:
                spots.append(_NOTHING)
                continue
            ends = columns.ends(self._found, period)
            spots.append(self._spot(cell, within[0](*ends), within[1](*ends), most))
        if VAGUE in self.extra:
            spots.append(self._spot(row.vague, "", "", most))
        if UNDATED in self.extra:
            spots.append(
                self._spot(
                    row.undated,
                    search.adding("has", "-date").url(self._path),
                    held.adding("has", "-date").url(self._path),
                    most,
                )
            )
        return tuple(spots)

    def _all(self, params: SearchParams) -> str:
        """Return the address of the articles of a row that have a date, where some have one."""
        if self._found.periods and UNDATED in self.extra:
            params = params.adding("has", "date")
        return params.url(self._path)

    @staticmethod
    def _most_of(row: Row) -> int:
        return max((one.matched for one in row.cells.values()), default=0)

    def _narrowed(self, params: SearchParams, row: Row) -> SearchParams:
        if row is self._found.whole:
            return params
        if row.outlet is None:
            return params.adding("has", "-outlet")
        return replace(params, outlet=((row.outlet,),))

    def _spot(self, cell: Cell, href: str, held: str, most: int) -> Spot:
        if not cell.held:
            return _NOTHING
        if not cell.matched:
            return Spot(f"0/{wording.number(cell.held)}", held, "zero")
        share = cell.matched / max(1, most)
        kind = "few" if share <= _STEPS[0] else "some" if share <= _STEPS[1] else "most"
        text = wording.number(cell.matched)
        return Spot(
            text if self._found.is_all else f"{text}/{wording.number(cell.held)}", href, kind
        )


_NOTHING = Spot("–", "", "")


def _says(params: SearchParams, answer: Answer, found: Grid) -> str:
    text = wording.count(answer.total, "article")
    if params.q.strip():
        text += " matches" if answer.total == 1 else " match"
    outlets = len(found.rows) - found.silent
    text += f", of {wording.count(outlets, 'outlet')}" if outlets else ""
    if found.undated:
        text += f"; {wording.count(found.undated, 'undated article')} left out"
    return f"{text}."


def _silence(found: Grid, shown: int) -> tuple[str, int]:
    """Return who holds articles and none that matches, and the page on which they begin."""
    if not found.silent:
        return "", 0
    begins = len(found.rows) - found.silent
    one = found.silent == 1
    text = (
        f"{wording.count(found.silent, 'outlet')} {'holds' if one else 'hold'} articles "
        f"{'here' if not found.periods else 'in this time'}, none of which matches"
    )
    return text, begins // shown + 1


def _story(params: SearchParams, labels: Labels, places: Places) -> Link | None:
    """Return the one story that coverage is asked for, None where it is of anything else."""
    named = [(value, label) for (name, value), label in labels.items() if name == "story"]
    if params.story != tuple((value,) for value, _ in named[:1]) or not named:
        return None
    value, label = named[0]
    return Link(label, places.story(value))


def _caption(found: Grid) -> str:
    if not found.periods:
        return "Articles by outlet"
    first, last = found.periods[0].first, found.periods[-1].last
    what = "Articles held" if found.is_all else "Articles that match, of those held"
    return f"{what}, by outlet and {found.unit}, {wording.span(first, last)}"


def _notes(found: Grid) -> list[str]:
    notes = []
    if found.unit == "week":
        notes.append("A week begins on a Monday.")
    vague = found.whole.vague.held
    if vague:
        closely = {"day": "the month or year", "week": "the month or year", "month": "the year"}
        only = closely.get(found.unit, "a span of years")
        are = "is" if vague == 1 else "are"
        notes.append(
            f"Of {wording.count(vague, 'article')} only {only} {are} known: they stand in no "
            f"{found.unit}, but a search for the articles of one finds them as well."
        )
    return notes


def _earlier(params: SearchParams, found: Grid, path: str) -> Link | None:
    """Return the way to what stands before the first column."""
    if found.earlier is None:
        return None
    begins = found.periods[0].first
    to = (begins - dt.timedelta(days=1)).isoformat()
    before = narrowing.between(params, params.date_from, to).url(path)
    many = wording.count(found.earlier, "article")
    are = "is" if found.earlier == 1 else "are"
    note = f"{many} from before {wording.day(begins)} {are} not shown."
    return Link(f"Earlier {found.unit}s", before, note)


def _units(params: SearchParams, found: Grid, path: str) -> list[tuple[str, str, bool]]:
    if not found.periods:
        return []
    return [(unit.capitalize(), _own(params, path, by=unit), unit == found.unit) for unit in UNITS]


def _own(params: SearchParams, path: str, **changes: str) -> str:
    own = {**dict(params.more), **changes}
    more = tuple((name, value) for name, value in own.items() if value)
    return replace(params, page=1, offset=None, more=more).url(path)


def _saves(params: SearchParams, found: Grid, shown: int, api: str) -> tuple[Link, ...]:
    """Return where the same is as JSON, and all of its rows as CSV; of the same columns."""
    if found.earlier is not None:
        first = found.periods[0].first.isoformat()
        params = replace(params, date_from=first, first=None)
    own = tuple(pair for pair in params.more if pair[0] != "per_page")
    paged = replace(params, per_page=shown, more=own)
    table = replace(params, page=1, offset=None, more=(*own, ("format", "csv")))
    return Link("JSON", paged.url(api)), Link("CSV", table.url(api))
