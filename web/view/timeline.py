"""Articles over time: bars of years, quarters, months or days, in percents for an SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.engine import FacetCount
from search.frozen import readily
from web.view import wording

Unit = Literal["day", "month", "year"]

Keys = tuple[tuple[str, ...], ...]
"""The periods of each bar of a timeline."""

FEWEST, MOST = 12, 60
"""Bars in a timeline: fewer are padded with neighbours, more are counted by a longer unit."""

EARLIEST, LATEST = 1400, 2999
"""Years that `from` and `to` take; any other is a mistake in some source."""

FLOOR = 66.0
"""Where bars stand, in the height of 84 that the SVG has."""

_TALLEST = 60.0
_LABELS = 8


@readily
@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of time: `first` and `last` are its ends as `from` and `to` take them; `href` is
    empty where it leads nowhere.
    """

    label: str
    first: str
    last: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis; `strong` where a line is drawn (a new year)."""

    x: str
    text: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars from left to right, and the `outline` of them all, in which a bar is one unit wide;
    `vague` counts dated articles that no bar of this unit can hold.
    """

    unit: Unit
    caption: str
    bars: tuple[Bar, ...]
    outline: str
    ticks: tuple[Tick, ...]
    undated: int
    vague: int

    @property
    def filled(self) -> tuple[Bar, ...]:
        """The bars that hold articles, latest first: the table beside the picture."""
        return tuple(bar for bar in reversed(self.bars) if bar.count)

    @property
    def parts(self) -> tuple[str, ...]:
        """What the columns of that table are, where its rows are years: months or quarters."""
        if self.unit != "month":
            return ()
        short = [name[:3] for name in wording.MONTHS]
        if self.bars[0].first == self.bars[0].last:
            return tuple(short)
        return tuple(f"{short[i]}–{short[i + 2]}" for i in range(0, 12, 3))

    @property
    def years(self) -> tuple[tuple[str, tuple[Bar, ...]], ...]:
        """The years that hold articles, latest first, each with all of its bars."""
        size = len(self.parts)
        rows = [self.bars[at : at + size] for at in range(0, len(self.bars), size)]
        return tuple(
            (row[0].first[:4], row) for row in reversed(rows) if any(bar.count for bar in row)
        )


def facets_for(first: dt.date | None, last: dt.date | None) -> tuple[str, ...]:
    """Return the facets that a timeline between two days needs; days are counted in few weeks."""
    if first and last and (last - first).days < MOST:
        return ("date:year", "date:month", "date:day")
    return ("date:year", "date:month")


def timeline(
    facets: Mapping[str, Sequence[FacetCount]], href: Callable[[str, str], str] | None
) -> Timeline | None:
    """Return the timeline of a result, None when no date is known.

    `href` gives the address of the same search between two periods (`2017`, `2017-06`); without it
    no bar leads anywhere.
    """
    years = _counts(facets.get("date:year", ()))
    total = sum(years.values())
    years = {year: n for year, n in years.items() if EARLIEST <= int(year) <= LATEST}
    if not years:
        return None
    undated = sum(one.count for one in facets.get("date:year", ()) if one.value is None)
    unit, counts, keys = _buckets(years, facets)
    grouped = [sum([counts.get(key, 0) for key in group]) for group in keys]
    last = wording.period(keys[-1][-1])
    return Timeline(
        unit=unit,
        caption=f"Articles by {_unit_name(unit, len(keys[0]))}, "
        f"{wording.period(keys[0][0])} to {last}, {wording.number(max(grouped))} at most",
        bars=_bars(keys, grouped, href),
        outline=_outline(grouped),
        ticks=_ticks(keys, unit),
        undated=undated,
        vague=max(0, total - sum(grouped)),
    )


def _counts(facet: Sequence[FacetCount]) -> dict[str, int]:
    return {one.value: one.count for one in facet if one.value is not None}


def _buckets(
    years: Mapping[str, int], facets: Mapping[str, Sequence[FacetCount]]
) -> tuple[Unit, Mapping[str, int], Keys]:
    """Return the unit, its counts, and the keys of each bar, which may share several."""
    first, last = int(min(years)), int(max(years))
    days, months = _counts(facets.get("date:day", ())), _counts(facets.get("date:month", ()))
    if days:
        begin, end = dt.date.fromisoformat(min(days)), dt.date.fromisoformat(max(days))
        if (end - begin).days < MOST:
            return "day", days, tuple((key,) for key in _padded_days(begin, end))
    if months and last - first < FEWEST:
        return "month", months, _months(first, last, 1 if last - first < MOST // 12 else 3)
    first = max(EARLIEST, min(first, last - FEWEST + 1))
    last = max(last, first + FEWEST - 1)
    step = next(n for n in (1, 2, 5, 10, 20, 50) if (last - first) // n < MOST - 1)
    first -= first % step
    return "year", years, _years(first, last, step)


@lru_cache(maxsize=256)
def _months(first: int, last: int, step: int) -> Keys:
    """Return the months of some years, so many to a bar."""
    keys = [f"{y:04}-{m:02}" for y in range(first, last + 1) for m in range(1, 13)]
    return tuple(tuple(keys[i : i + step]) for i in range(0, len(keys), step))


@lru_cache(maxsize=256)
def _years(first: int, last: int, step: int) -> Keys:
    return tuple(tuple(f"{y + i:04}" for i in range(step)) for y in range(first, last + 1, step))


def _padded_days(begin: dt.date, end: dt.date) -> list[str]:
    short = max(0, FEWEST - ((end - begin).days + 1))
    begin -= dt.timedelta(days=short // 2)
    end += dt.timedelta(days=short - short // 2)
    return [(begin + dt.timedelta(days=i)).isoformat() for i in range((end - begin).days + 1)]


def _bars(
    keys: Keys,
    counts: Sequence[int],
    href: Callable[[str, str], str] | None,
) -> tuple[Bar, ...]:
    return tuple(
        [
            Bar(label, first, last, n, href(first, last) if href else "")
            for (label, first, last), n in zip(_stretches(keys), counts, strict=True)
        ]
    )


@lru_cache(maxsize=256)
def _stretches(keys: Keys) -> tuple[tuple[str, str, str], ...]:
    """Return what each bar is called, and its ends."""
    found = []
    for group in keys:
        first, last = group[0], group[-1]
        # "April to June 2012", as the year is the same.
        begin = wording.period(first).removesuffix(f" {last[:4]}" if last != first else "")
        label = begin if first == last else f"{begin} to {wording.period(last)}"
        found.append((label, first, last))
    return tuple(found)


def _outline(counts: Sequence[int]) -> str:
    """Return the bars as a path: one that has articles is always to be seen."""
    most = max(max(counts), 1)
    tall = [(i, max(2.0, n / most * _TALLEST)) for i, n in enumerate(counts) if n]
    return "".join(
        f"M{i + 0.12:g} {FLOOR:g}V{round(FLOOR - height, 1):g}h.76V{FLOOR:g}" for i, height in tall
    )


@lru_cache(maxsize=256)
def _ticks(keys: Keys, unit: Unit) -> tuple[Tick, ...]:
    """Return at most eight labels, at round places, none so far right that it is cut off."""
    firsts = [group[0] for group in keys]
    if unit == "month":
        year = 12 // len(keys[0])
        years = len(firsts) // year
        step = year // 4 if years == 1 else year // 2 if years == 2 else year * (1 + years // 9)
    else:
        step = next(n for n in (1, 2, 5, 7, 10, 14, 20) if len(firsts) / n <= _LABELS)
    ticks = []
    for i in range(0, len(firsts), step):
        x, key = i * 100 / len(firsts), firsts[i]
        if x > 90:
            continue
        new_year = unit == "month" and key.endswith("-01")
        if unit == "month":
            text = key[:4] if new_year else wording.MONTHS[int(key[5:]) - 1][:3]
        elif unit == "day":
            text = f"{int(key[8:])} {wording.MONTHS[int(key[5:7]) - 1][:3]}"
        else:
            text = str(int(key))
        ticks.append(Tick(_percent(x), text, strong=new_year and i > 0))
    return tuple(ticks)


def _unit_name(unit: Unit, together: int) -> str:
    if together == 1:
        return unit
    return "quarter" if unit == "month" else f"{together} years"


def _percent(value: float) -> str:
    return f"{round(value, 3):g}%"
