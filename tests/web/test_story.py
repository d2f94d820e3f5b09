"""The page of a story: who was first, what is compared, and what is said of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner
from flask import Flask, render_template
from flask.testing import FlaskClient

from search.article import Article
from search.comparison import Comparison
from search.config import Settings
from search.story import Copy, Member
from tests.web.paper import article
from tests.web.town import (
    ARTICLES,
    COURIER,
    POST,
    REPRINT,
    STAR,
    Shelf,
    comparison,
    sentence,
    story,
)
from web import comparison as records
from web import sheets
from web.cli import dateline
from web.telling import MOST_COMPARED, beside, compared, first, telling
from web.view import beside as beside_view
from web.view import comparing
from web.view import story as story_view
from web.view.links import Link


def text(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def drawn(app: Flask, shelf: Shelf) -> lxml.html.HtmlElement:
    """The page of the story of a shelf."""
    found = telling(shelf, "sferry234", 1.0)
    assert found is not None
    with app.test_request_context("/stories/sferry234"):
        view = story_view.story(found, sheets.places(), "/api/stories/sferry234")
        page = render_template(
            "story.html", view=view, up=Link("Stories", "/"), snapshot=found.told.snapshot
        )
    return lxml.html.fromstring(page)


@pytest.fixture
def page(app: Flask) -> lxml.html.HtmlElement:
    """The page of the ferry."""
    return drawn(app, Shelf())


def section(page: lxml.html.HtmlElement, name: str) -> str:
    (found,) = page.xpath(f"//section[@aria-labelledby='{name}']")
    return text(found)


def names(ones: tuple[Article, ...]) -> list[str]:
    return [one.id for one in ones]


# Who was first


def test_first_is_the_one_of_the_earliest_day():
    found = first((POST, COURIER))
    assert (names(found.leading), found.day) == (["courier"], dt.date(2021, 3, 1))
    assert found.is_certain


def test_articles_of_one_day_are_equals():
    other = replace(POST, first_day=dt.date(2021, 3, 1), last_day=dt.date(2021, 3, 1))
    found = first((COURIER, other))
    assert names(found.leading) == ["courier", "post"]
    assert not found.is_certain


def test_what_is_undated_or_of_that_month_may_have_been_earlier():
    found = first(ARTICLES)
    assert names(found.leading) == ["courier"]
    assert names(found.perhaps) == ["star", "reprint"]
    assert not found.is_certain


def test_a_month_that_ended_before_the_first_known_day_leads():
    february = replace(STAR, first_day=dt.date(2021, 2, 1), last_day=dt.date(2021, 2, 28))
    found = first((COURIER, february))
    assert names(found.leading) == ["star"]
    assert not found.is_exact
    assert not found.perhaps


def test_without_any_date_nothing_is_first():
    found = first((REPRINT,))
    assert (found.leading, found.day, names(found.perhaps)) == ((), None, ["reprint"])


# What is compared


def test_of_each_outlet_the_earliest_is_compared_before_others_and_copies_last():
    again = article(5, id="again", outlet="Halin Courier", first_day=dt.date(2021, 3, 3))
    ones = {one.id: one for one in (COURIER, again, POST, REPRINT)}
    members = [Member(name, 0, "courier" if name == "reprint" else None) for name in ones]
    assert compared(members, ones) == ("courier", "again", "post", "reprint")
    many = {f"m{n:02}": article(n, id=f"m{n:02}", outlet=f"Outlet {n // 2}") for n in range(40)}
    chosen = compared([Member(name, 0) for name in many], many)
    assert chosen == tuple(f"m{n:02}" for n in range(0, 2 * MOST_COMPARED, 2))


def test_an_article_that_is_gone_is_passed_over():
    assert compared([Member("gone", 0), Member("post", 0)], {"post": POST}) == ("post",)


def test_a_story_of_an_unknown_id_is_none():
    assert telling(Shelf(), "snothing0", 1.0) is None


# The page


def test_the_page_says_what_the_story_is(page):
    assert text(page.xpath("//h1")[0]) == "Ferry aground off Halin"
    about = text(page.xpath("//h1/following-sibling::p[1]")[0])
    assert "4 articles" in about
    assert "3 outlets" in about
    assert "1 without a date" in about
    assert page.xpath("//a[contains(@href, '/help#stories')]")
    assert page.xpath("//form//input[@type='hidden'][@name='story'][@value='sferry234']")


def test_the_timeline_has_each_day_in_order_the_undated_last(page):
    days = [text(one) for one in page.xpath("//section[@aria-labelledby='when']//li/b")]
    assert days == ["1 Mar 2021", "2 Mar 2021", "Mar 2021", "No date"]


def test_the_page_says_who_was_first_and_who_may_have_been(page):
    said = section(page, "first")
    assert "Halin Courier 1 March 2021" in said
    assert "date inferred" in said
    assert "May have been earlier: 1 article without a date and 1 article known only" in said


def test_articles_stand_side_by_side_with_copies_folded_under_them(page):
    heads = [text(one) for one in page.xpath("//article/h3")]
    assert heads == ["Ferry aground off Halin", "Ferry stuck", "Who owns the ferry?"]
    (folded,) = page.xpath("//article[@id='c1']/details")
    assert text(folded.xpath("summary")[0]).startswith("1 copy")
    assert "Ferry aground" in text(folded)
    assert "3 of 4 articles are shown and compared" in section(page, "sbs")
    boxes = page.xpath("//input[@type='checkbox'][@name='ids'][@form='pick']/@value")
    assert boxes == ["courier", "post", "star"]


def test_who_is_only_named_is_told_from_who_is_quoted(page):
    rows = [
        [text(cell) for cell in row.xpath("td")]
        for row in page.xpath("//section[@aria-labelledby='who']//tbody/tr")
    ]
    assert rows[0][0] == "“We heard a long scraping <sound>,” ¶ 2"
    assert rows[0][2] == "Not named"
    assert rows[1] == ["Not named", "Named once, not quoted", "Named twice, not quoted"]


def test_shared_words_are_marked_and_lead_to_their_paragraph(page):
    (shown,) = page.xpath("//section[@aria-labelledby='same']//li")
    assert [text(one) for one in shown.xpath(".//mark")] == ["off Halin", "off Halin"]
    assert shown.xpath(".//a[@class='pl']/@href") == ["/article/courier#p1", "/article/post#p1"]


def test_only_what_is_certain_is_said_to_stand_nowhere_else(page):
    (known,) = page.xpath("//section[@aria-labelledby='only']//div[@class='side']")
    said = [text(one) for one in known.xpath("./div")]
    assert said[0].endswith("on the upper deck. ¶ 3only here")
    assert said[1].endswith("not found elsewhere")


def test_numbers_differ_and_none_is_called_wrong(page):
    said = section(page, "numbers")
    assert "40 people aboard" in said
    assert "46 people aboard" in said
    assert "1 Mar 2021" in said
    assert "differ" in said
    assert "wrong" not in text(page).lower()


def test_a_quote_shows_the_words_that_the_earliest_has_not(page):
    (row,) = page.xpath("//section[@aria-labelledby='worded']//li")
    assert [text(one) for one in row.xpath(".//mark")] == ["terrible"]
    assert "Worded differently: 2 articles" in text(row)


def test_wire_copy_is_named_with_its_share_and_credit(page):
    said = section(page, "wire")
    assert "it credits Coast Wire" in said
    assert "82% of its own words outside quotations stand in Coast Wire’s article" in said
    assert "does not credit Coast Wire" in said


def test_spellings_say_who_writes_them(page):
    assert "Anna Petrova Evening Post" in section(page, "spelt")


def test_no_text_becomes_markup(page):
    assert not page.xpath("//sound")
    assert not page.xpath("//*[@style]")


def test_a_story_of_one_article_that_is_left_has_a_page(app):
    shelf = Shelf(articles={"courier": COURIER})
    shown = drawn(app, shelf)
    assert [text(one) for one in shown.xpath("//article/h3")] == ["Ferry aground off Halin"]
    assert not shelf.asked


def test_a_story_without_any_date_says_so(app):
    ones = tuple(replace(one, first_day=None, last_day=None) for one in ARTICLES)
    shown = drawn(app, Shelf(story(ones), {one.id: one for one in ones}))
    assert "which was first is not known" in section(shown, "first")


def test_a_large_story_keeps_to_the_budget_of_a_page(app):
    """250 articles of 30 outlets on 90 days, of which twelve are compared at length."""
    body = "\n\n".join(f"Paragraph {n} on the ferry, the mayor and the quay." for n in range(9))
    ones = tuple(
        article(
            n,
            id=f"m{n:03}",
            title=f"The ferry, part {n}",
            body=body,
            outlet=f"Outlet {n % 30}",
            first_day=dt.date(2021, 3, 1) + dt.timedelta(n // 3),
            people=COURIER.people,
        )
        for n in range(250)
    )
    found = comparison()
    crowd = Comparison(
        articles=ones[:12],
        passages=tuple(replace(one, shared=((), ())) for one in found.passages * 30),
        alone=(),
        differences=(),
        quotes=(),
        voices=tuple(
            replace(found.voices[0], id=f"p{n}", mentions=(1,) * 12, quotes=((),) * 12)
            for n in range(60)
        ),
        wire=(),
        spellings=(),
        terms=(),
    )
    shelf = Shelf(story(ones), {one.id: one for one in ones}, found=crowd)
    shown = drawn(app, shelf)
    assert len(shown.xpath("//*")) <= 1_500
    assert len(shelf.asked[0]) == 12
    assert "12 of 250 articles are shown" in section(shown, "sbs")
    assert page_of_all(shown) == "/search?story=sferry234&sort=oldest"


def page_of_all(page: lxml.html.HtmlElement) -> str:
    (address,) = page.xpath("//details/p/a[starts-with(., 'All ')]/@href")
    return str(address)


# What stands beside an article


def test_beside_an_article_stand_those_of_its_story_but_no_copies_of_it():
    shelf = Shelf(shared=(Copy("reprint", None, "copy", 0.98, 1.0),))
    found = beside(shelf, "courier")
    assert names(found.others) == ["post", "star"]
    assert [one.id for one, _ in found.copies] == ["reprint"]
    assert beside(Shelf(), "elsewhere").story is None


def test_how_much_of_a_text_is_shared_is_said_by_what_it_is(app):
    with app.test_request_context("/"):
        found = beside(Shelf(shared=(Copy("reprint", None, "copy", 0.98, 1.0),)), "courier")
        view = beside_view.beside(COURIER, found, sheets.places())
    assert view.copies[0].says == "98% the same text"
    assert view.others[0].compare == "/compare?ids=courier,post"
    assert beside_view.alike(Copy("x", None, "contains", 0.3, 0.9)).startswith("has 90% of this")
    assert beside_view.alike(Copy("x", None, "contained", 0.3, 0.9)).startswith("90% of it")


# The same as JSON


def test_the_record_names_articles_by_id_and_places_in_their_bodies():
    found = telling(Shelf(), "sferry234", 1.0)
    assert found is not None
    told = records.story(found, "/news")
    assert told["link"] == "/news/stories/sferry234"
    assert [one["copy_of"] for one in told["members"]] == [None, None, None, "courier"]
    assert told["first_to_report"] == {
        "articles": ["courier"],
        "day": "2021-03-01",
        "exact": True,
        "certain": False,
        "perhaps": ["star", "reprint"],
    }
    bodies = {one.id: one.body for one in ARTICLES}
    for passage in told["comparison"]["passages"]:
        for one in passage["sentences"]:
            assert bodies[one["article"]][one["start"] : one["end"]] == one["text"]
    one, other = told["comparison"]["differences"][0]["figures"]
    assert (one["text"], other["text"], one["unit"]) == ("40", "46", "people")
    assert told["comparison"]["wire"][0]["share"] is None


def test_labels_tell_articles_of_one_outlet_apart(app):
    ones = (COURIER, replace(COURIER, id="x"), POST, REPRINT)
    with app.test_request_context("/"):
        labels = [one.label for one in comparing.heads(ones, sheets.places())]
    assert labels == [
        "Halin Courier, 1 Mar 2021 (1)",
        "Halin Courier, 1 Mar 2021 (2)",
        "Evening Post",
        "Outlet not stated",
    ]


# Over an archive that was read from files


@pytest.fixture(scope="module")
def reader(visited: Path, serving: Callable[[Settings], Flask]) -> FlaskClient:
    return serving(Settings(index=visited, search_timeout=30.0)).test_client()


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


def test_a_long_sentence_is_cut_at_a_word(app):
    body = "The ferry " + "drifted slowly " * 60 + "home."
    long = replace(COURIER, body=body, quotes=())
    found = replace(
        comparison(),
        articles=(long, POST, STAR),
        passages=(),
        alone=(replace(comparison().alone[0], sentence=sentence(0, long, "ferry")),),
        differences=(),
        quotes=(),
        voices=(),
        wire=(),
    )
    with app.test_request_context("/"):
        view = comparing.compared(found, sheets.places(), comparing.CROWD)
    (line, _) = view.alone[0].lines[0]
    assert line.text.endswith(("drifted …", "slowly …"))
    assert len(line.text) <= comparing.LONGEST + 2
