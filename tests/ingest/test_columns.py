"""Which column is which field, for the names and shapes people hold."""

from __future__ import annotations

import json

import pytest

from search.ingest import FIELDS
from search.ingest.columns import ALIASES, stated
from tests.ingest.conftest import only


def values(record: object, **mapping: str) -> dict[str, str]:
    assert isinstance(record, dict)
    return dict(stated(record, mapping).values)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        *[(name, "body") for name in ("body", "text", "content", "article", "articleBody")],
        *[(name, "body") for name in ("maintext", "full_text", "Full Text", "story", "STORY")],
        *[(name, "title") for name in ("title", "headline", "Headline")],
        *[(name, "author") for name in ("author", "authors", "byline", "creator")],
        *[(name, "section") for name in ("section", "category", "desk")],
        *[(name, "outlet") for name in ("outlet", "source", "publication", "publisher")],
        *[(name, "outlet") for name in ("newspaper", "site_name", "media", "siteName")],
        ("agency", "agency"),
        *[(name, "date") for name in ("date", "published", "publish_date", "pub_date")],
        *[(name, "date") for name in ("publication_date", "date_published", "datePublished")],
        *[(name, "date") for name in ("published_at", "publishedAt", "timestamp")],
        *[(name, "lang") for name in ("lang", "language")],
        *[(name, "id") for name in ("id", "guid", "uuid", "article_id", "_id")],
    ],
)
def test_common_names_are_known(column, field):
    assert values({column: "a value"}) == {field: "a value"}
    assert stated({column: "a value"}, {}).by == {field: f"column:{column}"}


@pytest.mark.parametrize("column", ["url", "link", "canonical_url", "web_url", "webUrl"])
def test_links_are_web_addresses(column):
    assert values({column: "https://gazette.example/a"}) == {"url": "https://gazette.example/a"}
    assert values({column: "javascript:alert(1)"}) == {}


def test_every_field_of_an_article_has_names():
    assert set(FIELDS) == set(ALIASES)
    assert len({name for names in ALIASES.values() for name in names}) == sum(
        map(len, ALIASES.values())
    )


def test_other_columns_are_ignored():
    assert values({"body": "Over", "sentiment": 0.3, "crawled": "2020-01-01", "year": 2017}) == {
        "body": "Over"
    }


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"source": {"id": "gz", "name": "The Gazette"}}, "outlet", "The Gazette"),
        ({"source": {"id": None, "name": None}}, "outlet", None),
        ({"authors": ["Ann Lee", "Bo Ray"]}, "author", "Ann Lee; Bo Ray"),
        ({"authors": "['Ann Lee', \"Bo O'Ray\"]"}, "author", "Ann Lee; Bo O'Ray"),
        ({"authors": []}, "author", None),
        ({"authors": "[]"}, "author", None),
        ({"author": {"@type": "Person", "name": "Ann Lee"}}, "author", "Ann Lee"),
        ({"author": [{"name": "Ann Lee"}, {"name": "Bo Ray"}]}, "author", "Ann Lee; Bo Ray"),
        ({"title": {"rendered": "Strike &amp; peace"}}, "title", "Strike & peace"),
        ({"title": "  Strike\n ends "}, "title", "Strike ends"),
        ({"title": "nan"}, "title", None),
        ({"title": float("nan")}, "title", None),
        ({"title": True}, "title", None),
        ({"title": "x" * 5000}, "title", None),
        ({"headline": "Strike", "title": ""}, "title", "Strike"),
        ({"_source": {"headline": "Strike"}}, "title", "Strike"),
        ({"fields": {"headline": "Inner"}, "title": "Outer"}, "title", "Outer"),
        ({"id": 17}, "id", "17"),
        ({"id": 17.0}, "id", "17"),
        ({"_id": {"$oid": "5f0c"}}, "id", "5f0c"),
        ({"body": ["One.", "Two."]}, "body", "One.\n\nTwo."),
        ({"content": "short", "body": "whole"}, "body", "whole"),
    ],
)
def test_values_are_read_in_the_shapes_they_have(record, field, value):
    assert values(record).get(field) == value


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2017-06-20", "2017-06-20"),
        ("June 20", "June 20"),
        (1497916800, "2017-06-20T00:00:00+00:00"),
        ("1497916800", "2017-06-20T00:00:00+00:00"),
        (1497916800.0, "2017-06-20T00:00:00+00:00"),
        (1497916800123, "2017-06-20T00:00:00+00:00"),
        ("1497916800000000", "2017-06-20T00:00:00+00:00"),
        ({"$date": "2017-06-20T00:00:00Z"}, "2017-06-20T00:00:00Z"),
        ({"$date": {"$numberLong": "1497916800000"}}, "2017-06-20T00:00:00+00:00"),
        (20170620, "20170620"),
        ("20170620", "20170620"),
        (201706201230, "201706201230"),
        (2017, "2017"),
        (10**40, None),
        (float("inf"), None),
    ],
)
def test_dates_may_be_counted_from_1970(written, date):
    assert values({"timestamp": written}).get("date") == date


def test_a_mapping_wins_and_reaches_into_objects():
    record = {"text": "short", "meta": {"words": "whole", "who": [{"n": "Ann Lee"}]}, "a.b": "x"}
    mapping = {
        "body": "meta.words",
        "author": "meta.who.0.n",
        "title": "a.b",
        "outlet": "none.at.all",
    }
    assert values(record, **mapping) == {"body": "whole", "author": "Ann Lee", "title": "x"}
    assert stated(record, mapping).by["body"] == "column:meta.words"


def test_a_newsapi_record(reads):
    record = {
        "source": {"id": "gazette", "name": "The Gazette"},
        "author": "Ann Lee",
        "title": "Strike ends",
        "description": "After a week.",
        "url": "https://gazette.example/strike",
        "urlToImage": "https://gazette.example/strike.jpg",
        "publishedAt": "2017-06-20T10:00:00Z",
        "content": "It is over.",
    }
    article = only(reads("a.json", json.dumps({"status": "ok", "articles": [record]})))
    assert (article.outlet, article.author, article.date) == (
        "The Gazette",
        "Ann Lee",
        "2017-06-20T10:00:00Z",
    )
    assert (article.title, article.text, article.url) == (
        "Strike ends",
        "It is over.",
        "https://gazette.example/strike",
    )
    assert article.stated_by["outlet"] == "column:source"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<p>It is over.</p><p>They said <b>so</b>.<br>Today.</p>",
            "It is over.\n\nThey said so.\nToday.",
        ),
        ("Over<br/><br/>at last", "Over\n\nat last"),
        ("<div><script>x()</script><style>p{}</style>Over<!-- a --> now</div>", "Over now"),
        ("It is <a href='/x'>over</a>.", "It is over."),
        ("Strike &amp; peace &#8211; over", "Strike & peace – over"),
        ("a < b and c > d", "a < b and c > d"),
        ("Write <name> here & there", "Write <name> here & there"),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("<ul><li>One</li><li>Two</li></ul>tail", "One\n\nTwo\n\ntail"),
    ],
)
def test_markup_in_a_body_becomes_paragraphs(reads, body, text):
    article = only(reads("a.jsonl", json.dumps({"body": body})))
    assert (article.kind, article.text) == ("record", text)


def test_a_whole_page_in_a_body_stays_a_page(reads):
    page = (
        "<!DOCTYPE html><html lang='en'><head><meta property='og:site_name' content='The Gazette'>"
    )
    page += "<title>Page</title></head><body><p>It is over.</p></body></html>"
    article = only(reads("a.jsonl", json.dumps({"title": "Column", "html": page})))
    assert (article.kind, article.text) == ("html", page)
    assert (article.title, article.outlet, article.lang) == ("Column", "The Gazette", "en")
    assert article.stated_by["title"] == "column:title"
    assert article.stated_by["outlet"] == "og:site_name"
