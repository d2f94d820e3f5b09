"""A whole result in the forms that other programs read, over HTTP and from the command line."""

import csv
import datetime as dt
import io
import json
import re
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from search.export import FORMATS
from search.export.about import About, summary
from tests.paper import article
from tests.web.test_api import ask, ids
from web.cli.export import EXPORTS
from web.requested import read

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def export(client, query: str, form: str, **more):
    response = client.get("/api/search", query_string={"q": query, "format": form, **more})
    assert response.status_code == 200, response.text
    return response


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


@pytest.mark.parametrize("query", ["", "strike", "zzzz"])
def test_every_form_holds_every_article_in_order(client, query):
    expected = ids(ask(client, query, per_page=200))
    found = rows(export(client, query, "csv"))
    assert [row["id"] for row in found] == expected
    lines = export(client, query, "jsonl").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == expected
    ris = export(client, query, "ris").text
    assert re.findall(r"^ID  - (.*?)\r$", ris, re.M) == expected
    assert re.findall(r"^@article\{(.*),$", export(client, query, "bibtex").text, re.M) == expected
    items = json.loads(export(client, query, "ninjs").data)
    assert [urlsplit(one["uri"]).path.rpartition("/")[2] for one in items] == expected


@pytest.mark.parametrize("query", ["", "strike", "zzzz"])
def test_every_feed_holds_what_came_last_first(client, query):
    expected = ids(ask(client, query, per_page=200, sort="added"))
    feed = etree.fromstring(export(client, query, "atom").data)
    urns = [f"urn:dateline:article:{one}" for one in expected]
    assert feed.xpath("/a:feed/a:entry/a:id/text()", namespaces=ATOM) == urns
    assert etree.fromstring(export(client, query, "rss").data).xpath("//item/guid/text()") == urns
    assert [
        one["id"] for one in json.loads(export(client, query, "jsonfeed").data)["items"]
    ] == urns


def test_an_export_says_how_many_there_are_and_where_they_are_read(client):
    response = export(client, "strike", "csv")
    assert response.headers["X-Total-Count"] == str(ask(client, "strike")["total"])
    assert response.headers["Content-Disposition"] == 'attachment; filename="dateline.csv"'
    link = rows(response)[0]["link"]
    assert client.get(urlsplit(link).path).status_code == 200


def test_filters_order_and_strictness_hold_for_exports_too(client):
    found = rows(export(client, "strike", "csv", sort="oldest", outlet="-Evening Post"))
    assert [row["id"] for row in found] == ids(
        ask(client, "strike", sort="oldest", outlet="-Evening Post")
    )
    refused = client.get("/api/search", query_string={"q": "a AND", "format": "csv", "strict": 1})
    assert refused.status_code == 400
    assert client.get("/api/search?format=xls").json["parameter"] == "format"
    assert client.get("/search?format=csv").status_code == 400


def test_a_client_may_say_what_it_accepts(client):
    got = client.get("/api/search?q=strike", headers={"Accept": "text/csv"})
    assert got.content_type == "text/csv; charset=utf-8"
    for header in ("*/*", "application/json", "text/html,*/*;q=0.8"):
        got = client.get("/api/search?q=strike", headers={"Accept": header})
        assert got.content_type == "application/json"


def test_only_so_many_exports_are_sent_at_once(app, client):
    access = app.extensions["dateline"]
    held = [access.every(read([("q", "strike")]))[2] for _ in range(2)]
    assert client.get("/api/search?q=strike&format=csv").status_code == 503
    for done in held:
        done()
    for _ in range(5):  # each gives back its place
        assert export(client, "strike", "csv")


NASTY = article(
    "=1+1",
    '=HYPERLINK("http://evil") & <b>"x"</b> ]]> %{}\\',
    "First\x0b line.\n\nSecond, \ud800 “line”.",
    outlet="@outlet",
    author="Marsh, J. & Co",
    date="2021-03",
)


@pytest.mark.parametrize("name", FORMATS)
def test_whatever_an_article_holds_the_export_can_be_read(name):
    about = About('a "query" <&>\x00', dt.datetime(2021, 3, 1, tzinfo=dt.timezone.utc))
    text = "".join(FORMATS[name].write([NASTY, NASTY], about)).encode("utf-8", "replace")
    if name == "csv":
        (first, _) = csv.DictReader(io.StringIO(text.decode(), newline=""))
        assert first["id"] == "'=1+1"
        assert first["title"].startswith("'=")
        assert first["outlet"] == "'@outlet"
        assert first["date"] == "2021-03"
    elif name == "jsonl":
        assert [json.loads(line)["title"] for line in text.splitlines()] == [NASTY.title] * 2
    elif name in ("jsonfeed", "ninjs"):
        json.loads(text)
    elif name in ("atom", "rss"):
        titles = etree.fromstring(text).xpath("//*[local-name()='title']/text()")
        assert titles[1:] == [NASTY.title] * 2
    elif name == "ris":
        assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in text.decode().split("\r\n"))
        assert b"DA  - 2021/03//" in text
    else:
        braces = text.replace(b"\\{", b"").replace(b"\\}", b"")
        assert braces.count(b"{") == braces.count(b"}")


def test_days_of_feeds_are_those_of_publication(client):
    dated = {row["id"]: row["date"] for row in rows(export(client, "", "csv"))}
    feed = etree.fromstring(export(client, "", "rss").data)
    for item in feed.xpath("//item"):
        name = item.findtext("guid").rpartition(":")[2]
        day = item.findtext("pubDate")
        assert bool(day) == bool(dated[name])
        if day and len(dated[name]) == 10:
            assert str(parsedate_to_datetime(day).date()) == dated[name]


def test_a_summary_ends_at_a_word():
    text = article("x", None, "One two three, four five.")
    assert summary(text) == "One two three, four five."
    assert summary(text, 16) == "One two three …"


def test_the_command_line_knows_every_form():
    assert tuple(FORMATS) == EXPORTS
