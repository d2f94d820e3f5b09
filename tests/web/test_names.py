"""The pages of names: people, a person, outlets, an outlet, and who is quoted with what."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.article import Article, Evidence, Person, Quote
from search.config import Settings
from tests.web.paper import article, build

RUNS = "//script[not(@type='application/ld+json')]"


def page(client: FlaskClient, address: str, status: int = 200) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == status, address
    return lxml.html.fromstring(response.text)


def text(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def rows(client: FlaskClient, address: str) -> list[str]:
    return [text(one) for one in page(client, address).xpath("//ol[@class='roll']/li")]


def told(number: int, who: Person, said: str = "", **values: object) -> Article:
    """An article that names somebody, and quotes them if they say something."""
    given: dict[str, object] = {"title": f"Note {number}", "people": (who,)}
    if said:
        body = f"Nobody knew.\n\n“{said},” {who.as_written[-1]} said."
        start = body.index(said)
        quote = Quote(
            said, start, start + len(said), who.id, who.as_written[-1], "said", True, 0.9
        )
        given |= {"body": body, "quotes": (quote,)}
    return article(number, **(given | values))


def lavrova(*spellings: str) -> Person:
    return Person("olga-lavrova", "Olga Lavrova", spellings, len(spellings))


SELIM = Person("سليم-منصور", "سليم منصور", ("سليم منصور",), 1)

TOWN = (
    told(
        1,
        lavrova("Olga Lavrova", "Lavrova"),
        "The ferry will sail on Monday",
        outlet="Evening Star",
        first_day=dt.date(2020, 3, 2),
        author="Jo Reed",
        provenance={"outlet": Evidence("column:source", "Evening Star", 0.99, "metadata")},
    ),
    told(
        2,
        lavrova("Лаврова"),
        outlet="Evening Star",
        first_day=dt.date(2020, 6, 9),
        author="Jo Reed",
        provenance={"outlet": Evidence("mention", "told the Star", 0.6)},
    ),
    told(3, lavrova("O. Lavrova"), "No ferry, no town", outlet="A/B News <b>", lang="ru"),
    told(4, SELIM, "Monday is too late", outlet="A/B News <b>", first_day=dt.date(1889, 1, 5)),
    told(5, Person("x", "<i>Jo & Co</i>", ("<i>Jo & Co</i>",), 1), outlet="../etc"),
)


@pytest.fixture(scope="module")
def app(paper: Path, serving: Callable[[Settings], Flask]) -> Flask:
    """An application that takes its time: a list cut short is another one."""
    return serving(Settings(index=paper))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, serving) -> FlaskClient:
    index = build(tmp_path_factory.mktemp("town") / "index", TOWN)
    client: FlaskClient = serving(Settings(index=index)).test_client()
    return client


# People and outlets


def test_everybody_is_listed_with_how_many_articles_name_them_and_when(client):
    assert rows(client, "/people") == [
        "Ana Petrova2 articles: Ana Petrova3 Mar 2021 – 4 Mar 2021",
        "Jon Marsh2 articles: Jon Marsh20 Feb 2021 – 3 Mar 2021",
    ]
    assert "2 people, in 7 articles; 4 name nobody." in text(page(client, "/people"))


def test_the_list_is_of_the_articles_of_a_search_and_leads_to_them(client):
    found = page(client, "/people?q=talks")
    (row,) = found.xpath("//ol[@class='roll']/li")
    assert text(row).startswith("Jon Marsh1 article")
    (count,) = row.xpath("a[@class='num']/@href")
    assert count == "/search?q=talks&people=jon-marsh"
    assert client.get(count).status_code == 200
    assert rows(client, "/people?outlet=Evening+Post&from=2021") != []
    assert rows(client, "/people?q=nosuchword") == []


def test_names_are_found_by_how_a_word_of_them_begins_in_any_spelling(town):
    assert len(rows(town, "/people?prefix=lavr")) == 1
    assert rows(town, "/people?prefix=лавр") == rows(town, "/people?prefix=lavr")
    letters = page(town, "/people").xpath("//nav[@class='letters']//a")
    assert "Л" in [text(one) for one in letters]
    assert rows(town, next(one.get("href") for one in letters if text(one) == "Л"))
    assert rows(town, "/people?prefix=zz") == []


def test_a_long_list_comes_in_pages_that_lead_to_one_another(town):
    first = page(town, "/people?per_page=2&sort=name")
    assert len(first.xpath("//ol[@class='roll']/li")) == 2
    (following,) = first.xpath("//nav[@class='pages']/a[@rel='next']/@href")
    last = page(town, following)
    assert last.xpath("//ol[@class='roll']/@start") == ["3"]
    assert len(last.xpath("//ol[@class='roll']/li")) == 1
    past = page(town, "/people?per_page=2&sort=name&page=9")
    assert "There is nothing on this page" in text(past)
    assert past.xpath("//p/a[contains(., 'last page')]/@href") == [
        "/people?sort=name&page=2&per_page=2"
    ]


def test_of_several_outlets_asked_for_each_leads_to_its_own_articles(client):
    page = lxml.html.fromstring(
        client.get("/outlets", query_string={"outlet": "Halin Courier,Evening Post"}).text
    )
    for link in page.xpath("//ol[@class='roll']//a[@class='num']"):
        address = link.get("href").replace("/search", "/api/search")
        assert link.text_content().startswith(f"{client.get(address).json['total']} ")


def test_a_list_of_outlets_is_of_those_that_have_articles(client):
    listed = rows(client, "/outlets")
    assert [one.partition("2 ")[0] for one in listed[:2]] == ["Evening Post", "Halin Courier"]
    assert rows(client, "/outlets?people=jon-marsh&sort=name")[0].startswith("Evening Post1")


@pytest.mark.parametrize(
    "address", ["/people?q=strike", "/outlets", "/quotes?people=ana-petrova", "/people/jon-marsh"]
)
def test_every_list_links_to_itself_as_json_csv_and_feed(client, address):
    links = page(client, address).xpath("//nav[@aria-label='Save']//a")
    by_name = {text(one): one.get("href") for one in links}
    kinds = {"JSON": "application/json", "CSV": "text/csv", "Feed": "application/atom+xml"}
    for name, kind in kinds.items():
        answer = client.get(by_name[name], buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype == kind


def test_the_csv_of_a_list_has_all_of_it(town):
    lines = town.get("/api/people?format=csv&per_page=1&sort=name").text.splitlines()
    assert lines[0] == "id,name,articles,first,last,link"
    assert len(lines) == 4
    assert any(
        one.startswith("olga-lavrova,Olga Lavrova,3,2020-03-02,2020-06-09,") for one in lines
    )
    assert town.get("/api/outlets?format=csv").text.count("\r\n") == 4


# A person


def test_a_person_is_told_by_all_articles_that_name_them(town):
    found = page(town, "/people/olga-lavrova")
    assert text(found.find(".//h1")) == "Olga Lavrova"
    said = text(found)
    assert "3 articles · 2 Mar 2020 – 9 Jun 2020 · 1 without a date · quoted in" in said
    assert "quoted in 2 articles" in said
    assert "joined from 4 spellings" in said


def test_the_spellings_of_each_outlet_are_told(town):
    found = page(town, "/people/olga-lavrova")
    table = {
        text(row.find("th")): text(row.findall("td")[1])
        for row in found.xpath("//section[@aria-labelledby='oh']//tbody/tr")
    }
    assert table == {
        "Evening Star": "Lavrova 1 · Olga Lavrova 1 · Лаврова 1",
        "A/B News <b>": "O. Lavrova 1",
    }


def test_quotes_of_a_person_lead_to_their_paragraphs(town):
    found = page(town, "/people/olga-lavrova")
    quotes = [text(one) for one in found.xpath("//blockquote")]
    assert any("The ferry will sail on Monday" in one for one in quotes)
    hrefs = found.xpath("//article[@class='said']//a[@class='pl']/@href")
    assert sorted(hrefs) == ["/article/a1#p2", "/article/a3#p2"]
    for one in hrefs:
        address, _, anchor = one.partition("#")
        assert page(town, address).xpath(f"//p[@id='{anchor}']")


def test_who_is_named_with_a_person_and_where_to_search_on(client):
    found = page(client, "/people/jon-marsh")
    assert found.xpath("//aside//a[@href='/people/ana-petrova']")
    form = found.xpath("//form[.//input[@id='with']]")[0]
    assert form.xpath(".//input[@type='hidden']/@value") == ["jon-marsh"]
    assert client.get("/search?people=jon-marsh&q=talks").status_code == 200
    bars = found.xpath("//figure//svg/a/@href")
    assert bars
    assert all("people=jon-marsh" in one for one in bars)


def test_a_person_whom_the_names_file_joins_is_said_to_be(tmp_path, serving):
    index = build(tmp_path / "index", TOWN)
    (tmp_path / "names.txt").write_text("# ours\nOlga Lavrova = O. Lavrova\n", "utf-8")
    found = page(serving(Settings(index=index)).test_client(), "/people/olga-lavrova")
    assert "line 2 of the archive’s names file" in text(found)


def test_names_of_any_script_have_a_page(town):
    (address,) = page(town, "/people?prefix=سليم").xpath("//ol[@class='roll']/li/a[1]/@href")
    found = page(town, address)
    assert text(found.find(".//h1")) == "سليم منصور"
    assert found.xpath("//h1/bdi")


def test_nobody_of_a_name_is_not_found_but_helped(client):
    found = page(client, "/people/jon-marshall", 404)
    assert "Nobody in this archive goes by jon marshall" in text(found)
    assert found.xpath("//main//a[@href='/people/jon-marsh']")
    assert page(client, "/people/zzz", 404).xpath("//main//a[@href='/people']")
    assert client.get("/api/people/zzz").status_code == 404
    assert page(client, "/people/%00%01", 404) is not None


def test_a_name_in_place_of_an_id_leads_to_the_person(client):
    answer = client.get("/people/Jon%20Marsh")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/people/jon-marsh"


# An outlet


def test_an_outlet_tells_what_is_held_of_it_and_how_it_is_known(town):
    found = page(town, "/outlets/Evening%20Star")
    said = text(found)
    assert "Articles in 2 of 4 months" in said
    assert "April 2020 to May 2020" in said
    assert "Its column “source” 1" in said
    assert "Worked out from other signs in 1 of 2 articles" in " ".join(found.xpath("//@title"))
    assert found.xpath("//section[@aria-labelledby='ah']//a/text()") or "Jo Reed" in said
    assert found.xpath("//aside//a[@href='/people/olga-lavrova']")


def test_outlets_of_odd_names_have_a_page_or_a_search(town):
    addresses = {
        text(one): one.get("href")
        for one in page(town, "/outlets").xpath("//ol[@class='roll']/li/a[1]")
    }
    assert text(page(town, addresses["A/B News <b>"]).find(".//h1")) == "A/B News <b>"
    assert addresses["../etc"].startswith("/search?q=outlet:")
    assert page(town, "/outlets/nowhere", 404).xpath("//main//a[@href='/outlets']")
    assert town.get("/outlets/evening%20star").headers["Location"] == "/outlets/Evening%20Star"


# Quotes


def test_quotes_are_found_by_their_words_and_not_by_those_around_them(town):
    found = page(town, "/quotes?q=ferry+monday")
    assert [text(one) for one in found.xpath("//blockquote//mark")] == ["ferry", "Monday"]
    assert not page(town, "/quotes?q=nobody").xpath("//blockquote")
    assert "No such words are quoted" in text(page(town, "/quotes?q=nobody"))


def test_quotes_are_found_by_who_said_them(town):
    by_id = page(town, "/quotes?people=olga-lavrova")
    assert len(by_id.xpath("//blockquote")) == 2
    assert "Quotes by Olga Lavrova" in text(by_id.find(".//h1"))
    assert len(page(town, "/quotes?people=Lavrova").xpath("//blockquote")) == 2
    assert len(page(town, "/quotes?q=said:lavrova+ferry").xpath("//blockquote")) == 2
    assert len(page(town, "/quotes?people=olga-lavrova&q=monday").xpath("//blockquote")) == 1


def test_words_of_one_speaker_are_found_whoever_else_said_them(town):
    found = page(town, "/quotes?people=سليم&q=monday+OR+town")
    assert len(found.xpath("//blockquote")) == 1
    assert page(town, "/quotes?people=olga-lavrova").xpath("//h1/a/@href") == [
        "/people/olga-lavrova"
    ]


def test_a_quote_says_who_how_where_and_when(town):
    found = page(town, "/quotes?q=%22ferry+will+sail%22")
    (source,) = found.xpath("//article[@class='said']")
    said = text(source)
    for part in ("Evening Star", "2 Mar 2020", "Olga Lavrova", "as “Lavrova”", "said", "¶ 2"):
        assert part in said
    assert source.xpath(".//a[@href='/people/olga-lavrova']")


def test_who_is_quoted_most_narrows_the_quotes(town):
    found = page(town, "/quotes")
    links = found.xpath("//ul[@class='speakers']//a")
    assert [text(one) for one in links] == ["Olga Lavrova", "سليم منصور"]
    assert len(page(town, links[1].get("href")).xpath("//blockquote")) == 1


def test_the_csv_of_quotes_has_a_row_for_each(town):
    lines = town.get("/api/quotes?people=olga-lavrova&format=csv").text.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("quote,speaker,speaker_id,as_written,verb,kind,outlet,date,title")
    assert any("http://localhost/article/a1#p2" in one for one in lines)


# All of them

PAGES = ("/people", "/people/olga-lavrova", "/outlets", "/outlets/Evening%20Star", "/quotes")


@pytest.mark.parametrize("address", [*PAGES, "/people/x", "/outlets/A%2FB%20News%20%3Cb%3E"])
def test_names_stay_text_and_nothing_runs(town, address):
    found = page(town, address)
    assert not found.xpath("//main//i[contains(., 'Jo &')]")
    assert not found.xpath(f"//style | //@style | {RUNS}[not(@src)]")
    assert not found.xpath("//bdi//b")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_a_browser_has_is_not_sent_again(town, address):
    tag = town.get(address).headers["ETag"]
    assert town.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert town.get(f"{address}?nosuch=1").status_code == 400
    assert town.get(f"{address}?format=csv").status_code == 400


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(town, address):
    for one in sorted(set(page(town, address).xpath("//main//a/@href"))):
        if not one.startswith("#"):
            assert town.get(one, buffered=True).status_code == 200, one


def test_pages_of_many_names_keep_to_their_budget(tmp_path, serving):
    people = [
        Person(f"p-{n}", f"Maximilian Featherstone {n}", (f"Maximilian Featherstone {n}",), 1)
        for n in range(300)
    ]
    written = tuple(f"Max{'x' * n} Featherstone" for n in range(1, 400))
    many = Person("p-0", "Maximilian Featherstone 0", written, 400)
    paper = [
        article(
            number,
            people=(many, *people[1:]),
            outlet=f"Gazette of the County of Number {number}",
            first_day=dt.date(1890 + number, 5, 1),
        )
        for number in range(130)
    ]
    client = serving(Settings(index=build(tmp_path / "index", paper))).test_client()
    for address in (
        "/people",
        "/people/p-0",
        "/outlets",
        "/outlets/Gazette of the County of Number 3",
    ):
        body = client.get(address).data
        assert len(gzip.compress(body)) <= 15 * 1024, address
        assert len(re.findall(rb"<[a-z]", body)) <= 1_500, address
    found = text(page(client, "/people/p-0"))
    assert "387 more spellings" in found
    assert "1890 to" in found


def test_names_in_results_and_articles_lead_to_their_pages(client):
    for address in ("/search?q=strike", "/article/strike", "/"):
        found = page(client, address)
        assert found.xpath("//main//a[@href='/people/jon-marsh']"), address
        assert found.xpath("//main//a[@href='/outlets/Halin%20Courier']"), address


def test_the_speakers_of_an_article_lead_to_their_pages(town):
    found = page(town, "/article/a1")
    assert found.xpath("//section[@aria-labelledby='qh']//h3/a/@href") == ["/people/olga-lavrova"]


def test_paragraphs_are_numbered_as_the_article_numbers_them(tmp_path, serving):
    body = "One.\n\n \n\nTwo.\n\n“Three is enough,” Lavrova said."
    start = body.index("Three")
    quote = Quote("Three is enough", start, start + 15, "olga-lavrova", "Lavrova", "said", True, 1)
    paper = [article(1, body=body, people=(lavrova("Lavrova"),), quotes=(quote,))]
    client = serving(Settings(index=build(tmp_path / "index", paper))).test_client()
    (href,) = page(client, "/quotes").xpath(
        "//blockquote/following-sibling::p//a[@class='pl']/@href"
    )
    (there,) = page(client, href.partition("#")[0]).xpath(
        "//p[contains(., 'Three is enough')]/@id"
    )
    assert href.partition("#")[2] == there


def test_the_examples_of_the_front_page_find_something(client):
    for one in page(client, "/").xpath("//div[@class='hero']//p//a/@href"):
        assert "results" not in text(page(client, one).find(".//h1")).partition(" ")[0]
        assert page(client, one).xpath("//ol[@class='hit-list']/li"), one


def test_an_empty_archive_has_empty_lists(tmp_path: Path, serving):
    client = serving(Settings(index=build(tmp_path / "index", ()))).test_client()
    for address in ("/", "/people", "/outlets", "/quotes"):
        assert client.get(address).status_code == 200
