"""The pages in a real browser: what a reader does, and what no page may do."""

import json
import re

import pytest

from tests.web.payloads import XSS

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser

SEARCH = "/search?q=tillerson+plan"


def titles(page):
    return page.locator(".hit-list h2").all_inner_texts()


def found(page):
    said = page.locator("h1").inner_text()
    return 0 if said.startswith("Nothing") else int(said.split()[0].replace(",", ""))


def test_typing_a_query_shows_ranked_results_with_its_words_marked(opened):
    page = opened("/")
    page.get_by_role("combobox").fill("tillerson plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=tillerson+plan")
    assert titles(page)[0] == (
        "Russia considers no counter-demands to US in response to Tillerson's plan"
    )
    marks = {one.lower() for one in page.locator(".snip mark").all_inner_texts()}
    assert {"tillerson", "plan"} <= marks
    assert page.locator(".snip mark").first.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_an_article_and_back_again(opened):
    page = opened(SEARCH + "&sort=oldest")
    before = titles(page)
    page.locator(".hit-list h2 a").nth(1).click()
    page.wait_for_url("**/article/**")
    assert page.locator("h1 mark, .text mark").count() > 1
    assert page.get_by_text("2 of ").is_visible()
    page.go_back()
    assert titles(page) == before
    assert page.get_by_role("combobox").input_value() == "tillerson plan"
    page.go_forward()
    page.get_by_role("link", name="Results for").click()
    page.wait_for_url("**/search?**")
    assert titles(page) == before


def test_what_a_facet_counts_is_what_it_leads_to(opened):
    page = opened(SEARCH)
    names = page.locator(".facets li a:first-child").evaluate_all(
        "all => all.map(a => [a.href, parseInt(a.lastChild.textContent)])"
    )
    assert len(names) > 5
    for href, count in names[:4] + names[-2:]:
        page.goto(href)
        assert found(page) == count
        assert page.get_by_role("link", name="Clear all").is_visible()


def test_an_outlet_is_excluded_without_scripts_and_included_again(opened):
    page = opened("/search?q=tillerson", java_script_enabled=False)
    before = found(page)
    outlets = page.get_by_role("list", name="Outlet")
    outlets.get_by_role("link", name="Exclude TASS").click()
    page.wait_for_url("**outlet=-TASS")
    assert found(page) == before - 1
    outlets.get_by_role("link", name="TASS, excluded, include again").click()
    page.wait_for_url("**/search?q=tillerson")
    assert found(page) == before


def test_everything_works_without_scripts(opened):
    page = opened("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("tillerson")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator(".hit-list > li").count() > 1
    page.locator(".facets a[href*='outlet=TASS']").click()
    page.wait_for_url("**outlet=TASS")
    assert page.locator(".hit-list > li").count() == 1
    page.locator(".hit-list h2 a").click()
    page.locator(".hits a", has_text="2").first.click()
    assert page.url.endswith("#hit-2")
    page.locator("summary", has_text="Text as received").click()
    assert page.locator("pre").is_visible()
    assert page.locator("[data-hit]").first.is_hidden()
    page.locator("a[rel=up]").click()
    page.wait_for_url("**/search?**")
    assert page.locator(".hit-list > li").count() == 1


def test_the_keys_that_are_promised_work(opened):
    page = opened(SEARCH)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == titles(page)[1]
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.locator("mark.cur").get_attribute("id") == "hit-2"
    page.keyboard.press("p")
    assert page.locator("#hitpos").inner_text().startswith("1 of ")
    page.keyboard.press("]")
    page.wait_for_url("**hit=2")
    page.keyboard.press("[")
    page.wait_for_url("**hit=1")
    page.keyboard.press("u")
    page.wait_for_url("**/search?**")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q"


def test_dragging_across_the_timeline_narrows_to_those_months(opened):
    page = opened(SEARCH)
    box = page.locator(".hist > svg").bounding_box()
    wide = box["width"] / page.locator(".hist svg a").count()
    page.mouse.move(box["x"] + wide * 3.5, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + wide * 5.5, box["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("from=.*to="))
    assert page.locator(".chips").inner_text().count("From") == 1
    assert found(page) >= 1


def test_no_article_and_no_query_runs_as_a_script(opened):
    page = opened("/search?q=zephyr&per_page=200&duplicates=show")
    assert found(page) == len(titles(page)) > 50
    for link in page.locator(".hit-list h2 a").evaluate_all("all => all.map(a => a.href)")[::12]:
        page.goto(link)
        assert page.locator("h1").inner_text().startswith("Zephyr")
        assert page.locator("article script, article img, article iframe").count() == 0
    for payload in XSS[::12]:
        page.get_by_role("combobox").fill(payload)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("main script, main img, main iframe").count() == 0


def test_the_data_of_an_article_is_no_script_to_the_browser(opened):
    page = opened("/search?q=zephyr&per_page=200&duplicates=show")
    links = page.locator(".hit-list h2 a").evaluate_all("all => all.map(a => a.href)")
    for link in links[::9]:
        page.goto(link)
        block = page.locator("head script[type='application/ld+json']")
        assert json.loads(block.text_content())["headline"] == page.locator("h1").text_content()


def test_a_narrow_screen_needs_no_sideways_scroll(opened, site):
    page = opened("/", width=320, height=600)
    listed = page.locator(".rail a").evaluate_all("all => all.map(a => a.href)")
    paths = [SEARCH, "/search?q=zephyr", "/search?q=zzzz+yyyy&outlet=TASS", "/help", "/about"]
    for address in [site, *(site + path for path in paths), *listed[:2]]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_text_twice_as_large_needs_no_sideways_scroll(opened):
    page = opened(SEARCH)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_filters_fold_away_on_a_narrow_screen_and_stand_open_on_a_wide_one(opened):
    page = opened(SEARCH, width=1280)
    assert page.locator(".facets li a").first.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.locator(".facets li a").first.is_hidden()
    page.get_by_text("Filters", exact=True).first.click()
    assert page.locator(".facets li a").first.is_visible()


LUMINANCE = """
selector => {
  const channel = c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const back = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll(selector)].map(e => {
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(back(e))].sort((x, y) => y - x);
    return [(a + .05) / (b + .05), `${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`];
  });
}
"""
TEXT = "p, a, h1, h2, h3, li, dt, dd, td, th, mark, time, .tag, .n, summary, button, figcaption"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(opened, scheme):
    page = opened(SEARCH + "&outlet=TASS", color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(251, 250, 247)", "dark": "rgb(23, 22, 20)"}[scheme]
    page.locator(".hit-list h2 a").first.wait_for()
    weak = [one for one in page.evaluate(LUMINANCE, TEXT) if one[0] < 4.5]
    page.locator(".hit-list h2 a").first.click()
    page.wait_for_url("**/article/**")
    weak += [one for one in page.evaluate(LUMINANCE, TEXT) if one[0] < 4.5]
    assert weak == []


UNNAMED = """
() => [...document.querySelectorAll('a, button, input:not([type=hidden])')].filter(e =>
  !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels || []).length))
  .map(e => e.outerHTML)
"""
DOUBLED = """
() => [...document.querySelectorAll('[id]')].map(e => e.id)
  .filter((id, i, all) => all.indexOf(id) !== i)
"""


def test_every_control_has_a_name_and_every_page_one_heading(opened, site):
    page = opened("/")
    article = page.locator(".rail a").first.get_attribute("href")
    for path in ("/", SEARCH, "/about", "/search?q=zzzz", article + "?q=tillerson"):
        page.goto(site + path)
        assert page.evaluate(UNNAMED) == [], path
        assert page.evaluate(DOUBLED) == [], path
        assert page.locator("main").count() == page.locator("h1").count() == 1, path


def test_skip_links_come_first_and_focus_is_seen(opened):
    page = opened(SEARCH)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to results"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "results"


def test_a_page_past_the_end_leads_back_to_results(opened):
    page = opened("/search?q=zephyr&page=99&duplicates=show")
    assert titles(page) == []
    page.get_by_role("link", name="Go to the last page").click()
    page.wait_for_url("**page=3**")
    assert len(titles(page)) == found(page) - 40


def test_paper_gets_the_article_and_no_controls(opened):
    page = opened(SEARCH)
    page.locator(".hit-list h2 a").first.click()
    page.wait_for_url("**/article/**")
    page.emulate_media(media="print")
    for hidden in (".top nav", "search", ".hits", ".crumbs"):
        assert page.locator(hidden).first.is_hidden()
    assert page.locator(".text").is_visible()
    assert (
        page.locator(".text mark").first.evaluate("e => getComputedStyle(e).fontWeight") == "700"
    )
    assert page.pdf().startswith(b"%PDF")


def test_paper_says_why_each_result_ranks_where_it_does(opened):
    page = opened(f"{SEARCH}&explain=1")
    rows = page.locator(".why li")
    assert rows.count() > 2
    assert not any(one.is_visible() for one in rows.all())
    page.emulate_media(media="print")
    assert all(one.is_visible() for one in rows.all())
    assert all((one.bounding_box() or {"height": 0})["height"] > 8 for one in rows.all())


def test_a_cold_page_asks_for_little(opened):
    page = opened("/help", alone=True)
    sizes = []
    page.on("requestfinished", lambda asked: sizes.append(asked.sizes()["responseBodySize"]))
    page.context.clear_cookies()
    client = page.context.new_cdp_session(page)
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(page.url.replace("/help", SEARCH), wait_until="networkidle")
    assert len(sizes) <= 6
    assert sum(sizes) <= 90_000
    assert page.evaluate("document.querySelectorAll('*').length") <= 1500
