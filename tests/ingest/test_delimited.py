from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ingest import Limits
from search.ingest.delimited import DELIMITERS, Row, header_row
from tests.ingest.conftest import articles, only, skip, told


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_row_is_an_article(reads, delimiter, name, newline):
    rows = [["title", "source", "body"], ["Strike", "The Gazette", "It is over."]]
    content = newline.join(delimiter.join(row) for row in rows) + newline
    article = only(reads(name, content))
    assert (article.title, article.outlet, article.text) == (
        "Strike",
        "The Gazette",
        "It is over.",
    )
    assert article.stated_by["outlet"] == "column:source"


def test_a_cell_in_quotes_holds_anything(reads):
    content = 'id,body,title\na,"It is over,\n\n""they"" said.","Over, at last"\nb,Or not,No\n'
    first, second = articles(reads("a.csv", content))
    assert first.text == 'It is over,\n\n"they" said.'
    assert (first.title, first.source.line) == ("Over, at last", 2)
    assert (second.text, second.source.line) == ("Or not", 5)


def test_quotes_that_were_not_doubled_stay(reads):
    content = 'id,title,body\na,A 5" pipe,"He said "no" to it."\nb,"Over" ,Yes\n'
    first, second = articles(reads("a.csv", content))
    assert (first.title, first.text) == ('A 5" pipe', 'He said "no" to it.')
    assert (second.title, second.text) == ("Over", "Yes")


def test_excel_may_state_the_delimiter_and_a_mark(reads):
    article = only(reads("a.csv", "\ufeffsep=;\r\nTitle;Body\r\nStrike;Over, at last\r\n"))
    assert (article.title, article.text) == ("Strike", "Over, at last")


def test_a_table_without_a_body_is_told_once(reads):
    report = skip(reads("a.csv", "headline,words\n" + "Strike,It is over.\n" * 9))
    assert (report.code, report.line) == ("columns.no-body", 1)
    assert "headline, words" in report.reason
    assert "--map body=COLUMN" in report.reason


def test_a_mapped_column_wins(reads):
    content = "text,words,head\nshort,It is over.,Strike\n"
    article = only(reads("a.csv", content, {"body": "words", "title": "head"}))
    assert (article.text, article.title) == ("It is over.", "Strike")
    report = skip(reads("b.csv", content, {"body": "wrods"}))
    assert "no column wrods" in report.reason


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("a,Strike,", "record.no-body@2"),
        ("a", "record.no-body@2"),
        ("a,Strike,It is over, they said", "record.cells@2"),
        ("a,Strike,It is over.,,", "It is over."),
        (f"a,Strike,{'x' * 1000}", "record.too-large@2"),
        (f'a,Strike,"{"x" * 1000}"', "record.too-large@2"),
        ('a,Strike,"' + "x,\n" * 400 + '"', "record.too-large@2"),
        ('a,Strike,"' + 'x "" \n' * 400 + '"', "record.too-large@2"),
        ("\n\n,,", None),
    ],
)
def test_a_bad_row_is_told_and_the_rest_goes_on(reads, row, outcome):
    content = f"id,title,body\n{row}\nb,No,Or not\n"
    expected = [outcome, "Or not"] if outcome else ["Or not"]
    assert told(reads("a.csv", content, limits=Limits(record_bytes=500))) == expected


def test_a_quote_that_is_never_closed_is_told(reads):
    outcomes = reads("a.csv", 'id,body\na,Over\nb,"Or not\nc,Who knows\n')
    assert told(outcomes) == ["Over", "record.quote@3"]


def test_an_unnamed_column_does_no_harm(reads):
    article = only(reads("a.csv", ",title,body,body\n0,Strike,,It is over.\n"))
    assert (article.title, article.text, article.id_basis) == ("Strike", "It is over.", "path")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=20)


@given(rows=st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=4))
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_rows_read_as_the_csv_module_wrote_them(rows, delimiter):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        rows
    )
    read, row = [], Row(delimiter)
    for line in written.getvalue().split("\n")[:-1]:
        row.add(line + "\n")
        if not row.open:
            read.append(row.cells)
            row = Row(delimiter)
    assert read == rows


def test_the_delimiter_is_the_one_that_names_columns():
    assert header_row("a;b|title,x;body") == (";", ["a", "b|title,x", "body"])
