"""Coverage: who wrote of something when, among what is held, and who held articles and did not."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import periods
from search.archive import Archive
from search.coverage import NONE, Cell, grid
from search.engine import Crossing, Snapshot
from search.filters import Filters
from search.local import crosstab
from search.local.budget import unlimited
from search.local.executor import Executor
from search.local.names import NoAliases
from search.local.searchable import Searchable
from search.periods import UNITS, Span
from tests import paper
from tests.local.held import Held
from tests.strategies import archives, trees


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    directory = tmp_path_factory.mktemp("paper") / "index"
    paper.engine(directory).close()
    made = Archive.open(directory)
    yield made
    made.close()


def of(archive, text, by=None, **more):
    return archive.coverage(text, by, timeout_s=30, **more)[1]


def row(found, outlet):
    return next(one for one in found.rows if one.outlet == outlet)


def cells(found, outlet):
    """Return what a row has, by the keys of its columns."""
    return {found.periods[column].key: cell for column, cell in row(found, outlet).cells.items()}


def test_what_matched_none_matched_and_nothing_held_are_told_apart(archive):
    found = of(archive, "harbour", "year")
    assert [one.key for one in found.periods] == [str(year) for year in range(1926, 2022)][-62:]
    gazette = cells(found, "Harbour Gazette")
    assert gazette["2020"] == Cell(1, 1)
    assert gazette["2019"] == Cell(1, 1)  # “The harbour is ours”
    assert "2018" not in gazette
    star = cells(found, "Evening Star")
    assert star == {"2019": Cell(1, 2), "2020": Cell(0, 1)}


def test_an_outlet_that_holds_articles_of_which_none_match_is_silent(archive):
    found = of(archive, "ferry date:2019-03")
    assert found.unit == "day"
    assert [one.outlet for one in found.rows] == ["Evening Star", "Harbour Gazette"]
    assert found.silent == 0
    found = of(archive, "minister date:2019-03")
    assert [(one.outlet, one.total) for one in found.rows] == [
        ("Evening Star", Cell(1, 1)),
        ("Harbour Gazette", Cell(0, 1)),
    ]
    assert found.silent == 1
    assert cells(found, "Harbour Gazette") == {"2019-03-02": Cell(0, 1)}


def test_columns_reach_two_days_around_what_matches_or_just_to_the_days_asked_for(archive):
    found = of(archive, "minister sent", "day")
    assert [one.key for one in found.periods] == [f"2020-12-{day}" for day in range(22, 27)]
    asked = Filters(first=dt.date(2020, 12, 24), last=dt.date(2020, 12, 25))
    found = of(archive, "minister", filters=asked)
    assert [one.key for one in found.periods] == ["2020-12-24", "2020-12-25"]


def test_the_unit_is_the_shortest_that_fits(archive):
    assert of(archive, "minister OR ferry date:2019").unit == "month"
    assert of(archive, "ferry OR sails since:2019-03 before:2019-09-01").unit == "week"
    assert of(archive, "strike").unit == "year"
    assert of(archive, "streik OR санкции").unit == "day"


def test_weeks_begin_on_monday_and_are_named_as_in_iso_8601(archive):
    found = of(archive, "streik", "week")
    (week,) = found.periods
    assert week == ("2020-W24", dt.date(2020, 6, 8), dt.date(2020, 6, 14))
    assert row(found, "Hafenbote").cells == {0: Cell(1, 1)}
    assert found.unknown.cells == {0: Cell(0, 1)}  # the Russian article, of no known outlet


def test_what_is_known_less_closely_than_a_column_stands_in_none(archive):
    found = of(archive, "strike date:1926-05", "day")
    assert len(found.periods) == 31
    gazette = row(found, "Harbour Gazette")
    assert (gazette.cells, gazette.vague) == ({}, Cell(1, 1))
    found = of(archive, "strike date:1926-05", "month")
    assert (row(found, "Harbour Gazette").cells, found.whole.vague) == ({0: Cell(1, 1)}, NONE)


def test_undated_articles_and_unknown_outlets_stand_apart(archive):
    found = of(archive, "harbour", "year")
    assert row(found, "Evening Star").undated == Cell(1, 1)  # the fog
    assert found.whole.undated == Cell(1, 1)
    found = of(archive, "ferry", "year")
    assert found.unknown.total.matched == 1
    assert None not in [one.outlet for one in found.rows]


def test_an_outlet_that_is_asked_for_is_the_only_one_in_the_table(archive):
    found = of(archive, 'outlet:"evening star" minister')
    assert [one.outlet for one in found.rows] == ["Evening Star"]
    assert row(found, "Evening Star").total.held == 4
    found = of(archive, "minister", filters=Filters(outlets=(("-Evening Star",),)))
    assert "Evening Star" not in [one.outlet for one in found.rows]


def test_without_a_query_all_that_is_held_matches(archive):
    found = of(archive, "")
    assert found.is_all
    assert not of(archive, "strike OR -strike").is_all
    assert of(archive, 'outlet:"evening star" date:2019').is_all
    assert found.whole.total == Cell(12 - found.earlier, 12 - found.earlier)
    assert found.silent == 0


def test_of_too_many_columns_the_last_are_kept_and_the_rest_is_counted(archive):
    found = of(archive, "", "year", most=2)
    assert [one.key for one in found.periods] == ["2020", "2021"]
    assert found.total + found.earlier == 12
    assert found.whole.undated == Cell(1, 1)
    assert found.whole.total == Cell(found.total, found.total)
    assert of(archive, "harbour", "year", most=2).whole.undated == Cell(1, 1)


def test_without_dates_there_are_rows_and_no_columns(tmp_path):
    articles = [
        paper.article(text, text, text, outlet=outlet)
        for text, outlet in (("fog", "Star"), ("rain", "Star"), ("hail", "Gazette"))
    ]
    paper.engine(tmp_path / "index", tuple(articles)).close()
    archive = Archive.open(tmp_path / "index")
    found = of(archive, "fog")
    assert found.periods == ()
    assert [(one.outlet, one.total) for one in found.rows] == [
        ("Star", Cell(1, 2)),
        ("Gazette", Cell(0, 1)),
    ]
    archive.close()


def test_where_nothing_matches_it_is_told_who_is_silent(archive):
    found = of(archive, "volcano")
    assert found.total == 0
    assert [(one.outlet, one.total.matched) for one in found.rows] == [
        ("Evening Star", 0),
        ("Harbour Gazette", 0),
        ("Hafenbote", 0),
    ]


def test_the_years_of_which_there_are_mistakes_have_no_columns(tmp_path):
    articles = (
        paper.article("typo", "Typo", "The harbour froze.", date="0217-06-01", outlet="Star"),
        paper.article("right", "Right", "The harbour froze.", date="2017-06-01", outlet="Star"),
    )
    paper.engine(tmp_path / "index", articles).close()
    archive = Archive.open(tmp_path / "index")
    found = of(archive, "harbour", "year")
    assert [one.key for one in found.periods] == ["2017"]
    assert row(found, "Star").vague == Cell(1, 1)
    archive.close()


@given(archives(most=8), trees, st.sampled_from([None, *UNITS]))
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=25)
def test_a_grid_has_every_article_that_matches_once_among_those_held(articles, tree, by):
    searchable = Searchable(Held((articles, set())))  # type: ignore[arg-type]
    snapshot = Snapshot(1, 1, dt.datetime.now(dt.timezone.utc), len(articles))

    def crossing(facets):
        return Crossing(
            tuple(facets),
            snapshot,
            lambda one, timeout_s: crosstab.crossed(
                searchable, facets, one, timeout_s, NoAliases()
            ),
        )

    found = grid(crossing, tree, by, timeout_s=60)
    numbers = Executor(searchable, NoAliases(), unlimited()).search(tree, "newest", 100).numbers
    rows = [*found.rows, *([found.unknown] if found.unknown else [])]
    assert found.whole.total.matched == found.total == sum(one.total.matched for one in rows)
    assert found.total + (found.earlier or 0) == len(numbers)
    for one in (*rows, found.whole):
        for cell in (*one.cells.values(), one.vague, one.undated):
            assert 0 <= cell.matched <= cell.held
        assert all(0 <= column < len(found.periods) for column in one.cells)
    heard = found.rows[: len(found.rows) - found.silent]
    assert all(one.total.matched for one in heard)
    dated = [one.dated.matched for one in heard]
    assert dated == sorted(dated, reverse=True)


@given(st.dates(dt.date(1400, 1, 1), dt.date(2998, 1, 1)), st.integers(0, 400))
def test_every_day_of_a_span_is_in_one_period(first, more):
    last = first + dt.timedelta(days=more)
    for unit in UNITS:
        found = periods.periods(unit, Span(first, last))
        assert (found[0].first, found[-1].last) == (first, last)
        assert len(found) == periods.count(unit, Span(first, last))
        for before, after in pairwise(found):
            assert after.first - before.last == dt.timedelta(days=1)
        assert len({one.key for one in found}) == len(found)
