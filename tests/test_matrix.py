"""Many queries at once: what a list of them looks like, and that each number is the search's."""

import csv
import io
import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.archive import Archive
from search.crosstab import Crosstab
from search.engine import CROSSED
from search.errors import UsageError
from search.export.matrix import Counted, json_pieces, long_rows, wide_rows
from search.filters import NO_FILTERS, Filters
from search.local import crosstab
from search.local.budget import unlimited
from search.local.executor import Executor
from search.local.names import NoAliases
from search.local.searchable import Searchable
from search.matrix import faults, lines, matrix
from search.query.tree import Notice
from tests import paper
from tests.local.held import Held
from tests.strategies import archives, trees

NAMES = b"""\xef\xbb\xbf# who and what
harbour strike

Lavrov\tpeople:"Sergei Lavrov"\r
ferry
nobody at all
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    directory = tmp_path_factory.mktemp("paper") / "index"
    paper.engine(directory).close()
    made = Archive.open(directory)
    yield made
    made.close()


def table(pieces):
    return list(csv.reader(io.StringIO("".join(pieces), newline="")))


def counted(
    archive,
    data=NAMES,
    by=("outlet", "date:month"),
    filters=NO_FILTERS,
    clocks=(30, None),
    **more,
):
    return matrix(archive.crossing(by), lines(data), filters, None, clocks, **more)


def test_a_list_has_a_query_a_line_with_or_without_a_label():
    assert [(one.number, one.label, one.query) for one in lines(NAMES)] == [
        (2, "harbour strike", "harbour strike"),
        (4, "Lavrov", 'people:"Sergei Lavrov"'),
        (5, "ferry", "ferry"),
        (6, "nobody at all", "nobody at all"),
    ]


@pytest.mark.parametrize(
    ("text", "label", "query"),
    [
        ("  fog  ", "fog", "fog"),
        ("fog\t", "fog", "fog"),
        ("\tfog", "fog", "fog"),
        ("Weather\tfog OR storm\tsea", "Weather", "fog OR storm\tsea"),
        (" # of ferries", "# of ferries", "# of ferries"),
    ],
)
def test_a_tab_parts_label_and_query_where_there_are_both(text, label, query):
    (one,) = lines(text.encode())
    assert (one.label, one.query) == (label, query)


def test_bytes_that_are_not_utf_8_are_named_with_their_line_and_the_rest_goes_on(archive):
    rows = list(counted(archive, b"fog\ncaf\xe9\nferry\n", by=()).rows)
    assert [row.crosstab and row.crosstab.total for row in rows] == [1, None, 3]
    assert [(row.line, notice.code) for row in rows for notice in row.notices] == [
        (2, "bad-bytes")
    ]
    assert "Byte 4" in rows[1].notices[0].message
    with pytest.raises(UsageError, match="UTF-8"):
        list(lines("fog".encode("utf-16")))


def test_what_is_wrong_with_a_query_is_told_with_its_line(archive):
    data = b"fog\nfog AND\nfog date:2022-13-40\nfog\n"
    said = [(one.number, notice.code) for one, notice in faults(lines(data))]
    assert said == [(2, "dangling-operator"), (3, "bad-date")]
    rows = list(counted(archive, data).rows)
    assert [(row.line, notice.code) for row in rows for notice in row.notices] == [
        (2, "dangling-operator"),
        (3, "bad-date"),
        (4, "same-label"),
    ]


def test_outlets_and_months_of_each_query(archive):
    found = counted(archive)
    assert table(long_rows(found.rows, found.by)) == [
        ["label", "outlet", "month", "articles"],
        ["harbour strike", "Harbour Gazette", "1926-05", "1"],
        ["harbour strike", "Harbour Gazette", "2020-05", "1"],
        ["Lavrov", "Evening Star", "2019-03", "1"],
        ["Lavrov", "Evening Star", "2020-12", "1"],
        ["ferry", "Evening Star", "2019-03", "1"],
        ["ferry", "Harbour Gazette", "2019-03", "1"],
        ["ferry", "", "", "1"],  # its outlet is not stated, and of its date the year alone
        ["nobody at all", "", "", "0"],
    ]


def test_wide_is_a_column_a_month_that_the_archive_has(archive):
    months = ["1926-05", "2018-01", "2019-03", "2019-08", "2020-05", "2020-06", "2020-12"]
    found = counted(archive, with_columns=True)
    assert found.columns == (*months, "2021-11", None)
    head, *rows = table(wide_rows(found.rows, found.by, found.columns))
    assert head == ["label", "outlet", "articles", *months, "2021-11", "unknown"]
    assert rows[0] == ["harbour strike", "Harbour Gazette", "2", *"100010000"]
    assert rows[4] == ["ferry", "", "1", *"000000001"]
    assert rows[5] == ["nobody at all", "", "0", *"000000000"]
    within = Filters(first=paper.day("2020-06")[0], last=paper.day("2020-12")[1])
    assert counted(archive, with_columns=True, filters=within).columns == ("2020-06", "2020-12")


def test_filters_hold_for_every_query(archive):
    star = Filters(outlets=(("Evening Star",),))
    found = counted(archive, by=("date:year",), filters=star)
    assert table(long_rows(found.rows, found.by))[1:] == [
        ["harbour strike", "", "0"],
        ["Lavrov", "2019", "1"],
        ["Lavrov", "2020", "1"],
        ["ferry", "2019", "1"],
        ["nobody at all", "", "0"],
    ]


@pytest.mark.parametrize("by", [(), ("outlet",), ("date:day", "lang"), CROSSED])
def test_every_number_is_the_one_that_the_search_says(archive, by):
    data = (
        b"harbour\nferry OR fog\n*\n-harbour\nhas:outlet harbour\ndate:2019\nsaid:pe\xc3\xb1a\nx"
    )
    found = counted(archive, data, by=by)
    for row in found.rows:
        answer = archive.search(row.query, per_page=200, facets=CROSSED)
        assert row.crosstab.total == answer.total
        assert sum(count for _, count in row.crosstab.cells) == answer.total
        for at, name in enumerate(by):
            of_facet = {one.value: one.count for one in answer.facets[name]}
            here: Counter[str | None] = Counter()
            for values, count in row.crosstab.cells:
                here[values[at]] += count
            assert here == of_facet, (row.query, name)


@given(archives(most=8), st.sets(st.sampled_from(["id1", "id4"]), max_size=1), trees)
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=25)
def test_cells_are_the_articles_counted_one_by_one(articles, gone, tree):
    half = len(articles) // 2
    held = (
        Held((articles[:half], gone), (articles[half:], gone)) if half else Held((articles, gone))
    )
    searchable = Searchable(held)  # type: ignore[arg-type]
    executor = Executor(searchable, NoAliases(), unlimited())
    numbers = executor.search(tree, "newest", 100).numbers
    ids = {held.id(number) for number in numbers}
    expected = Counter(
        (
            one.outlet,
            one.first_day.isoformat() if one.first_day and one.first_day == one.last_day else None,
        )
        for one in {one.id: one for one in articles}.values()
        if one.id in ids
    )
    found = crosstab.crossed(searchable, ("outlet", "date:day"), tree, 60, NoAliases())
    assert dict(found.cells) == expected
    assert found.total == len(ids)
    keys = [tuple((part is None, part or "") for part in values) for values, _ in found.cells]
    assert keys == sorted(keys)


def test_an_archive_of_nothing_has_no_cells(tmp_path):
    paper.engine(tmp_path / "index", ()).close()
    archive = Archive.open(tmp_path / "index")
    found = counted(archive, with_columns=True)
    assert found.columns == ()
    assert [row.crosstab.total for row in found.rows] == [0] * 4
    archive.close()


def test_a_query_without_time_has_no_number_in_a_table_and_says_so(archive):
    rows = list(counted(archive, b"harb* OR fo*\n", clocks=(0.0, None)).rows)
    assert rows[0].crosstab.timed_out
    assert [notice.code for notice in rows[0].notices] == ["timed-out"]
    by = ("outlet", "date:month")
    assert table(long_rows(rows, by, notes=True))[1] == [
        *("harb* OR fo*", "", "", ""),
        "There was no time to count all articles of this query.",
    ]
    assert table(wide_rows(rows, by, ("2020-05",)))[1] == ["harb* OR fo*", "", "", ""]
    (record,) = json.loads("".join(json_pieces(rows, by, {})))["rows"]
    assert (record["timed_out"], record["total_relation"]) == (True, "gte")
    late = list(counted(archive, b"harb* OR fo*\n", clocks=(30, 0.0)).rows)
    assert late[0].crosstab.timed_out


def test_no_cell_is_a_formula_and_json_has_all():
    found = Crosstab(3, ((("=Star", "2020"), 2), ((None, None), 1)), 4, (), False)
    said = Notice("note", "=1+1", 0, 1)
    one = Counted(7, "-trump", '-trump "x", y', "NOT trump", found, (said,))
    by = ("outlet", "date:year")
    assert table(long_rows([one], by, notes=True)) == [
        ["label", "outlet", "year", "articles", "notes"],
        ["'-trump", "'=Star", "2020", "2", "'=1+1"],
        ["'-trump", "", "", "1", ""],
    ]
    whole = json.loads("".join(json_pieces([one, one], by, {"index": 1})))
    assert (whole["by"], whole["index"], len(whole["rows"])) == (["outlet", "year"], 1, 2)
    record = whole["rows"][0]
    assert (record["label"], record["line"], record["query"]) == ("-trump", 7, '-trump "x", y')
    assert (record["total"], record["undated_excluded"]) == (3, 4)
    assert record["cells"] == [
        {"outlet": "=Star", "year": "2020", "articles": 2},
        {"outlet": None, "year": None, "articles": 1},
    ]
    assert json.loads("".join(json_pieces([], by, {})))["rows"] == []
