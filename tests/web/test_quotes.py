"""Who is quoted with what: the list of quotes, and the article's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask import Flask

from search.archive import Archive
from search.config import Settings
from web import create_app

STRIKE = (
    "Port workers end strike\n\nHALIN, March 3. The strike is over, Transport Minister Ana Petrova"
    ' said on Wednesday.\n\n"The cranes will move again on Monday," Petrova said. "Nobody lost."'
    "\n\nUnion leader Omar Marsh said that the wages were fair, and called the talks "
    '"long and bitter."\n\nShe said the so-called "iron rule" of the docks stays.'
)
SHIPS = (
    "Ships wait\n\nHALIN, March 2. Ships wait outside Halin, and Minister Ana Petrova is patient."
    '\n\n"We can wait longer than they can," Petrova told reporters.'
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("quoted")
    (folder / "strike.txt").write_text(STRIKE, encoding="utf-8")
    (folder / "ships.txt").write_text(SHIPS, encoding="utf-8")
    Archive.open(folder / "index").rebuild([folder / "strike.txt", folder / "ships.txt"])
    made = create_app(Settings(index=folder / "index"))
    yield made
    made.extensions["dateline"].archive.close()


def ask(app: Flask, address: str) -> dict[str, Any]:
    response = app.test_client().get(address)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def test_the_quotes_of_a_person_from_all_articles(app):
    answer = ask(app, "/api/quotes?people=petrova")
    assert answer["articles"] == 2
    assert {one["text"] for one in answer["quotes"]} == {
        "The cranes will move again on Monday,",
        "Nobody lost.",
        "We can wait longer than they can,",
    }
    assert {one["speaker"]["name"] for one in answer["quotes"]} == {"Ana Petrova"}
    assert answer["speakers"] == [{"id": "ana-petrova", "name": "Ana Petrova", "count": 3}]
    assert {one["article"]["title"] for one in answer["quotes"]} == {
        "Port workers end strike",
        "Ships wait",
    }


def test_a_quote_tells_verb_cue_and_place(app):
    one = ask(app, "/api/quotes?people=petrova&q=patient")["quotes"][0]
    assert (one["verb"], one["as_written"], one["kind"]) == ("told", "Petrova", "direct")
    article = ask(app, f"/api/articles/{one['article']['id']}")
    body = article["body"]
    assert body[one["start"] : one["end"]] == one["text"]
    assert body[one["mention"]["start"] : one["mention"]["end"]] == "Petrova"
    assert body[one["verb_at"]["start"] : one["verb_at"]["end"]] == "told"
    assert 0.5 < one["confidence"] <= 1


def test_words_inside_quotations(app):
    answer = ask(app, '/api/quotes?q=quote:"move again"')
    assert [one["text"] for one in answer["quotes"]] == ["The cranes will move again on Monday,"]
    assert ask(app, "/api/quotes?q=quote:strike")["quotes"] == []


def test_what_is_only_reported_comes_when_asked_for(app):
    direct = ask(app, "/api/quotes?people=marsh")["quotes"]
    assert [one["text"] for one in direct] == ["long and bitter."]
    every = ask(app, "/api/quotes?people=petrova&indirect=1")
    assert {one["kind"] for one in every["quotes"]} == {"direct", "indirect"}
    assert every["speakers"][0]["count"] == 3


def test_a_search_for_a_speaker(app):
    assert ask(app, "/api/search?q=said:petrova cranes")["total"] == 1
    assert ask(app, "/api/search?q=said:marsh ships")["total"] == 0
    answer = ask(app, "/api/search?q=quote:bitter")
    assert (answer["total"], answer["warnings"]) == (1, [])


def test_the_article_shows_quotes_by_speaker_without_words_at_arm_s_length(app):
    found = ask(app, "/api/search?q=cranes")["results"][0]
    page = app.test_client().get(found["link"]).text
    quoted = page[page.index("Quotes by speaker") : page.index("Source text")]
    assert "Ana Petrova" in quoted
    assert "Nobody lost." in quoted
    assert "iron rule" not in quoted
    assert "the wages were fair" not in quoted


def test_a_parameter_that_is_not_known_is_refused(app):
    assert app.test_client().get("/api/quotes?nosuch=1").status_code == 400


AGAIN = (
    "Strike over in Halin\n\nHALIN, March 4. Petrova was pleased.\n\n"
    '"I said the cranes will move again on Monday and nobody lost a single day of wages in Halin,"'
    " she said on Wednesday."
)
FIRST = (
    "Strike ends\n\nHALIN, March 3. Minister Ana Petrova spoke on Wednesday.\n\n"
    '"The cranes will move again on Monday and nobody lost a day of wages in Halin," Petrova said.'
)


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("reworded")
    records = [
        {"id": "a", "title": "Strike ends", "text": FIRST, "date": "2021-03-03"},
        {"id": "b", "title": "Strike over", "text": AGAIN, "date": "2021-03-04"},
    ]
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
    Archive.open(folder / "index").rebuild([path])
    made = create_app(Settings(index=folder / "index"))
    yield made
    made.extensions["dateline"].archive.close()


def test_one_quote_in_all_its_wordings_earliest_first(reworded):
    found = ask(reworded, "/api/quotes?like=b:0")
    assert [one["article"]["id"] for one in found["wordings"]] == ["a", "b"]
    assert [one["asked"] for one in found["wordings"]] == [False, True]
    body = ask(reworded, "/api/articles/b")["body"]
    own = [body[span["start"] : span["end"]] for span in found["wordings"][1]["own"]]
    assert own == ["I said", "single"]
    assert found["same"] is False
    assert ask(reworded, "/api/quotes?like=a:0")["wordings"][0]["asked"] is True


def test_the_page_of_an_article_leads_to_the_wordings_of_its_quotes(reworded):
    client = reworded.test_client()
    article = lxml.html.fromstring(client.get("/article/b").text)
    (link,) = article.xpath("//a[.='other wordings']/@href")
    page = client.get(link)
    assert page.status_code == 200
    shown = lxml.html.fromstring(page.text)
    assert len(shown.xpath("//article[@class='said']")) == 2
    assert "I said" in [mark.text_content() for mark in shown.xpath("//mark")]
    again = client.get(link, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("like=b", 400, "like"),
        ("like=b:x", 400, "like"),
        ("like=:0", 400, "like"),
        ("like=b:-1", 400, "like"),
        ("like=b:0&like=b:0", 400, "like"),
        ("like=b:0&q=crane", 400, "q"),
        ("like=b:7", 404, None),
        ("like=nosuch:0", 404, None),
        ("like=b:" + "9" * 400, 400, "like"),
    ],
)
def test_what_is_no_quote_is_refused(reworded, query, status, parameter):
    client = reworded.test_client()
    answer = client.get(f"/api/quotes?{query}")
    assert answer.status_code == status, answer.text
    assert answer.json.get("parameter") == parameter
    assert client.get(f"/quotes?{query}").status_code == status
