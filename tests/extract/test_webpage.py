"""The article of a web page."""

import pytest

from search.errors import BadInput
from search.extract import webpage
from search.extract.shallow import shallow
from tests.extract.invented import LAST, LEAD, MORE, read, text

PAGE = f"""<html><head><title>Pilots on strike</title><script>var x = "Home";</script></head><body>
<nav><a href="/">Home</a><a href="/news">News</a></nav>
<article><h1>Pilots of Ostwick go on strike</h1><p>Published: 3 May 2019</p>
<p>{LEAD}</p><p>{MORE}</p><p>{LAST}</p></article>
<footer>Privacy Policy</footer></body></html>"""


def test_the_body_is_the_article_and_the_rest_is_set_aside():
    one = read(PAGE, "html")
    assert one.body == text(LEAD, MORE, LAST)
    assert one.title == "Pilots of Ostwick go on strike"
    assert str(one.first_day) == "2019-05-03"
    assert {"Published: 3 May 2019", "Privacy Policy"} <= {aside.text for aside in one.set_aside}
    assert one.received
    assert "var x" not in one.received
    assert LEAD in one.received


@pytest.mark.parametrize(
    "page", ["", "<html></html>", "<html><body><script>x</script></body></html>"]
)
def test_a_page_without_text_is_bad_input(page):
    with pytest.raises(BadInput) as caught:
        read(page, "html")
    assert caught.value.code == "article.empty"


def test_broken_markup_is_read_as_far_as_it_goes():
    one = read(f"<html><body><aside><div><p>{LEAD}<p>{MORE}<p>{LAST}<b><i>", "html")
    assert LEAD in one.body


def test_a_declared_encoding_does_not_matter_any_more():
    page = f'<?xml version="1.0" encoding="utf-16"?><html><p>{LEAD}</p><p>{MORE}</p></html>'
    assert LEAD in read(page, "html").body


def test_a_page_of_nested_tables_keeps_its_text():
    deep = "<table><tr><td>" * 300 + f"<p>{LEAD}</p><p>{MORE}</p>" + "</td></tr></table>" * 300
    assert read(f"<html><body>{deep}</body></html>", "html").body == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<div class='a'><table><tr><td>"])
def test_a_page_nested_deeper_than_a_parser_goes_keeps_its_text(opening):
    deep = opening * 5000 + f"<p>{LEAD}</p><p>{MORE}</p>" + "</div>" * 5000
    one = read(f"<html><body>{deep}<p>{LAST}</p></body></html>", "html")
    assert one.body.startswith(text(LEAD, MORE))
    assert LAST in (one.received or one.body)


def test_what_stands_too_deep_stands_beside_the_deepest_allowed(monkeypatch):
    monkeypatch.setattr("search.extract.shallow.DEEPEST", 2)
    assert shallow("<div><p>a<br>b</p></div>") == "<div><p>a<br>b</p></div>"
    deep = "<div><DIV><div>a</div>b</div>c</div></i>d"
    assert shallow(deep) == "<div><DIV></div><div>a</div>b</div>c</div></i>d"


def test_other_readings_of_a_page_are_compared_only_where_it_is_of_usual_size(monkeypatch):
    asked = []

    def extract(markup, *, fast, **_):
        asked.append(fast)
        return LEAD

    monkeypatch.setattr("trafilatura.extract", extract)
    read(f"<p>{LEAD}</p>", "html")
    read(f"<p>{LEAD}</p>" + "<i>a</i>" * webpage.MOST_ELEMENTS, "html")
    assert asked == [False, True]


def test_other_articles_below_are_not_the_body():
    cards = "".join(f"<div><a href='/'>{one}</a><i>2h ago</i></div>" for one in OTHERS)
    page = PAGE.replace("<footer>", f"<section><h2>More in Sports</h2>{cards}</section><footer>")
    assert read(page, "html").body == text(LEAD, MORE, LAST)


def test_what_the_reading_by_markup_leaves_out_is_told_by_what_it_stands_with(monkeypatch):
    monkeypatch.setattr("trafilatura.extract", lambda markup, **_: f"{LEAD}\n{MORE}")
    one = read(PAGE, "html")
    assert one.body == text(LEAD, MORE, LAST)
    assert one.provenance["body"].method == "layout"


def test_what_a_page_shows_twice_is_in_the_body_once():
    small = f"<div class='mobile-only'><div class='teaser'>{LEAD} {MORE} {LAST}</div></div>"
    one = read(PAGE.replace("<article>", f"{small}<article>"), "html")
    assert one.body == text(LEAD, MORE, LAST)


def test_a_row_of_a_table_is_a_paragraph():
    table = "".join(
        f"<tr><td>{name}</td><td>{count} {LAY}</td></tr>"
        for name, count in (("Ostwick", 14), ("Halin", 31), ("Weston", 27))
    )
    page = PAGE.replace(f"<p>{LAST}</p>", f"<table>{table}</table><p>{LAST}</p>")
    rows = (f"Ostwick | 14 {LAY}", f"Halin | 31 {LAY}", f"Weston | 27 {LAY}")
    assert read(page, "html").body == text(LEAD, MORE, *rows, LAST)


LAY = "boats lay at the quay that night"
OTHERS = (
    "Weston Rovers sign Omar Marsh from Halin United for a record fee",
    "Five things we learned from the opening night of the island cup",
    "Ferry cup: Tickets for the final are sold out within an hour",
    "Why nobody wants to be the goalkeeper of Ostwick any more",
    "Ranking every stadium of the north by the quality of its pies",
    "Coach Ana Petrova on her last season, her knees and the rain",
    "The oldest rowing club of the country has a new boat at last",
    "Marsh injured: What it means for the rest of the season",
    "Live: Halin United against Weston Rovers, minute by minute",
    "Watch: The goal of the month, and nine that were nearly as good",
)


ROWS = (("Ostwick", "14 boats"), ("Halin", "31 boats"))


def table(rows):
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def test_a_small_table_in_the_middle_of_an_article_is_of_it():
    one = read(f"<div><p>{LEAD}</p><p>{MORE}</p>{table(ROWS)}<p>{LAST}</p></div>", "html")
    assert one.body == text(LEAD, MORE, "Ostwick | 14 boats", "Halin | 31 boats", LAST)


def test_a_table_of_links_and_one_below_an_article_are_not():
    linked = [(f"<a href='/{place}'>{place}</a>",) for place in ("Ostwick", "Halin")]
    one = read(
        f"<div><p>{LEAD}</p>{table(linked)}<p>{MORE}</p><p>{LAST}</p>{table(ROWS)}</div>", "html"
    )
    assert one.body == text(LEAD, MORE, LAST)
