"""The pages of names in a real browser: the seeds, and outlets whose names try to be scripts."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser

PAGES = ("/people", "/people/rex-tillerson", "/outlets", "/outlets/TASS", "/quotes")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_names_needs_a_sideways_scroll(opened, path):
    page = opened(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_outlet_whose_name_is_a_script_is_a_page_like_any_other(opened):
    page = opened("/outlets?per_page=200")
    links = page.locator(".roll a:first-child").evaluate_all(
        "all => all.map(a => [a.getAttribute('href'), a.textContent])"
    )
    hostile = [one for one in links if one[1].startswith("Herald")]
    assert len(hostile) > 10
    for href, name in hostile:
        if href.startswith("/outlets/"):
            page.goto(page.url.partition("/outlets")[0] + href)
            shown = page.locator("h1").text_content()
            assert " ".join(shown.split()) == " ".join(name.split())


def test_a_person_leads_to_what_they_said_and_to_its_paragraph_without_scripts(opened):
    page = opened("/people", java_script_enabled=False)
    page.get_by_label("Name", exact=True).fill("pesk")
    page.get_by_role("button", name="Show").click()
    page.locator(".roll a").first.click()
    assert page.locator("h1").inner_text() == "Dmitry Peskov"
    said = page.locator(".said").first
    said.locator("a.pl").first.click()
    page.wait_for_url("**/article/*#p*")
    assert page.locator("p:target").count() == 1


def test_words_are_found_where_they_were_said(opened):
    page = opened("/quotes")
    page.get_by_label("Words said").fill("counter-demands OR deadlock")
    page.get_by_role("button", name="Find quotes").click()
    page.wait_for_url("**/quotes?**")
    assert page.locator("blockquote mark").count() >= 1
    page.locator(".speakers a").first.click()
    assert "Speaker:" in page.locator(".chips").inner_text()
    page.go_back()
    assert page.get_by_label("Words said").input_value() == "counter-demands OR deadlock"
