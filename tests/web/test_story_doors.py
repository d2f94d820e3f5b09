"""Stories in results, on the page of an article, as JSON, as a table and in a terminal."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from search.config import Settings
from web.cli import dateline
from web.telling import MOST_COMPARED


def text(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.fixture(scope="module")
def reader(visited: Path, serving: Callable[[Settings], Flask]) -> FlaskClient:
    return serving(Settings(index=visited)).test_client()


def read(client: FlaskClient, address: str) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, address
    return lxml.html.fromstring(response.text)


@pytest.fixture(scope="module")
def aground(reader: FlaskClient) -> str:
    """The id of the story of the ferry that ran aground."""
    answer = json.loads(reader.get("/api/search?q=title:aground").text)
    (found,) = {one["story"] for one in answer["results"]}
    return str(found)


def test_beside_results_stand_their_stories_and_copies_are_folded(reader, aground):
    shown = read(reader, "/search?q=aground")
    (link,) = shown.xpath("//section[@aria-labelledby='stories']//a")
    assert link.get("href") == f"/stories/{aground}"
    assert text(link.getparent()).endswith("20 articles, 14 outlets")
    assert len(shown.xpath("//ol[@class='hit-list']/li")) == 19
    (note,) = shown.xpath("//p[a[.='Show copies']]")
    assert text(note) == "1 copy is counted but not listed. Show copies"
    every = read(reader, note.xpath("a/@href")[0])
    assert len(every.xpath("//ol[@class='hit-list']/li")) == 20
    assert every.xpath("//p/a[.='Fold them']")


def test_a_search_is_compared_with_its_filters(reader):
    shown = read(reader, "/search?q=zephyr&from=2021-03&to=2021-04")
    (query,) = shown.xpath("//input[@name='a']/@value")
    answer = reader.get("/api/compare", query_string={"a": query}).json
    assert (
        answer["a"]["total"]
        == answer["both"]["total"]
        == (reader.get("/api/search?q=zephyr&from=2021-03&to=2021-04").json["total"])
    )


def test_an_article_leads_to_its_story_its_copies_and_a_comparison(reader, aground):
    told = reader.get(f"/api/stories/{aground}").json
    (copy,) = [one for one in told["members"] if one["copy_of"]]
    shown = read(reader, f"/article/{copy['copy_of']}")
    assert shown.xpath(f"//ul[@aria-labelledby='other']//a[@href='/stories/{aground}']")
    assert len(shown.xpath("//ul[@aria-labelledby='other']//a[.='compare']")) == 6
    copies = shown.xpath("//ul[@aria-labelledby='copies']/li")
    assert any("100% the same text" in text(one) for one in copies)
    compare = shown.xpath("//ul[@aria-labelledby='copies']//a[.='compare']/@href")[0]
    assert "Two articles compared" in text(read(reader, compare).xpath("//h1")[0])


def test_a_story_is_the_same_as_a_page_as_json_and_as_a_table(reader, aground):
    told = reader.get(f"/api/stories/{aground}").json
    assert (told["articles"], len(told["members"])) == (20, 20)
    assert len(told["comparison"]["articles"]) == MOST_COMPARED
    assert len({one["article"]["outlet"] for one in told["members"]}) == told["outlets"]
    table = reader.get(f"/api/stories/{aground}?format=csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [one["id"] for one in rows] == [one["id"] for one in told["members"]]
    assert {one["copy_of"] for one in rows} == {one["copy_of"] or "" for one in told["members"]}
    shown = read(reader, f"/stories/{aground}")
    boxes = shown.xpath("//input[@name='ids']/@value")
    assert boxes == told["comparison"]["articles"]
    found = reader.get("/api/search", query_string={"q": f"story:{aground}"}).json
    assert found["total"] == 20


def test_a_story_that_is_not_there_is_404(reader):
    assert reader.get("/stories/snothing0").status_code == 404
    problem = reader.get("/api/stories/snothing0")
    assert (problem.status_code, problem.json["title"]) == (404, "Not found")


def test_the_command_tells_a_story_and_the_same_as_json(visited, reader, aground):
    runner = CliRunner()
    shown = runner.invoke(dateline, ["--index", str(visited), "story", aground])
    assert shown.exit_code == 0, shown.output
    assert "20 articles · 14 outlets" in shown.output
    assert "Who is quoted where" in shown.output
    told = runner.invoke(dateline, ["--index", str(visited), "--json", "story", aground])
    members = reader.get(f"/api/stories/{aground}").json["members"]
    assert json.loads(told.output)["members"] == members
    none = runner.invoke(dateline, ["--index", str(visited), "story", "snothing0"])
    assert none.exit_code != 0


def test_a_comparison_leads_to_the_story_of_its_articles(reader, aground):
    ids = reader.get(f"/api/stories/{aground}").json["comparison"]["articles"][:3]
    shown = read(reader, f"/compare?ids={','.join(ids)}")
    (link,) = shown.xpath(f"//a[@href='/stories/{aground}']")
    assert text(link.getparent()).startswith("Story: Ferry Meridian aground")
    again = reader.get(f"/api/compare?ids={','.join(ids)}").json["comparison"]
    assert again["articles"] == ids
    assert again["passages"]


def test_a_comparison_has_more_time_than_a_search_and_says_where_that_ran_out(visited, serving):
    """What is compared is bounded by counts: the clock is for a machine that has no time at all,
    and a page that it cut short is kept by nobody.
    """
    app = serving(Settings(index=visited))
    access, client = app.extensions["dateline"], app.test_client()
    found = client.get("/api/search?q=title:aground").json["results"]
    story = next(one["story"] for one in found if one["story"])
    paths = (f"/stories/{story}", f"/compare?ids={found[0]['id']},{found[1]['id']}")
    whole = [client.get(path) for path in paths]
    allowed: list[float] = []
    compared = access.archive.compared

    def cut_short(ids, timeout_s):
        allowed.append(timeout_s)
        time.sleep(0.01)
        return compared(ids, 0.0)

    access.archive.compared = cut_short
    access.settings = replace(access.settings, search_timeout=0.002)
    for path, before in zip(paths, whole, strict=True):
        page = client.get(path)
        assert page.status_code == before.status_code == 200
        assert "There was no time to compare all of these articles" in page.text
        assert "ETag" not in page.headers
        assert "There was no time" not in before.text
        assert "ETag" in before.headers
    assert allowed == [0.008, 0.008]
