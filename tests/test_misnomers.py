"""Names that no article of the paper has, and those that were meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from click.testing import CliRunner

from search.archive import Archive, Filters
from search.config import Settings
from search.misnomers import Misnomer
from tests.paper import engine
from web import create_app
from web.cli import dateline


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("paper") / "index"
    engine(folder).close()
    with closing(Archive.open(folder)) as opened:
        yield opened


def names(archive: Archive, query: str, **filters) -> tuple[Misnomer, ...]:
    return archive.receipt(archive.search(query, filters=Filters(**filters))).names


OFFERED = {
    'people:"Sergej Lavrox"': ('people:"Sergei Lavrov"', 2),
    "people:Lavrox": ('people:"Sergei Lavrov"', 2),  # more than Olga Lavrova, two slips away
    "people:Lavrovxa": ('people:"Olga Lavrova"', 1),
    'people:"Anna Pexa"': ('people:"Ana Peña"', 2),
    'people:"Serge Lavrov"': ('people:"Sergei Lavrov"', 2),
    'people:"Sigurd Lavrov"': ('people:"Sergei Lavrov"', 2),  # the same initial
    "said:Pexa": ('said:"Ana Peña"', 1),
    'author:"Jo O\'Neal"': ('author:"Jo O\'Neil"', 1),
    "outlet:gazette": ('outlet:"Harbour Gazette"', 4),
    'outlet:"harbor gazette"': ('outlet:"Harbour Gazette"', 4),
    "outlet:HG": ('outlet:"Harbour Gazette"', 4),
    "outlet:eveningstar": ('outlet:"Evening Star"', 4),
    "agency:Reuter": ("agency:Reuters", 1),
    "Лаврова": ("people:Лаврова", 1),  # written in Latin letters here
    "Sergej Lavrox": ('people:"Sergei Lavrov"', 2),
    '"Sergej Lavrox"': ('people:"Sergei Lavrov"', 2),
}


@pytest.mark.parametrize("query", OFFERED)
def test_a_name_that_nothing_has_is_answered_by_one_that_something_has(archive, query):
    first = names(archive, query)[0]
    assert (first.suggestion, first.count) == OFFERED[query]
    assert first.query == first.suggestion
    assert archive.search(first.suggestion).total == first.count


@pytest.mark.parametrize(
    "query",
    ["people:Xqzvyk", "outlet:Xqzvyk", "people:Peña", "outlet:hafen*", "ferry zeppelin", ""],
)
def test_nothing_is_offered_for_names_like_no_other_or_that_are_there(archive, query):
    assert names(archive, query) == ()


QUERIES = {
    'ferry person:"Ana Pexa" since:2019': 'ferry people:"Ana Peña" since:2019',
    "outlet:Gazete,Hafenbote strike": 'outlet:"Harbour Gazette",Hafenbote strike',
    "-outlet:Gazete strike": '-outlet:"Harbour Gazette" strike',
    "ministers Sergej Lavrox zeppelin": 'ministers people:"Sergei Lavrov" zeppelin',
    'title:x OR people:"Lavrox"': 'title:x OR people:"Sergei Lavrov"',
    "NOT people:(Pexa OR Lavrov)": 'NOT people:"Ana Peña",Lavrov',
}


@pytest.mark.parametrize("query", QUERIES)
def test_the_rest_of_the_query_stays_as_it_was(archive, query):
    assert names(archive, query)[0].query == QUERIES[query]


def test_a_name_in_a_filter_beside_the_query_is_looked_at_too(archive):
    (one,) = names(archive, "strike", outlets=(("Gazete",),))
    assert (one.query, one.field, one.name, one.meant) == (
        *(None, "outlet", "Gazete"),
        "Harbour Gazette",
    )


def test_words_that_articles_have_are_no_wrong_name_where_a_filter_leaves_none(archive):
    assert archive.search("Sergey Lavrov").total
    assert names(archive, "Sergey Lavrov", outlets=(("Hafenbote",),)) == ()


def test_the_page_the_api_and_the_terminal_offer_the_name(archive):
    settings = Settings(index=archive.directory)
    client = create_app(settings).test_client()
    page = client.get("/search?q=ferry+people%3APexa&outlet=Evening+Stra").get_data(as_text=True)
    assert "Names the archive has" in page
    assert 'href="/search?q=ferry+people:%22Ana+Pe%C3%B1a%22&amp;outlet=Evening+Stra"' in page
    assert 'href="/search?q=ferry+people:Pexa&amp;outlet=Evening+Star"' in page
    receipt = client.get("/api/search?q=people%3APexa&explain=1").get_json()["receipt"]
    offered = {"text": "people:Pexa", "suggestion": 'people:"Ana Peña"', "count": 2}
    assert receipt["names"] == [offered]
    options = ["--index", str(archive.directory), "search", "people:Pexa"]
    printed = CliRunner().invoke(dateline, options).stdout
    assert 'For people:Pexa the archive has people:"Ana Peña" (2 articles)' in printed
