"""What a page of results weighs where every part of it is full: kilobytes and elements."""

import gzip

import lxml.html
import pytest

from search.article import Quote
from search.config import Settings
from tests.web import paper
from tests.web.full import MANY, build
from tests.web.paper import article

MOST_BYTES, MOST_ELEMENTS = 15_000, 1_500
PAGES = {
    "results": "/search?q=harbour+storm",
    "everything": "/search",
    "explained": "/search?q=harbour+storm&explain=1",
    "explained, one word": "/search?q=harbour&explain=1",
    "explained, three words": "/search?q=harbour+storm+warning&explain=1",
    "explained, four words": "/search?q=harbour+storm+waited+given&explain=1",
    "explained, eight words": "/search?q="
    + "+OR+".join(("harbour", "storm", "waited", "given", "quay", "ferry", "pilot", "tide"))
    + "&explain=1",
    "explained, by month": "/search?q=harbour+storm&from=2016&to=2020&explain=1",
    "results, sixteen words": f"/search?q={'+OR+'.join(MANY[:16])}",
    "results, two hundred words": f"/search?q={'+OR+'.join(MANY)}",
    "explained, two hundred words": f"/search?q={'+OR+'.join(MANY)}&explain=1",
    "explained, sixty patterns": f"/search?q={'*+OR+'.join(MANY[:60])}*&explain=1",
    "explained, forty boosts": f"/search?q={'^2+OR+'.join(MANY[:40])}&explain=1",
    "explained, some of many words": f"/search?q={'+'.join(MANY[:30])}&explain=1",
    "lines": "/search?q=storm&view=lines",
    "lines, by month": "/search?q=storm&from=2016&to=2020&view=lines",
    "lines, sorted": "/search?q=storm&view=lines&kwic_sort=left&per_page=100",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory, serving):
    index = build(tmp_path_factory.mktemp("full") / "index")
    client = serving(Settings(index=index)).test_client()
    return {name: client.get(path) for name, path in PAGES.items()}


def test_every_part_of_the_page_is_there(pages):
    page = lxml.html.fromstring(pages["results"].text)
    assert len(page.xpath("//ol[@class='hit-list']/li")) == 20
    for name, most in (("outlet", 20), ("people", 20), ("agency", 6)):
        assert len(page.xpath(f"//ul[@aria-labelledby='f-{name}']/li")) >= most, name
    assert len(page.xpath("//ol//a[.='same story']")) >= 10
    assert len(page.xpath("//ol//p[contains(., 'People')]/a")) == 80
    assert len(page.xpath("//ol//p[@class='snip']")) == 40
    assert page.xpath("//section[@aria-labelledby='stories']//li")
    told = lxml.html.fromstring(pages["explained"].text)
    assert len(told.xpath("//ol//details/ul/li")) >= 80
    for name, bars in (("explained", 36), ("explained, by month", 60), ("lines, by month", 60)):
        months = lxml.html.fromstring(pages[name].text)
        assert len(months.xpath("//figure//svg//a")) == bars, name
        assert len(months.xpath("//figure//td/a")) == bars, name
    lines = lxml.html.fromstring(pages["lines"].text)
    assert len(lines.xpath("//table[contains(@class, 'kwic')]/tbody/tr")) == 100
    assert len(lines.xpath("//table[contains(@class, 'kwic')]/tbody/tr[count(td) = 4]")) == 100


def test_where_each_result_is_explained_it_has_one_passage_and_two_people(pages):
    for name, passages, people in (
        ("explained, one word", 2, 4),
        ("explained", 1, 2),
        ("explained, eight words", 1, 2),
        ("explained, two hundred words", 1, 2),
        ("results, two hundred words", 1, 4),
    ):
        page = lxml.html.fromstring(pages[name].text)
        assert len(page.xpath("//ol[@class='hit-list']/li")) == 20
        assert len(page.xpath("//ol//p[@class='snip']")) == 20 * passages, name
        assert len(page.xpath("//ol//p[contains(., 'People')]/a")) == 20 * people, name


def test_what_there_is_no_room_for_is_a_click_away(pages):
    """Other outlets and people than the commonest have pages; months a form; what is compared, a
    page of its own.
    """

    def found(name, path):
        return lxml.html.fromstring(pages[name].text).xpath(path)

    for field, page in (("outlet", "/outlets?q="), ("people", "/people?q=")):
        every = f"//ul[@aria-labelledby='f-{field}']/following-sibling::p[1]/a/@href"
        assert [one.startswith(page) for one in found("results", every)] == [True]
    for name in ("explained", "results, sixteen words", "results, two hundred words"):
        for field, page in (("outlet", "/outlets?q="), ("people", "/people?q=")):
            below = f"//ul[@aria-labelledby='f-{field}']/following-sibling::p[1]"
            # Links of a search that is very long are buttons, which have no query.
            every = found(name, f"{below}/a/@href | {below}/button/@formaction")
            assert [f"{one}?q=".startswith(page) for one in every] == [True], name
        assert not found(name, "//search[contains(@class, 'facets')]//details/details")
    for name, is_there in (("explained, two hundred words", False), ("explained", True)):
        assert bool(found(name, "//search[contains(@class, 'facets')]")) == is_there
        assert bool(found(name, "//figure//svg//a")) == is_there
        assert bool(found(name, "//input[@name='b']")) == is_there
        assert found(name, "//figure//form//input[@id='from']")
        assert len(found(name, "//figure//svg//rect")) >= 9


@pytest.mark.parametrize("name", PAGES)
def test_it_keeps_to_its_budget(pages, name):
    body = pages[name].get_data()
    assert len(lxml.html.fromstring(body).xpath("//*")) <= MOST_ELEMENTS
    assert len(gzip.compress(body, 6)) <= MOST_BYTES


def test_of_an_article_four_quotes_are_listed_and_the_others_are_led_to(tmp_path, serving):
    """Ten articles of many long quotes would else be more than a page may weigh."""
    said = [f"The harbour council heard of matter {n} and let it rest." for n in range(9)]
    body, quotes = "", []
    for text in said:
        at = len(body) + 1
        quotes.append(Quote(text, at, at + len(text), None, None, None, True, 0.9))
        body += f"“{text}”\n\n"
    made = article(1, title="The council", body=body.strip(), quotes=tuple(quotes))
    client = serving(Settings(index=paper.build(tmp_path / "index", [made]))).test_client()
    page = lxml.html.fromstring(client.get("/quotes?q=harbour").text)
    assert len(page.xpath("//blockquote")) == 4
    (more,) = page.xpath("//article[@class='said']//a[contains(., 'more quotes')]")
    assert more.text == "5 more quotes in this article"
    whole = lxml.html.fromstring(client.get(more.get("href")).text)
    assert len(whole.xpath("//section[@aria-labelledby='qh']//blockquote")) == 9


def test_of_a_headline_as_long_as_a_paragraph_lists_have_the_beginning(tmp_path, serving):
    words = [f"harbour{number}" for number in range(50)]
    title = " ".join(words)
    made = [
        article(1, title=f"The council {title}", body="A council met.", outlet="Halin Courier"),
        article(2, title="港" * 400, body="A council met in the harbour.", outlet="Halin Courier"),
        article(3, title="Council " + "y" * 231, body="A council met.", outlet="Halin Courier"),
    ]
    client = serving(Settings(index=paper.build(tmp_path / "index", made))).test_client()
    page = lxml.html.fromstring(client.get("/search?q=council+OR+harbour+OR+harbour49").text)
    heads = {len(one.text_content()): one for one in page.xpath("//ol//h2")}
    assert sorted(heads) == [233, 239, 242]  # cut between words, whole, cut within one
    texts = {one.text_content() for one in page.xpath("//ol//h2")}
    assert sum(text.endswith(" …") for text in texts) == 2
    assert {text[:-2] in f"The council {title}" for text in texts if "harbour1" in text} == {True}
    assert page.xpath("//ol//h2//mark/text()") == ["council", "Council"]
    whole = lxml.html.fromstring(client.get("/article/a1?q=harbour49").text)
    assert whole.xpath("//h1//mark/text()") == ["harbour49"]
    lines = lxml.html.fromstring(client.get("/search?q=council&view=lines").text)
    assert max(len(one) for one in lines.xpath("//td[@class='w']/a/@title")) <= 82
    assert client.get("/api/articles/a1").json["title"] == f"The council {title}"
