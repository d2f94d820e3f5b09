"""Searches as feeds that readers follow: what came last first, and nothing when nothing came."""

import datetime as dt
import json
import re
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import etree

from search.config import Settings
from search.engine import Facts
from search.export import FORMATS, About
from search.local import LocalEngine
from tests.paper import article
from tests.web.feed_rules import RULES

FORMS = ("atom", "rss", "jsonfeed")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Town:
    """An archive that grows, and a reader of its feeds."""

    def __init__(self, engine, client):
        self.engine = engine
        self._client = client

    def add(self, *articles):
        return self.engine.add(articles, Facts).snapshot

    def get(self, query="strike", form="atom", headers=None, **more):
        arguments = {"q": query, "format": form, **more}
        return self._client.get("/api/search", query_string=arguments, headers=headers)

    def ids(self, query="strike", form="atom", **more):
        response = self.get(query, form, **more)
        assert response.status_code == 200, response.text
        return [one.rpartition(":")[2] for one in RULES[form](response.data)]


def piece(name, text="harbour strike", **more):
    return article(name, f"Story {name}", text, **more)


@pytest.fixture
def town(tmp_path, serving):
    engine = LocalEngine(tmp_path / "index")
    engine.rebuild([piece("old", date="2021-03-03"), piece("older", date="1926")], Facts)
    return Town(engine, serving(Settings(index=tmp_path / "index")).test_client())


@pytest.mark.parametrize("form", FORMS)
def test_what_came_last_stands_first(town, form):
    assert town.ids(form=form) == ["old", "older"]  # which came together
    town.add(piece("new", date="1999"), piece("other", "a ferry"))
    town.add(piece("newer"), piece("old", "the strike, once more", date="2021-03-03"))
    assert town.ids(form=form) == ["newer", "new", "old", "older"]
    assert town.ids(form=form, sort="oldest") == ["older", "new", "old", "newer"]
    assert town.ids("ferry", form) == ["other"]
    assert town.ids("zeppelin", form) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_narrows_to_what_came_since_a_state_of_the_archive(town, form):
    was = town.engine.snapshot()
    town.add(piece("new"))
    town.engine.remove(["old"])
    town.add(piece("old"))  # it was gone, so it is new
    mark = f"{was.generation}.{was.commit}"
    assert town.ids(form=form, added_since=mark) == ["old", "new"]
    refused = town.get(form=form, added_since="9.9")
    assert refused.status_code == 410
    assert refused.json["type"] == "urn:dateline:snapshot.unknown"


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_is_of_bounded_length_and_goes_on(town, form):
    town.engine.rebuild([piece(f"n{number:03}") for number in range(250)], Facts)
    first = town.get(form=form)
    assert len(RULES[form](first.data)) == 100
    assert first.headers["X-Total-Count"] == "250"
    assert len(town.ids(form=form, per_page=200)) == 200
    assert town.ids(form=form, per_page=3) == ["n000", "n001", "n002"]
    seen, response = [], first
    while True:
        seen += RULES[form](response.data)
        following = re.search(r'<([^>]+)>; rel="next"', response.headers.get("Link", ""))
        if following is None:
            break
        assert following[1].encode() in response.data.replace(b"&amp;", b"&")
        parts = urlsplit(following[1])
        response = town._client.get(f"{parts.path}?{parts.query}")
    assert len(set(seen)) == len(seen) == 250


def test_entries_tell_when_they_were_published_and_when_they_came(town):
    came = town.engine.article("old").added.strftime("%Y-%m-%dT%H:%M:%SZ")
    feed = etree.fromstring(town.get().data)
    (old, older) = feed.findall("a:entry", ATOM)
    assert old.findtext("a:published", None, ATOM) == "2021-03-03T00:00:00Z"
    assert [one.findtext("a:updated", None, ATOM) for one in (feed, old, older)] == [came] * 3
    item = etree.fromstring(town.get(form="rss").data).find("channel/item")
    assert item.findtext("pubDate") == "Wed, 03 Mar 2021 00:00:00 GMT"
    assert item.findtext("{http://www.w3.org/2005/Atom}updated") == came
    item = town.get(form="jsonfeed").json["items"][0]
    assert (item["date_published"], item["date_modified"]) == ("2021-03-03T00:00:00Z", came)
    (result, _) = town._client.get("/api/search?q=strike&sort=added").json["results"]
    assert (result["id"], result["added"]) == ("old", came)
    assert town._client.get("/api/articles/old").json["added"] == came


@pytest.mark.parametrize("form", FORMS)
def test_who_asks_again_is_sent_nothing_until_something_came(town, form):
    first = town.get(form=form)
    tag = {"If-None-Match": first.headers["ETag"]}
    for _ in range(2):
        again = town.get(form=form, headers=tag)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    town.add(piece("other", "a ferry"))  # which is nothing to this search
    assert town.get(form=form, headers=tag).status_code == 304
    town.add(piece("new"))
    fresh = town.get(form=form, headers=tag)
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != first.headers["ETag"]
    assert town.get("ferry", form, headers=tag).status_code == 200


def test_a_date_will_do_to_ask_again(town, tmp_path):
    was = town.engine.snapshot().built_at
    changed = was.replace(microsecond=0) + dt.timedelta(seconds=1)

    def asked(moment):
        date = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return town.get(headers={"If-Modified-Since": date}).status_code

    assert asked(changed - dt.timedelta(seconds=1)) == 200  # it may have changed since
    assert asked(changed) == 304
    assert asked(changed + dt.timedelta(days=9)) == 304
    both = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT", "If-None-Match": '"other"'}
    assert town.get(headers=both).status_code == 200  # the tag knows better
    told = town.get().headers.get("Last-Modified")
    assert told in (None, changed.strftime("%a, %d %b %Y %H:%M:%S GMT"))


def test_a_feed_names_itself_and_its_page_wherever_it_is_served(tmp_path, serving):
    LocalEngine(tmp_path / "index").rebuild([piece("one")], Facts)
    settings = Settings(
        index=tmp_path / "index",
        hosts=("news.example",),
        trusted_proxies=("127.0.0.1",),
    )
    client = serving(settings).test_client()
    headers = {
        "X-Forwarded-Prefix": "/archive",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "news.example",
    }
    asked = "/api/search?query=caf%C3%A9 OR strike&format=atom&source=-%22A %26 B%22"
    feed = etree.fromstring(client.get(asked, headers=headers).data)
    links = {one.get("rel"): one.get("href") for one in feed.findall("a:link", ATOM)}
    assert links["self"].startswith("https://news.example/archive/api/search?q=caf%C3%A9+OR")
    assert links["alternate"].startswith("https://news.example/archive/search?q=caf%C3%A9")
    assert feed.findtext("a:title", None, ATOM) == "Dateline: café OR strike; outlet -A & B"
    entry = feed.find("a:entry/a:link", ATOM)
    assert entry.get("href") == "https://news.example/archive/article/one"
    parts = urlsplit(links["self"])
    again = client.get(f"{parts.path.removeprefix('/archive')}?{parts.query}", headers=headers)
    assert etree.tostring(etree.fromstring(again.data)) == etree.tostring(feed)
    page = client.get(f"{urlsplit(links['alternate']).path.removeprefix('/archive')}?q=strike")
    assert page.status_code == 200


ODD = [
    article("a b/ü%?", '<b>"Tom" & ]]> \x00\x0b\ud800 \u202e', "One \x1f line & <tag>."),
    article("no-title", None, ""),
    article("relative", " \x08 ", "Text.", url="/news/1", author="\u0001x"),
    article("script", "x", "Text.", url="javascript:alert(1)", outlet='A "B" & C'),
    article("spaces", "x", "Text.", url='http://a.example/é "q"?x=<1>&y=2', author="Lee & Co"),
    article("broken", "x", "Text.", url="http://[::1", date="2021-03"),
    article("long", "x" * 5_000, "Word " * 5_000, url="HTTPS://a.example/"),
    article("early", "x", "y", date="0001"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("address", [None, "http://127.0.0.1:8000/api/search?q=a%20b"])
def test_whatever_an_article_holds_the_feed_is_sound(form, address):
    about = About('q "<&>\x00\ud800', dt.datetime(2021, 3, 1, 9, tzinfo=dt.timezone.utc), address)
    data = "".join(FORMATS[form].write(ODD, about)).encode()
    assert len(RULES[form](data)) == len(ODD)
    assert b"javascript" not in data


def test_the_page_of_a_search_leads_to_its_feed(town):
    page = etree.HTML(town._client.get("/search?q=strike&sort=oldest&page=2").data)
    (link,) = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    assert link == "/api/search?q=strike&format=atom"
    assert link in page.xpath("//a/@href")
    response = town._client.get(link)
    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert [one.rpartition(":")[2] for one in RULES["atom"](response.data)] == ["old", "older"]


def test_a_reader_that_accepts_a_feed_gets_one(town):
    response = town._client.get("/api/search?q=strike", headers={"Accept": "application/rss+xml"})
    assert RULES["rss"](response.data)
    assert json.loads(town.get(form="jsonfeed").data)["feed_url"].endswith(
        "/api/search?q=strike&per_page=100&format=jsonfeed"
    )


def links(page, text):
    return page.xpath(f"//main//a[normalize-space()='{text}']/@href")


def test_a_search_is_kept_to_see_what_comes_in(town):
    page = etree.HTML(town._client.get("/search?q=strike&page=1&sort=oldest").data)
    (kept,) = links(page, "New from now on")
    assert kept == "/search?q=strike&added_since=1.1&sort=added"
    nothing = etree.HTML(town._client.get(kept).data)
    assert nothing.findtext(".//h1").startswith("Nothing new matches")
    assert "Keep this address" in nothing.xpath("string(//main)")
    (without,) = nothing.xpath("//main//table//a")
    assert (without.get("href"), without.text) == ("/search?q=strike&sort=added", "2 articles")
    came = town.add(piece("new", date="1999")).built_at
    found = etree.HTML(town._client.get(kept).data)
    own = etree.HTML(town._client.get("/article/new").data)
    assert own.xpath("string(//dt[.='Added']/following-sibling::dd[1])").endswith("UTC")
    assert found.xpath("//ol//h2//a/text()") == ["Story new"]
    assert f"added {came.day} {came:%B %Y}, {came:%H:%M} UTC" in found.xpath("string(//ol)")
    assert found.xpath("//ul[contains(@class, 'chips')]//bdi/text()") == ["New since state 1.1"]
    assert links(found, "Newest") == ["/search?q=strike&added_since=1.1&sort=newest"]
    assert links(found, "Clear all") == ["/search?q=strike&sort=added"]
    form = found.xpath("//form//input[@name='added_since']/@value")
    assert form
    assert set(form) == {"1.1"}
    gone = town._client.get("/search?q=strike&added_since=1.7")
    assert gone.status_code == 410
    assert "The state that answers now is 1.2" in gone.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2021-03-03", "Added from 3 March 2021"),
        ("2021-03-03T18:05:59Z", "Added from 3 March 2021, 18:05 UTC"),
        ("2021-03-03 18:05", "Added from 3 March 2021, 18:05 UTC"),
        ("2021-03-03T18:05 03:00", "Added from 3 March 2021, 15:05 UTC"),
    ],
)
def test_a_time_can_be_said_in_many_ways(town, said, words):
    address = "/search?" + urlencode({"q": "strike", "added_since": said, "tz": "UTC"})
    page = etree.HTML(town._client.get(address).data)
    assert page.xpath("//ol//h2//a/text()") == ["Story old", "Story older"]
    assert page.xpath("//ul[contains(@class, 'chips')]//bdi/text()") == [words]


def test_what_is_no_time_is_refused(town):
    for wrong in ("soon", "3.x", "2021-13-01", "2021-03-03T25:00", "1..2", ">2017", "-1.2"):
        refused = town._client.get("/api/search", query_string={"added_since": wrong})
        assert refused.status_code == 400, wrong
        assert refused.json["parameter"] == "added_since"
    for far, total in (("0001-01-01T00:00:00+14:00", 2), ("9999-12-31T23:59:59-14:00", 0)):
        answer = town._client.get("/api/search", query_string={"added_since": far})
        assert (answer.status_code, answer.json["total"]) == (200, total)
    for unknown in ("0.0", "999999999.1"):
        answer = town._client.get("/api/search", query_string={"added_since": unknown})
        assert answer.status_code == 410


def test_a_cursor_holds_what_it_is_since(town):
    first = town._client.get("/api/search?q=strike&added_since=yesterday&per_page=1&tz=Asia/Tokyo")
    again = town._client.get("/api/search", query_string={"cursor": first.json["cursor"]})
    found = [one["id"] for page in (first, again) for one in page.json["results"]]
    assert (found, again.json["total"]) == (["old", "older"], 2)
