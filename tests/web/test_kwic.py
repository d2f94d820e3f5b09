"""Lines at the doors: JSON, CSV and the page."""

import csv
import io
import json
import re

import pytest

from search.archive import Archive
from search.config import Settings


def ask(client, query: str, **more: object):
    response = client.get("/api/kwic", query_string={"q": query, **more})
    assert response.status_code == 200, response.text
    return response.get_json()


def table(client, query: str, **more: object) -> list[dict[str, str]]:
    response = client.get("/api/kwic", query_string={"q": query, "format": "csv", **more})
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text)))


def test_a_line_says_who_when_and_where(client):
    found = ask(client, "cranes")
    (line,) = found["lines"]
    assert line["words"] == "cranes"
    assert line["left"].endswith("“The ")
    assert line["right"].startswith(" will move again")
    assert line["article"]["outlet"] == "Halin Courier"
    assert line["article"]["date"] == "2021-03-03"
    body = client.get(f"/api/articles/{line['article']['id']}").get_json()["body"]
    assert body[line["start"] : line["end"]] == "cranes"
    assert (found["articles"], found["pages_of"]) == (1, "articles")


def test_what_narrows_a_search_narrows_the_lines(client):
    assert {
        one["article"]["outlet"] for one in ask(client, "strike", outlet="Evening Post")["lines"]
    } == {"Evening Post"}
    assert ask(client, "strike", to="2020")["lines"] == []
    assert client.get("/api/kwic?q=strike&facets=outlet").status_code == 400
    assert client.get("/api/kwic?q=strike&width=5").status_code == 400


def test_pages_are_of_articles_and_lead_on(client):
    everything = ask(client, "strike")["lines"]
    address = "/api/kwic?q=strike&per_page=1&width=40"
    found = []
    while address:
        page = client.get(address).get_json()
        assert page["looked_through"] == 1
        found += page["lines"]
        address = page["next"]
    assert [(one["article"]["id"], one["start"]) for one in found] == [
        (one["article"]["id"], one["start"]) for one in everything
    ]


def test_sorted_lines_have_pages_of_their_own(client):
    whole = ask(client, "strike OR story", kwic_sort="right", per_page=100)
    assert whole["pages_of"] == "lines"
    words = [re.findall(r"\w+", line["right"].lower()) for line in whole["lines"]]
    assert words == sorted(words)
    parts = []
    address = "/api/kwic?q=strike+OR+story&kwic_sort=right&per_page=3"
    while address:
        page = client.get(address).get_json()
        assert len(page["lines"]) <= 3
        parts += page["lines"]
        address = page["next"]
    assert parts == whole["lines"]


def test_post_takes_the_same(client):
    asked = {"q": "strike", "width": 20, "kwic_sort": "left"}
    assert (
        client.post("/api/kwic", json=asked).get_json()["lines"]
        == ask(client, "strike", width=20, kwic_sort="left")["lines"]
    )


def test_csv_has_every_line_and_is_safe_in_spreadsheets(client):
    rows = table(client, "strike")
    lines = ask(client, "strike", per_page=200)["lines"]
    assert [(one["left"], one["words"], one["right"], one["id"]) for one in rows] == [
        (one["left"], one["words"], one["right"], one["article"]["id"]) for one in lines
    ]
    assert all(row["link"].startswith("http://localhost/article/") for row in rows)
    assert [row["words"] for row in table(client, "strike", kwic_sort="left")]
    quoted = table(client, "gibberish AND (")
    assert [row["words"] for row in quoted] == [""] * len(quoted)
    assert all(row["note"] for row in quoted)
    accepted = client.get("/api/kwic?q=strike", headers={"Accept": "text/csv"})
    assert accepted.content_type.startswith("text/csv")


def test_the_page_shows_lines_and_leads_back(client):
    page = client.get("/search?q=strike&view=lines").text
    lines = ask(client, "strike")["lines"]
    assert page.count('class="w"') == len(lines)
    assert '<a rel="nofollow" href="/search?q=strike">Articles</a>' in page
    assert 'href="/search?q=strike&amp;view=lines&amp;kwic_sort=right">Words after</a>' in page
    assert 'href="/api/kwic?q=strike&amp;format=csv">CSV</a>' in page
    listed = client.get("/search?q=strike").text
    assert 'href="/search?q=strike&amp;view=lines">Lines</a>' in listed
    assert 'class="kwic' not in listed
    assert "/api/search?q=strike&amp;view" not in page + listed


@pytest.mark.parametrize("order", ["article", "right"])
def test_a_line_leads_to_its_place_in_the_article(client, order):
    page = client.get(f"/search?q=strike&view=lines&kwic_sort={order}").text
    hrefs = re.findall(r'class="w" dir="auto"><a href="([^"]+)" title="[^"]*">([^<]+)<', page)
    assert len(hrefs) == len(ask(client, "strike")["lines"])
    for href, words in hrefs:
        address, _, place = href.replace("&amp;", "&").partition("#")
        article = client.get(address)
        assert article.status_code == 200
        assert f'<mark id="{place}">{words}</mark>' in article.text
        assert "view=lines" in article.text  # the way back


@pytest.mark.parametrize("query", ["strike", '"harbour strike" OR marsh', "story NEAR/3 two"])
def test_lines_are_the_places_that_are_marked_in_the_article(client, query):
    lines = ask(client, query, per_page=200)["lines"]
    assert lines
    for article in {line["article"]["id"] for line in lines}:
        found = client.get(f"/api/articles/{article}", query_string={"q": query}).get_json()
        assert [
            {name: line[name] for name in ("field", "start", "end")}
            for line in lines
            if line["article"]["id"] == article
        ] == found["highlights"]


def test_a_table_of_lines_that_are_read_from_right_to_left_is_turned(tmp_path, serving):
    rows = [
        {
            "id": "ar",
            "title": "ميناء",
            "body": "انتهى الإضراب في الميناء يوم الجمعة.",
            "lang": "ar",
        },
        {"id": "en", "title": "Port", "body": "The strike is over.", "lang": "en"},
    ]
    (tmp_path / "port.jsonl").write_text("\n".join(map(json.dumps, rows)))
    Archive.open(tmp_path / "index").rebuild([tmp_path / "port.jsonl"])
    client = serving(Settings(index=tmp_path / "index")).test_client()
    turned = '<table class="kwic one" dir="rtl">'
    assert turned in client.get("/search?q=الإضراب&view=lines").text
    assert turned not in client.get("/search?q=strike&view=lines").text


def test_what_stands_around_the_words_is_escaped_once(client):
    page = client.get("/search?q=wages&view=lines").text
    assert "&amp; hours were &lt;agreed&gt;" in page
    assert "<agreed>" not in page


def test_every_link_of_the_page_is_answered(client):
    page = client.get(
        "/search?q=strike&view=lines&kwic_sort=left&width=30&per_page=2&from=2019"
    ).text
    for href in set(re.findall(r'href="(/(?:search|api)[^"]*)"', page)):
        response = client.get(href.replace("&amp;", "&"), buffered=True)
        assert response.status_code == 200, href
