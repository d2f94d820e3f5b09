"""The timeline: every dated article stands in one bar, and the bars are neither few nor many."""

import datetime as dt
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine import FacetCount
from web.view.timeline import FEWEST, MOST, timeline

DAYS = st.dates(dt.date(1400, 1, 1), dt.date(2999, 12, 31))
NEAR = st.integers(0, 15 * 365).map(lambda n: dt.date(2010, 3, 5) + dt.timedelta(days=n))
CLOSE = st.integers(0, 50).map(lambda n: dt.date(2017, 12, 1) + dt.timedelta(days=n))


def facets(days, undated=0, *, by_day=False):
    """The counts an engine gives for articles of these days."""
    names = {"date:year": 4, "date:month": 7} | ({"date:day": 10} if by_day else {})
    found = {}
    for name, length in names.items():
        counts = Counter(day.isoformat()[:length] for day in days)
        found[name] = [FacetCount(key, key, n) for key, n in counts.most_common()]
        found[name] += [FacetCount(None, "unknown", undated)] * bool(undated)
    return found


def drawn(days, undated=0, *, by_day=False):
    return timeline(facets(days, undated, by_day=by_day), lambda a, b: f"{a}..{b}")


@settings(deadline=None)
@given(st.lists(DAYS | NEAR | CLOSE, min_size=1, max_size=30), st.booleans())
def test_every_article_stands_in_one_bar_of_twelve_to_sixty(days, by_day):
    line = drawn(days, by_day=by_day)
    assert FEWEST <= len(line.bars) <= MOST
    assert sum(bar.count for bar in line.bars) == len(days)
    for day in days:
        holding = [
            bar
            for bar in line.bars
            if bar.first <= day.isoformat()[: len(bar.first)] <= bar.last and bar.count
        ]
        assert len(holding) == 1
    assert [bar.first for bar in line.bars] == sorted(bar.first for bar in line.bars)


@settings(deadline=None)
@given(st.lists(DAYS | NEAR | CLOSE, min_size=1, max_size=30))
def test_labels_are_few_enough_to_stand_side_by_side(days):
    assert 1 <= len(drawn(days).ticks) <= 12


def test_the_unit_is_as_fine_as_the_span_allows():
    def unit(*days, by_day=False):
        return drawn([dt.date.fromisoformat(day) for day in days], by_day=by_day).caption.split()[
            2
        ]

    assert unit("2017-06-01", "2017-06-20", by_day=True) == "day,"
    assert unit("2017-06-01", "2018-02-12") == "month,"
    assert unit("2012-06-01", "2020-07-20") == "quarter,"
    assert unit("1987-01-01", "2020-07-20") == "year,"


def test_a_bar_of_several_months_leads_to_all_of_them():
    line = drawn([dt.date(2012, 5, 9), dt.date(2020, 7, 20)])
    bar = line.filled[-1]
    assert (bar.href, bar.label) == ("2012-04..2012-06", "April to June 2012")


@settings(deadline=None)
@given(st.lists(DAYS | NEAR | CLOSE, min_size=1, max_size=30), st.booleans())
def test_the_table_has_every_bar_that_holds_articles_in_its_row_and_column(days, by_day):
    line = drawn(days, by_day=by_day)
    assert bool(line.parts) == (line.unit == "month")
    if line.parts:
        cells = [
            (int(year), 12 // len(line.parts) * place + 1, bar)
            for year, row in line.years
            for place, bar in enumerate(row)
        ]
        assert all(len(row) == len(line.parts) for _, row in line.years)
        assert {bar for *_, bar in cells} >= set(line.filled)
        for year, month, bar in cells:
            assert bar.first == f"{year:04}-{month:02}"
            assert line.parts[(month - 1) * len(line.parts) // 12][:3] == bar.label[:3]


def test_the_picture_has_a_bar_for_each_that_holds_articles_as_high_as_its_count():
    days = [dt.date(2017, 3, 5)] * 10 + [dt.date(2017, 6, 20)] * 5 + [dt.date(2017, 7, 1)]
    line = drawn(days)
    assert [bar.count for bar in line.bars] == [0, 0, 10, 0, 0, 5, 1, 0, 0, 0, 0, 0]
    assert line.outline == "M2.12 66V6h.76V66M5.12 66V36h.76V66M6.12 66V60h.76V66"


def test_articles_without_a_date_are_counted_apart():
    line = drawn([dt.date(2017, 6, 20)], undated=3)
    assert (line.undated, sum(bar.count for bar in line.bars)) == (3, 1)


def test_articles_known_less_closely_than_the_bars_are_counted_apart():
    counts = facets([dt.date(2017, 6, 20)])
    counts["date:year"] = [FacetCount("2017", "2017", 3)]
    line = timeline(counts, lambda a, b: "")
    assert line is not None
    assert line.vague == 2


def test_without_any_date_there_is_no_timeline():
    assert drawn([], undated=5) is None
