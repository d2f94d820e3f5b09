"""The page of a story: who was first, what is compared, and what is said of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import lxml.html
import pytest
from flask import Flask, render_template

from search.article import Article
from search.comparison import Comparison
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
from web.telling import MOST_COMPARED, beside, compared, first, telling
from web.view import beside as beside_view
from web.view import comparing, cuttings
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
        labels = [one.label for one in cuttings.heads(ones, sheets.places())]
    assert labels == [
        "Halin Courier, 1 Mar 2021 (1)",
        "Halin Courier, 1 Mar 2021 (2)",
        "Evening Post",
        "Outlet not stated",
    ]


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
    assert len(line.text) <= cuttings.LONGEST + 2
