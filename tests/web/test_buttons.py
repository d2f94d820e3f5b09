"""A search that is very long: links of its pages are buttons that lead where links would."""

import gzip
import random
from urllib.parse import parse_qs, parse_qsl, urlsplit

import lxml.html
import pytest

from search.config import Settings
from tests.web import full
from web.buttons import LONG, shortened

pytest_plugins = ["tests.web.browser"]

DRAW = random.Random(7)
LETTERS = "абвгдежзийклмнопрстуфхцчшщыэюя"
WORDS = ["".join(DRAW.choices(LETTERS, k=DRAW.randint(5, 11))) for _ in range(200)]
CYRILLIC = " OR ".join(["harbour", *WORDS[:199]])
PHRASES = " OR ".join(["storm", *(f'"{full.MANY[n]} {full.MANY[n - 1]}"' for n in range(170))])
LONG_SEARCH = "tillerson OR plan OR " + " OR ".join(WORDS[:90])


@pytest.fixture(scope="module")
def reader(tmp_path_factory, serving):
    index = full.build(tmp_path_factory.mktemp("full") / "index")
    return serving(Settings(index=index)).test_client()


def follow(page, button):
    """Where a button leads, as browsers reckon it."""
    (form,) = page.xpath(f"//form[@id='{button.get('form')}']")
    fields = [(one.get("name"), one.get("value")) for one in form.xpath(".//input")]
    if button.get("name"):
        fields.append((button.get("name"), button.get("value")))
    return button.get("formaction"), fields


@pytest.mark.parametrize("q", [CYRILLIC, PHRASES])
@pytest.mark.parametrize(
    "also",
    [
        {},
        {"explain": "1"},
        {"view": "lines"},
        {"outlet": "The Quay Gazette of Halin 1", "from": "2013", "to": "2016"},
        {"sort": "newest", "page": "3"},
    ],
)
def test_the_longest_search_keeps_to_the_budget_of_a_page(reader, q, also):
    response = reader.get("/search", query_string={"q": q, **also})
    assert response.status_code == 200
    assert len(gzip.compress(response.get_data(), 6)) <= 15_000
    page = lxml.html.fromstring(response.text)
    assert len(page.xpath("//*")) <= 1_500
    assert max(map(len, page.xpath("//@href"))) < LONG


def test_buttons_lead_to_what_the_page_says_and_keep_the_search(reader):
    response = reader.get("/search", query_string={"q": CYRILLIC, "outlet": "-Nobody"})
    page = lxml.html.fromstring(response.text)
    buttons = page.xpath("//main//button[@formaction]")
    assert len(buttons) > 40
    seen = set()
    for button in buttons:
        path, fields = follow(page, button)
        asked = dict(fields)
        assert asked["q"] == CYRILLIC or path != "/search"
        kind = (path.split("/")[1], frozenset(asked))
        if kind in seen:
            continue
        seen.add(kind)
        answer = reader.get(path.partition("#")[0], query_string=fields, buffered=True)
        assert answer.status_code == 200, (path, list(asked))
    assert len(seen) > 8
    (newest,) = [one for one in buttons if one.text == "Newest"]
    assert dict(follow(page, newest)[1]) == {
        "q": CYRILLIC,
        "outlet": "-Nobody",
        "sort": "newest",
    }
    (title,) = page.xpath("//ol[@class='hit-list']/li[2]//h2/button")
    path, fields = follow(page, title)
    assert path.startswith("/article/full-")
    assert ("hit", "2") in fields
    opened = lxml.html.fromstring(reader.get(path, query_string=fields).text)
    assert opened.xpath("//mark/@id")
    assert opened.xpath("//*[@data-rel='up'][@form]")


def test_a_search_of_usual_length_has_links_alone(reader):
    page = lxml.html.fromstring(reader.get("/search?q=harbour+storm&outlet=-Nobody").text)
    assert not page.xpath("//button[@formaction]")
    assert not page.xpath("//form[starts-with(@id, 'search-')]")


def test_a_button_is_the_link_that_it_was_whatever_stands_in_it():
    asked = "q=" + "%22%26%3C" * 400 + "&outlet=A%26B"
    href = f"/search?{asked.replace('&', '&amp;')}&amp;page=2"
    link = f'<a class="x" rel="next" href="{href}">N &amp; <b>x</b></a>'
    page = f'<header></header><main>{link}<a href="/help">short</a></main>'
    made = lxml.html.fromstring(shortened(page, asked))
    (button,) = made.xpath("//button")
    path, fields = follow(made, button)
    assert (path, fields[-1]) == ("/search", ("page", "2"))
    assert sorted(fields) == sorted([*parse_qsl(asked), ("page", "2")])
    assert (button.get("class"), button.get("data-rel")) == ("as x", "next")
    assert button.text_content() == "N & x"
    assert made.xpath("//a/@href") == ["/help"]
    assert shortened(page, "q=short") == page


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_an_endless_search_is_read_as_any_other(opened, site, scripts):
    page = opened("/about", java_script_enabled=scripts)
    page.goto(f"{site}/search?q={LONG_SEARCH.replace(' ', '+')}&view=lines")
    line = page.locator("td.w button").nth(3)
    hit = line.get_attribute("formaction").partition("#")[2]
    line.click()
    page.wait_for_url("**/article/**")
    parts = urlsplit(page.url)
    assert parts.fragment == hit
    assert parse_qs(parts.query)["q"] == [LONG_SEARCH]
    assert page.locator(f"#{hit}").is_visible()
    page.locator("nav.crumbs button").first.click()
    page.wait_for_url("**/search?**")
    page.get_by_role("button", name="Articles", exact=True).click()
    page.wait_for_url(lambda url: "view=lines" not in url)
    page.get_by_role("button", name="Oldest").click()
    page.wait_for_url("**sort=oldest**")
    assert page.locator("#q").input_value() == LONG_SEARCH
    if not scripts:
        return
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('h2') !== null")
    page.keyboard.press("e")
    page.wait_for_url("**explain=1**")
