"""The stories of a search: as a page, JSON, CSV and lines; what each has and in which order."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import lxml.etree
import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.config import Settings
from tests.web import paper
from tests.web.feed_rules import atom
from tests.web.shelved import ARTICLES, build, story_id

PATH = "/api/stories"
FERRY, FIRE, FOG = (story_id(f"{name}-1") for name in ("ferry", "fire", "fog"))


@pytest.fixture(scope="module")
def harbour(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[[Settings], Flask]
) -> FlaskClient:
    """A client of an archive of three stories, one of which its owner named."""
    index = build(tmp_path_factory.mktemp("harbour") / "index", {"fire-1": "The mill fire"})
    return serving(Settings(index=index)).test_client()


def got(client: FlaskClient, **asked: object) -> dict[str, Any]:
    response = client.get(PATH, query_string=asked)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [one["id"] for one in found["stories"]]


def page(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return lxml.html.fromstring(response.text)


def test_a_story_has_its_days_its_articles_and_whom_they_name(harbour):
    found = got(harbour)
    assert (found["total"], found["articles"], found["alone"]) == (3, len(ARTICLES), 1)
    ferry = next(one for one in found["stories"] if one["id"] == FERRY)
    assert ferry == {
        "id": FERRY,
        "link": f"/stories/{FERRY}",
        "label": "Ferry aground off Halin",
        "named": False,
        "lead": "ferry-1",
        "articles": 3,
        "matched": 3,
        "outlets": 3,
        "events": 1,
        "first": "2021-03-01",
        "last": "2021-03-04",
        "undated": 0,
        "people": [
            {"id": "ana-petrova", "name": "Ana Petrova", "articles": 3},
            {"id": "jon-marsh", "name": "Jon Marsh", "articles": 2},
        ],
    }


def test_the_owner_s_name_of_a_story_is_its_label(harbour):
    fire = next(one for one in got(harbour)["stories"] if one["id"] == FIRE)
    assert (fire["label"], fire["named"]) == ("The mill fire", True)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", [FIRE, FERRY, FOG]),
        ("oldest", [FERRY, FIRE, FOG]),
        ("largest", [FERRY]),
        ("outlets", [FERRY]),
    ],
)
def test_stories_come_in_the_order_asked_for_undated_ones_last(harbour, order, expected):
    assert ids(got(harbour, sort=order))[: len(expected)] == expected


def test_a_search_has_the_stories_that_its_articles_belong_to(harbour):
    found = got(harbour, q="stuck OR mill")
    assert {one["id"]: one["matched"] for one in found["stories"]} == {FERRY: 1, FIRE: 2}
    assert ids(got(harbour, q="stuck OR mill", sort="matched"))[0] == FIRE
    assert ids(got(harbour, outlet="Morning Star")) == [FERRY]
    assert ids(got(harbour, people="jon-marsh")) == [FERRY]
    assert ids(got(harbour, **{"from": "2021-05"})) == [FIRE]
    assert got(harbour, q="council")["alone"] == 1
    assert ids(got(harbour, q="volcano")) == []


def test_small_stories_and_those_of_one_outlet_can_be_left_out(harbour):
    assert ids(got(harbour, min_articles=3)) == [FERRY]
    assert ids(got(harbour, min_outlets=2)) == [FERRY]
    assert FOG in ids(got(harbour, min_outlets=1))


def test_stories_come_a_page_at_a_time(harbour):
    first = got(harbour, per_page=2, sort="oldest", min_outlets=0)
    assert ids(first) == [FERRY, FIRE]
    second = harbour.get(first["next"]).get_json()
    assert ids(second) == [FOG]
    assert (second["page"], second["pages"], second["next"]) == (2, 2, None)


def test_all_of_them_as_a_table_and_as_lines(harbour):
    response = harbour.get(f"{PATH}?format=csv&per_page=1")
    assert response.headers["X-Total-Count"] == "3"
    assert "dateline-stories.csv" in response.headers["Content-Disposition"]
    table = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [row["id"] for row in table] == [FIRE, FERRY, FOG]
    assert table[1]["people"] == "Ana Petrova; Jon Marsh"
    assert table[1]["link"] == f"http://localhost/stories/{FERRY}"
    assert (table[2]["first"], table[2]["undated"]) == ("", "2")
    lines = harbour.get(f"{PATH}?format=jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == got(harbour)["stories"]


def test_they_are_followed_as_a_feed(harbour):
    response = harbour.get(f"{PATH}?format=atom&per_page=2")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert response.headers["X-Total-Count"] == "3"
    names = atom(response.data)
    assert [one.rpartition(":")[2] for one in names] == [FIRE, FERRY]
    feed = lxml.etree.fromstring(response.data)
    ferry = feed[-1]
    told = {lxml.etree.QName(one).localname: one for one in ferry}
    listed = got(harbour)["stories"][1]
    assert told["title"].text == listed["label"]
    assert told["updated"].text == f"{listed['last']}T00:00:00Z"
    assert told["link"].get("href") == f"http://localhost/stories/{FERRY}"
    links = {one.get("rel"): one.get("href") for one in feed.findall("{*}link")}
    assert [one.rpartition(":")[2] for one in atom(harbour.get(links["next"]).data)] == [FOG]
    assert harbour.get(links["alternate"]).status_code == 200
    # A name of the feed that no page of it changes.
    following = lxml.etree.fromstring(harbour.get(links["next"]).data)
    assert following.find("{*}id").text == feed.find("{*}id").text


def test_the_page_leads_to_its_feed(harbour):
    page = lxml.html.fromstring(harbour.get("/stories?q=ferry&sort=largest").text)
    (feed,) = page.xpath("//link[@type='application/atom+xml']/@href")
    assert [one.rpartition(":")[2] for one in atom(harbour.get(feed).data)] == [FERRY]
    assert page.xpath("//nav[@aria-label='Save']//a[.='Feed']/@href") == [feed]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"sort": "relevance"}, "sort"),
        ({"min_articles": "1"}, "min_articles"),
        ({"min_outlets": "x"}, "min_outlets"),
        ({"format": "rss"}, "format"),
        ({"facets": "outlet"}, "facets"),
        ({"q": "(fire", "strict": "1"}, "q"),
    ],
)
def test_what_makes_no_sense_is_refused(harbour, asked, parameter):
    response = harbour.get(PATH, query_string=asked)
    assert response.status_code == 400
    assert response.get_json()["parameter"] == parameter


def test_an_answer_names_itself(harbour):
    forms = (f"{PATH}?format={form}" for form in ("csv", "jsonl", "atom"))
    for path in (PATH, *forms, "/stories?q=ferry"):
        response = harbour.get(path)
        again = harbour.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert harbour.get(PATH).headers["ETag"] != harbour.get(f"{PATH}?sort=oldest").headers["ETag"]


def test_the_page_lists_stories_and_leads_to_each(harbour):
    found = page(harbour, "/stories")
    titles = found.xpath("//ol//h2/a")
    assert [(one.text_content(), one.get("href")) for one in titles] == [
        ("The mill fire", f"/stories/{FIRE}"),
        ("Ferry aground off Halin", f"/stories/{FERRY}"),
        ("Fog over the bay", f"/stories/{FOG}"),
    ]
    says = found.xpath("string(//h1/following-sibling::p)")
    assert says.startswith("3 stories, in 8 articles; 1 belongs to none.")
    assert "3 articles" in found.xpath("string(//ol/li[2]//p)")
    for link in found.xpath("//ol//a/@href"):
        assert harbour.get(link).status_code == 200, link


def test_of_a_search_it_is_told_how_much_of_a_story_is_in_it(harbour):
    found = page(harbour, "/stories?q=stuck")
    (link,) = found.xpath("//ol//a[.='1 in this search']/@href")
    listed = page(harbour, link).xpath("//ol//h2/a")
    assert [one.text_content() for one in listed] == ["Ferry stuck on a bank"]
    (coverage,) = found.xpath("//ol//a[starts-with(.,'Coverage')]/@href")
    there = page(harbour, coverage)
    assert there.xpath("string(//h1/a)") == "Ferry aground off Halin"
    assert "Ferry aground off Halin" in there.xpath("string(//ul[contains(@class,'chips')])")
    heads = there.xpath("//thead//th[@scope='col']")
    days = [one.text_content() for one in heads[2:10]]
    assert days == ["27", "28", "1", "2", "3", "4", "5", "6"]


def test_the_front_page_has_the_latest_stories_of_several_outlets(harbour):
    found = page(harbour, "/")
    links = found.xpath("//section[@aria-labelledby='stories']//li/a/@href")
    assert links == [f"/stories/{FERRY}"]


def test_an_archive_without_stories_says_so(tmp_path, serving):
    paper.build(tmp_path / "index", ARTICLES[:1])
    client = serving(Settings(index=tmp_path / "index")).test_client()
    assert got(client)["total"] == 0
    assert "There are no stories here" in client.get("/stories").text
    assert "Latest stories" not in client.get("/").text
