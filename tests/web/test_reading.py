"""Keys, going back, hits, copying and paper, in a real browser: what a reader gets used to."""

import pytest

from tests.web.browser import until

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser

SEARCH = "/search?q=tillerson+plan"
FOCUSED = "document.activeElement.textContent"
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FIRST_LETTER = """
paragraph => {
  const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), range = new Range();
  do walk.nextNode(); while (walk.currentNode.parentNode.closest('.pn'));
  const at = walk.currentNode.data.search(/\\S/);
  range.setStart(walk.currentNode, at); range.setEnd(walk.currentNode, at + 1);
  return range.getBoundingClientRect().toJSON();
}
"""


def test_keys_that_were_switched_off_stay_off_and_come_back(opened, site):
    page = opened(SEARCH)
    assert page.locator(".q kbd").count() == 1
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.goto(f"{site}/help")
    page.keyboard.press("/")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement.name") != "q"
    assert page.get_by_role("dialog").is_hidden()
    assert page.locator(".q kbd").is_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert not page.get_by_label("Use single-key shortcuts").is_checked()
    page.get_by_label("Use single-key shortcuts").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_keys_are_letters_while_one_types(opened):
    page = opened(SEARCH)
    page.get_by_role("combobox").fill("")
    page.keyboard.type("jkenpu?/[]")
    assert page.get_by_role("combobox").input_value() == "jkenpu?/[]"
    assert page.get_by_role("dialog").is_hidden()
    page.locator("#from").focus()
    page.keyboard.type("j2017")
    assert page.locator("#from").input_value() == "j2017"


def test_a_key_with_ctrl_is_the_browsers(opened):
    page = opened(SEARCH)
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_e_shows_why_a_result_ranks_where_it_does(opened):
    page = opened(SEARCH)
    page.keyboard.press("e")
    page.wait_for_url("**explain=1**")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    opened_up = page.locator(".hit-list > li").nth(1).locator(".why")
    assert opened_up.evaluate("e => e.open")
    page.keyboard.press("e")
    assert not opened_up.evaluate("e => e.open")


def test_brackets_turn_pages_of_results(opened):
    page = opened("/search?q=zephyr")
    page.keyboard.press("]")
    page.wait_for_url("**page=2")
    page.keyboard.press("[")
    page.wait_for_url(lambda url: "page=2" not in url)


def test_who_comes_back_to_the_list_goes_on_from_the_article_that_was_read(opened):
    page = opened(SEARCH)
    titles = page.locator(".hit-list h2").all_inner_texts()
    page.locator(".hit-list h2 a").nth(1).click()
    page.wait_for_url("**/article/**")
    page.go_back()
    page.keyboard.press("j")
    until(page, f"title => {FOCUSED} === title", titles[2])
    page.locator(".hit-list h2 a").nth(1).click()
    page.wait_for_url("**/article/**")
    page.keyboard.press("u")
    page.wait_for_url("**/search?**#t2")
    page.evaluate(PAINTED)  # a key that comes before is lost with the page before
    page.keyboard.press("k")
    until(page, f"title => {FOCUSED} === title", titles[0])


def test_a_page_from_the_browsers_memory_shows_what_its_address_says(opened):
    """Going back may bring a page as it was left: a search half typed, dates half drawn."""
    page = opened(SEARCH)
    page.get_by_role("combobox").fill("something else")
    page.locator("#from").fill("2016")
    page.evaluate("document.body.setAttribute('aria-busy', 'true')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.get_by_role("combobox").input_value() == "tillerson plan"
    assert page.locator("#from").input_value() == ""
    assert page.locator("body").get_attribute("aria-busy") is None


def test_empty_fields_stay_out_of_the_address(opened):
    page = opened(SEARCH)
    page.locator("#from").fill("2016")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**from=2016**")
    assert "to=" not in page.url


def test_hits_are_stepped_through_and_a_link_to_one_is_where_steps_go_on(opened, site):
    # A page that scrolls smoothly moves its buttons away from under the pointer.
    page = opened(SEARCH, reduced_motion="reduce")
    page.goto(page.locator(".hit-list h2 a").first.get_attribute("href").join((site, "")))
    count = page.locator("mark[id^=hit-]").count()

    def is_at(number):
        until(page, "text => hitpos.textContent === text", f"{number} of {count}")

    page.get_by_role("button", name="Next hit").click()
    is_at(1)
    page.get_by_role("button", name="Previous hit").click()
    is_at(count)
    page.locator(".hits a", has_text="2").first.click()
    is_at(2)
    page.keyboard.press("n")
    is_at(3)
    assert page.locator("mark.cur").is_visible()
    assert page.locator("#live").inner_text().startswith(f"Hit 3 of {count}: ")


def test_hits_are_stepped_through_from_part_to_part_of_a_long_article(opened, site):
    page = opened("/search?q=title%3Aendless+lighthouse")
    page.locator(".hit-list h2 a").first.click()
    page.wait_for_url("**/article/**")
    count = page.locator("mark[id^=hit-]").count()
    page.keyboard.press("p")  # before the first comes the last, which another part has
    page.wait_for_url("**part=**")
    last = page.locator("#hitpos").inner_text()
    assert int(last.partition(" of ")[0]) == int(last.partition(" of ")[2]) > 4_600
    page.keyboard.press("n")
    page.wait_for_url(lambda url: "part=" not in url)
    assert page.locator("#hitpos").inner_text().startswith("1 of")
    page.goto(f"{page.url.partition('#')[0]}#hit-{count}")
    page.keyboard.press("n")
    page.wait_for_url("**part=2#hit-*")
    assert page.locator("mark.cur").get_attribute("id") == f"hit-{count + 1}"
    page.keyboard.press("p")
    page.wait_for_url(lambda url: "part=" not in url)
    assert page.locator("mark.cur").get_attribute("id") == f"hit-{count}"


def test_a_link_to_a_paragraph_lands_there_though_it_is_in_another_part(opened, site):
    page = opened("/search?q=title%3Aendless")
    path = page.locator(".hit-list h2 a").first.get_attribute("href").partition("?")[0]
    for number in (3, 200, 420):
        page.goto(f"{site}{path}#p{number}")
        page.locator(f"#p{number}").wait_for()
        until(
            page, "id => document.getElementById(id).getBoundingClientRect().y < 200", f"p{number}"
        )
    page.goto(f"{site}{path}#p999")
    page.wait_for_url("**#p999")
    assert page.locator(".pages [aria-label='Next part']").count() == 0


def test_the_hits_bar_stays_in_sight(opened):
    page = opened("/search?q=title%3Aendless+lighthouse")
    page.locator(".hit-list h2 a").first.click()
    page.wait_for_url("**/article/**")
    page.evaluate("scrollTo(0, 20000)")
    until(page, "scrollY > 10000")
    top = page.locator(".hits").bounding_box()["y"]
    assert 0 <= top < 10


def test_a_citation_is_copied(opened, site):
    page = opened(SEARCH)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for _ in range(2):
        page.get_by_role("button", name="Copy citation").click()
        page.get_by_text("Copied").first.wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#citation").inner_text().strip()
        assert "index 1." in copied
        page.goto(site + page.locator(".hit-list h2 a, .brand").last.get_attribute("href"))


def test_a_bar_of_the_timeline_is_a_link_that_tab_passes_by(opened):
    page = opened(SEARCH)
    bars = page.locator(".hist svg a")
    assert 12 <= bars.count() <= 60
    assert bars.first.get_attribute("tabindex") == "-1"
    assert page.locator(".hist > svg").get_attribute("aria-hidden") == "true"
    page.get_by_text("Counts as a table").click()
    link = page.locator(".hist tbody a").first
    count = int(link.inner_text())
    link.click()
    page.wait_for_url("**from=**")
    assert int(page.locator("h1").inner_text().split()[0]) == count


def test_counts_of_months_are_a_table_that_a_narrow_screen_scrolls_by_itself(opened):
    page = opened(f"{SEARCH}&from=2016&to=2018", width=320)
    page.get_by_text("Counts as a table").click()
    years = page.locator(".hist tbody th")
    assert years.all_inner_texts() == ["2017"]
    assert years.first.bounding_box()["height"] < 50
    assert page.locator(".hist thead th").count() == 13
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    table = page.locator(".hist details")
    assert (
        table.evaluate("e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX")
        == "auto"
    )


def test_paper_gets_addresses_of_results_and_an_article_in_two_columns(opened):
    page = opened(SEARCH)
    page.emulate_media(media="print")
    after = "e => getComputedStyle(e, '::after').content"
    assert "/article/" in page.locator(".hit-list h2 a").first.evaluate(after)
    for hidden in (".facets", ".tools", ".range", ".hist details", "[data-copy]"):
        assert page.locator(hidden).first.is_hidden(), hidden
    page.emulate_media(media="screen")
    page.locator(".hit-list h2 a").first.click()
    page.wait_for_url("**/article/**")
    page.emulate_media(media="print")
    assert page.locator("#text").evaluate("e => getComputedStyle(e).columnCount") == "2"
    assert page.locator("[data-copy]").is_hidden()


def test_a_query_of_500_characters_and_one_that_is_half_a_query_are_pages(opened):
    page = opened("/search?q=" + "tillerson+" * 50)
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page = opened("/search?q=%22tillerson+AND+(", width=320)
    assert page.locator(".notes li").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/", SEARCH, "/help", "/about"])
def test_a_page_that_was_seen_is_asked_for_and_not_sent_again(opened, path):
    page = opened(path, alone=True)
    client = page.context.new_cdp_session(page)
    sent = []
    client.on("Network.responseReceivedExtraInfo", lambda one: sent.append(one["statusCode"]))
    client.send("Network.enable")
    for _ in range(4):  # what the clock cut short on a busy machine has no tag
        sent.clear()
        page.reload(wait_until="networkidle")
        if sent[0] == 304:
            break
    assert sent[0] == 304
    assert len(sent) <= 2  # the files are not even asked for, but for the page's icon, perhaps


@pytest.mark.parametrize("width", [390, 1280])
def test_a_paragraph_from_right_to_left_has_its_number_before_it(opened, width):
    page = opened("/search?q=السفينة", width=width)
    page.locator(".hit-list h2 a").first.click()
    page.wait_for_url("**/article/**")
    for at, is_turned in ((0, True), (1, False)):  # the second is English
        paragraph = page.locator(".text p").nth(at)
        number = paragraph.locator(".pn").evaluate("e => e.getBoundingClientRect().toJSON()")
        letter = paragraph.evaluate(FIRST_LETTER)
        if is_turned:
            assert number["left"] >= letter["right"] + 4
        else:
            assert number["right"] <= letter["left"] - 4
        assert abs(number["top"] - letter["top"]) < 24


def test_a_timeline_whose_bars_lead_nowhere_cannot_be_brushed(opened):
    words = "+OR+".join(("century", *(f"word{number}" for number in range(60))))
    page = opened(f"/search?q={words}")
    box = page.locator(".hist > svg").bounding_box()
    assert page.locator(".hist svg a").count() == 0
    over = "getComputedStyle(document.querySelector('.hist rect')).fill"
    assert page.evaluate(over) == "rgba(0, 0, 0, 0)"  # what is over a bar does not hide it
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 20)
    assert page.locator(".hist .sel").count() == 0
    page.mouse.up()
    assert page.locator("#from").input_value() == ""
