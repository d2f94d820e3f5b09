"""Suggestions under the search box: a combobox as ARIA 1.2 has it, chosen from by the reader."""

import pytest

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser


def typed(page, text):
    """Type, and wait for what is suggested."""
    box = page.get_by_role("combobox")
    box.click()
    with page.expect_response("**/api/suggest?**"):
        page.keyboard.type(text)
    page.get_by_role("option").first.wait_for()
    return box


def chosen(page):
    """The option that the box says is the present one."""
    return page.evaluate(
        "() => { const o = document.getElementById(document.activeElement"
        ".getAttribute('aria-activedescendant')); return o && o.querySelector('bdi').textContent }"
    )


def said(page):
    return page.locator("#live").inner_text()


def test_what_is_being_typed_is_completed_and_counted_aloud(opened):
    page = opened("/")
    box = typed(page, "tiller")
    texts = page.get_by_role("option").locator("bdi").all_inner_texts()
    assert "tillerson" in texts
    assert "Rex Tillerson" in texts
    assert said(page) == f"{len(texts)} suggestions"
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    assert chosen(page) is None
    assert box.input_value() == "tiller"


def test_enter_without_a_choice_searches_for_what_was_typed(opened):
    page = opened("/")
    typed(page, "tillers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=tillers")


def test_a_choice_is_made_by_arrows_and_enter_and_searched_by_the_next(opened):
    page = opened("/")
    box = typed(page, "plan rex till")
    options = page.get_by_role("option")
    at = options.locator("bdi").all_inner_texts().index('plan people:"Rex Tillerson"')
    for _ in range(at + 1):
        page.keyboard.press("ArrowDown")
    assert chosen(page) == 'plan people:"Rex Tillerson"'
    assert options.nth(at).get_attribute("aria-selected") == "true"
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    assert box.input_value() == "plan rex till"
    page.keyboard.press("Enter")
    assert box.input_value() == 'plan people:"Rex Tillerson"'
    assert box.get_attribute("aria-expanded") == "false"
    assert "Enter searches" in said(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=plan+people**")
    assert page.locator(".hit-list > li").count() > 0


def test_arrows_go_round_by_way_of_what_was_typed(opened):
    page = opened("/")
    typed(page, "tiller")
    last = page.get_by_role("option").locator("bdi").all_inner_texts()[-1]
    page.keyboard.press("ArrowUp")
    assert chosen(page) == last
    page.keyboard.press("ArrowDown")
    assert chosen(page) is None
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") is None


def test_escape_closes_the_list_and_then_leaves_the_box_and_keeps_the_text(opened):
    page = opened("/")
    box = typed(page, "tiller")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.get_by_role("listbox").is_hidden()
    assert box.input_value() == "tiller"
    assert box.evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    assert box.input_value() == "tiller"
    assert box.evaluate("e => e !== document.activeElement")


def test_a_choice_is_made_by_the_mouse(opened):
    page = opened("/")
    box = typed(page, "rex till")
    page.get_by_role("option", name="Rex Tillerson").first.click()
    assert box.input_value() == 'people:"Rex Tillerson"'
    assert box.evaluate("e => e === document.activeElement")


def test_leaving_the_box_closes_the_list(opened):
    page = opened("/")
    typed(page, "tiller")
    page.keyboard.press("Tab")
    assert page.get_by_role("listbox").is_hidden()


def test_an_archive_that_does_not_answer_leaves_the_box_as_it_is(opened):
    page = opened("/about")
    page.route("**/api/suggest**", lambda route: route.fulfill(status=204))
    page.get_by_role("combobox").click()
    with page.expect_response("**/api/suggest?**"):
        page.keyboard.type("tiller")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=tiller")


def test_without_scripts_it_is_a_search_field(opened):
    page = opened("/", java_script_enabled=False)
    assert page.get_by_role("combobox").count() == 0
    assert page.get_by_role("searchbox").is_visible()
    assert page.locator(".q kbd").is_hidden()
