"""Everybody who is named in a search, and every outlet: all of them, counted, a page at a time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.article import Article, Person
from search.config import Settings
from search.local import LocalEngine
from tests.web.paper import article, build


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, serving: Callable[[Settings], Flask]) -> Any:
    """A client of an index of two segments, of which one article was removed since: each of 300
    people is in as many articles as 300 is divisible by their number, up to seven.
    """
    index: Path = tmp_path_factory.mktemp("town") / "index"
    build(index, (one for one in crowd() if int(one.id[1:]) < 104))
    engine = LocalEngine(index)
    engine.add([one for one in crowd() if int(one.id[1:]) >= 104], lambda: engine.facts())
    engine.remove(["a100"])
    engine.close()
    return serving(Settings(index=index)).test_client()


def crowd() -> Iterator[Article]:
    for day in range(1, 8):
        people = [number for number in range(1, 301) if number % day == 0]
        yield article(
            100 + day,
            title=f"Procession {day}",
            outlet=f"Paper {day % 3}",
            people=tuple(Person(f"p{n}", f"Pilgrim {n:03}", (f"Pilgrim {n}",), 1) for n in people),
        )
    yield article(100, title="Removed", people=(Person("gone", "Gone Away", ("Gone",), 1),))


def ask(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    return [one["id"] for one in answer["people"]]


def test_people_with_their_articles_and_days(client):
    answer = ask(client, "/api/people")
    assert answer["people"] == [
        {
            "id": "ana-petrova",
            "name": "Ana Petrova",
            "articles": 2,
            "first": "2021-03-03",
            "last": "2021-03-04",
        },
        {
            "id": "jon-marsh",
            "name": "Jon Marsh",
            "articles": 2,
            "first": "2021-02-20",
            "last": "2021-03-03",
        },
    ]
    assert (answer["total"], answer["articles"], answer["unknown"]) == (2, 7, 4)


def test_outlets_with_their_articles_and_days(client):
    answer = ask(client, "/api/outlets")
    assert [(one["name"], one["articles"]) for one in answer["outlets"]] == [
        ("Evening Post", 2),
        ("Halin Courier", 2),
        ("Guardian, The", 1),
    ]
    assert (answer["total"], answer["unknown"]) == (3, 2)
    month = answer["outlets"][2]
    assert (month["first"], month["last"]) == ("2020-07-01", "2020-07-31")


def test_whoever_is_only_in_undated_articles_has_no_days(town):
    assert {(one["first"], one["last"]) for one in ask(town, "/api/people")["people"]} == {
        (None, None)
    }


def test_the_parameters_of_a_search_narrow(client):
    assert ids(ask(client, "/api/people?q=talks")) == ["jon-marsh"]
    assert ids(ask(client, "/api/people?from=2021-03-04")) == ["ana-petrova"]
    assert ids(ask(client, "/api/people?source=evening post")) == ["jon-marsh"]
    found = ask(client, "/api/outlets?people=ana-petrova")["outlets"]
    assert [(one["name"], one["articles"]) for one in found] == [("Halin Courier", 2)]
    dated = ask(client, "/api/outlets?q=strike&from=2021")
    assert dated["undated_excluded"] == 1
    nobody = ask(client, "/api/people?q=nosuchword")
    assert (nobody["people"], nobody["total"], nobody["articles"]) == ([], 0, 0)


def test_names_are_narrowed_by_how_a_word_of_them_begins(client, town):
    assert ids(ask(client, "/api/people?prefix=pet")) == ["ana-petrova"]
    assert ids(ask(client, "/api/people?prefix=ANA p")) == ["ana-petrova"]
    assert ids(ask(client, "/api/people?prefix=etrova")) == []
    assert ids(ask(client, "/api/people?prefix=!!!")) == []
    found = ask(client, "/api/outlets?prefix=the")["outlets"]
    assert [one["name"] for one in found] == ["Guardian, The"]
    assert ask(town, "/api/people?prefix=gone")["total"] == 0
    # 290 to 299, and whom an article calls Pilgrim 29.
    assert ask(town, "/api/people?prefix=pilgrim 29")["total"] == 11


@pytest.mark.parametrize("order", ["", "&sort=name"])
def test_every_page_together_is_everybody_once(town, order):
    address: str | None = f"/api/people?per_page=70{order}"
    seen, pages = [], 0
    while address:
        response = town.get(address)
        answer = response.get_json()
        seen += answer["people"]
        pages += 1
        address = answer["next"]
        assert (address is None) == ("next" not in response.headers.get("Link", ""))
    assert (pages, answer["pages"], answer["total"]) == (5, 5, 300)
    assert len({one["id"] for one in seen}) == 300
    expected = {f"p{n}": sum(n % day == 0 for day in range(1, 8)) for n in range(1, 301)}
    assert {one["id"]: one["articles"] for one in seen} == expected
    if order:
        assert [one["name"] for one in seen] == sorted(one["name"] for one in seen)
    else:
        assert [one["id"] for one in seen] == sorted(
            expected, key=lambda p: (-expected[p], int(p[1:]))
        )


def test_a_page_past_the_end_is_empty_and_leads_back(town):
    past = ask(town, "/api/people?page=99&prefix=pilgrim&per_page=100")
    assert (past["people"], past["next"], past["total"]) == ([], None, 300)
    assert len(ask(town, past["previous"])["people"]) == 100
    back = ask(town, "/api/people?page=2&prefix=pilgrim&sort=name")["previous"]
    assert "prefix=pilgrim" in back
    assert "sort=name" in back
    assert ask(town, back)["page"] == 1


def test_counts_are_those_of_the_search_for_each(client):
    for q in ("", "strike", "-strike"):
        for one in ask(client, f"/api/people?q={q}")["people"]:
            assert ask(client, f"/api/search?q={q}&people={one['id']}")["total"] == one["articles"]
        for one in ask(client, f"/api/outlets?q={q}")["outlets"]:
            found = client.get(
                "/api/search", query_string={"q": q, "outlet": f'"{one["name"]}"'}
            ).get_json()
            assert found["total"] == one["articles"]


def test_an_article_counts_once_for_whoever_it_names_in_two_ways(tmp_path, serving):
    two = (Person("ann-lee", "Ann Lee", ("Ann Lee",), 1), Person("ann-lee", "Ann-Lee", ("A",), 1))
    index = build(tmp_path / "index", [article(1, people=two)])
    client = serving(Settings(index=index)).test_client()
    (one,) = ask(client, "/api/people")["people"]
    assert (one["name"], one["articles"]) == ("Ann Lee", 1)
    (counted,) = ask(client, "/api/facets?facets=people")["facets"]["people"]
    assert counted["count"] == ask(client, "/api/search?people=ann-lee")["total"] == 1


def test_who_has_the_list_is_told_so_until_it_is_another(client):
    first = client.get("/api/people")
    again = client.get("/api/people", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for other in ("?prefix=pet", "?sort=name", "?q=strike"):
        found = client.get(f"/api/people{other}", headers={"If-None-Match": first.headers["ETag"]})
        assert found.status_code == 200


@pytest.mark.parametrize("wrong", ["facets=outlet", "sort=newest", "per_page=201", "cursor=x"])
def test_what_makes_no_sense_of_a_list_is_refused(client, wrong):
    response = client.get(f"/api/people?{wrong}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"


def test_an_empty_archive_lists_nobody(tmp_path, serving):
    client = serving(Settings(index=build(tmp_path / "index", ()))).test_client()
    assert ask(client, "/api/people?prefix=a")["people"] == []
    assert ask(client, "/api/outlets")["total"] == 0
