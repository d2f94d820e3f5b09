"""JSON-LD: what each article's page tells programs, and articles one at a time in other forms."""

import json
import re

import lxml.html
import pytest

from search.config import Settings
from tests.web.paper import article, build
from tests.web.payloads import XSS


def described(client, path):
    """The data of a page's only data block, and the page."""
    response = client.get(path)
    assert response.status_code == 200
    page = lxml.html.fromstring(response.text)
    (block,) = page.xpath("//head/script[@type='application/ld+json']")
    return json.loads(block.text), response.text


def test_the_page_of_an_article_describes_it_as_schema_org_has_it(client):
    found, _ = described(client, "/article/strike?q=cranes")
    people = found.pop("mentions")
    assert found == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "http://localhost/article/strike",
        "identifier": "strike",
        "url": "https://courier.example/strike",
        "headline": "Harbour strike ends in Halin",
        "datePublished": "2021-03-03",
        "inLanguage": "en",
        "author": {"@type": "Person", "name": "Eva Lind"},
        "publisher": {"@type": "NewsMediaOrganization", "name": "Halin Courier"},
        "sourceOrganization": {"@type": "NewsMediaOrganization", "name": "Coast Wire"},
        "wordCount": 38,
    }
    assert [one["name"] for one in people] == ["Ana Petrova", "Jon Marsh"]
    assert people[0]["alternateName"] == ["Petrova"]


def test_what_is_not_known_is_not_said(client):
    found, _ = described(client, "/article/a5")
    assert not found.keys() & {"datePublished", "author", "publisher", "mentions"}
    assert found["url"] == "http://localhost/article/a5"  # its own is a script
    assert described(client, "/article/a3")[0]["datePublished"] == "2020-07"
    assert "headline" not in described(client, "/article/a6")[0]


def test_no_field_can_end_the_block(tmp_path, serving):
    hostile = [*XSS, "</script><b>", "<!--<script>", "]]>", "\u2028&amp;\ud800"]
    index = build(
        tmp_path / "index",
        [
            article(number, title=text, outlet=f"O {text}", author=text, section=text, url=text)
            for number, text in enumerate(hostile)
        ],
    )
    client = serving(Settings(index=index)).test_client()
    for number, text in enumerate(hostile):
        found, page = described(client, f"/article/a{number}")
        assert found["headline"] == text
        (block,) = re.findall(r"<script type=\"application/ld\+json\">(.*?)</script>", page)
        assert not set(block) & set("<>&\u2028")


@pytest.mark.parametrize(
    ("form", "kind", "says"),
    [
        ("ris", "application/x-research-info-systems", "TY  - NEWS\r\nTI  - Harbour strike"),
        ("bibtex", "application/x-bibtex; charset=utf-8", "@article{strike,"),
        ("ninjs", "application/json", '"headline": "Harbour strike ends in Halin"'),
        ("jsonld", "application/ld+json", '"@type": "NewsArticle"'),
        ("text", "text/plain; charset=utf-8", "Harbour strike ends in Halin\n"),
    ],
)
def test_one_article_in_other_forms(client, form, kind, says):
    answer = client.get(f"/api/articles/strike?format={form}")
    assert answer.status_code == 200
    assert answer.content_type == kind
    assert says in answer.text
    again = client.get(
        f"/api/articles/strike?format={form}", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    page = client.get("/article/strike").text
    assert f"/api/articles/strike?format={form}" in page or form == "text"
    if kind in ("application/json", "application/ld+json"):
        assert isinstance(answer.get_json(force=True), dict)
    assert client.get(f"/api/articles/nosuch?format={form}").status_code == 404


def test_the_whole_text_is_in_the_export_and_not_twice_in_the_page(client):
    found = client.get("/api/articles/strike?format=jsonld").get_json(force=True)
    assert found["articleBody"].startswith("HALIN, March 3.")
    assert "articleBody" not in described(client, "/article/strike")[0]


def test_a_form_that_one_article_has_not_is_refused(client):
    answer = client.get("/api/articles/strike?format=csv")
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "format"


def test_a_result_is_one_document(client):
    answer = client.get("/api/search?q=strike&format=jsonld")
    found = json.loads(answer.text)
    assert found["@context"] == "https://schema.org"
    assert len(found["@graph"]) == int(answer.headers["X-Total-Count"]) > 1
