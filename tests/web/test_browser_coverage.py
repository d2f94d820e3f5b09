"""Coverage and stories in a real browser: a wide table is scrolled with the keyboard, its outlets
in sight, and nothing needs a script.
"""

from __future__ import annotations

import itertools

import pytest

from tests.web.browser import until

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser

WIDE = "/coverage?q=zephyr&by=day&from=2021-01&to=2021-02"


def test_a_wide_table_is_scrolled_with_the_keyboard_and_its_outlets_stay_in_sight(opened):
    page = opened(WIDE, width=390)
    region = page.get_by_role("region", name="by outlet and day")
    region.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.scroll').scrollLeft > 60")
    outlet = page.locator("tbody th[scope=row]").first.bounding_box()
    assert outlet is not None
    assert 0 <= outlet["x"] < 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_silence_and_a_gap_are_told_apart_in_black_and_white(opened):
    page = opened(WIDE)
    texts = {one.strip() for one in page.locator(".grid tbody td").all_inner_texts()}
    assert {"1/1", "–"} <= texts
    says = page.locator(".key").inner_text()
    assert "none matched" in says
    assert "no articles held" in says


def test_coverage_is_asked_for_and_followed_without_scripts(opened):
    page = opened("/coverage?by=year", java_script_enabled=False)
    page.get_by_label("Coverage of").fill("tillerson")
    page.get_by_role("button", name="Show").click()
    assert "tillerson" in page.locator("h1").inner_text()
    assert page.get_by_role("link", name="Year", exact=True).get_attribute("aria-current")
    cell = page.locator(".grid tbody td:nth-child(n+3).few a, .grid tbody td.most a").first
    matched = int(cell.inner_text().partition("/")[0])
    cell.click()
    assert page.locator(".hit-list > li").count() == matched


def test_stories_are_narrowed_and_opened_without_scripts(opened):
    page = opened("/stories", java_script_enabled=False)
    page.get_by_label("With articles on").fill("tillerson")
    page.get_by_role("button", name="Show").click()
    first = page.locator(".hit-list h2 a").first
    label = first.inner_text()
    first.click()
    assert page.locator("h1").inner_text() == label


def test_paper_gets_every_column_of_articles_that_are_compared(opened, site):
    page = opened("/about", width=1015)
    asked = {"q": "title:aground", "per_page": "4", "duplicates": "show"}
    found = page.request.get(f"{site}/api/search", params=asked).json()["results"]
    page.goto(f"{site}/compare?ids={','.join(one['id'] for one in found)}")
    page.emulate_media(media="print")
    tables = page.locator(".scroll")
    assert tables.count() == 2
    for table in tables.all():
        assert table.evaluate("e => getComputedStyle(e).overflowX") == "visible"
        assert table.evaluate("e => getComputedStyle(e).page") == "wide"
        assert table.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize(
    "asked",
    [
        "by=month&from=2016&to=2020",
        "by=day&from=2021-01&to=2021-02",
        "by=week&from=2020-01&to=2021-02",
        "by=month&from=2021-01&to=2021-06",
        "q=zephyr&by=year",
    ],
)
def test_paper_gets_every_column_of_coverage(opened, asked):
    """As wide as letter paper on its side: more columns than that are broken into lines."""
    page = opened(f"/coverage?{asked}", width=979)
    on_screen = page.locator(".grid thead tr:last-child th").count()
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 979
    for row in page.locator(".grid tbody tr").all():
        edges = row.locator("td").evaluate_all(
            "cells => cells.map(e => [e.getBoundingClientRect(), e.scrollWidth - e.clientWidth])"
            ".map(([box, over]) => [box.left >= 0 && box.right <= 979 && box.width > 8, over])"
        )
        assert edges == [[True, 0]] * (on_screen - 1)
        said = row.locator("td").evaluate_all(
            "cells => cells.map(e => getComputedStyle(e, '::before').content)"
        )
        is_broken = not page.locator(".grid thead").is_visible()
        assert (len({*said}) == on_screen - 1) == is_broken
    if "month" in asked and is_broken:
        first = page.locator(".grid tbody tr").first.locator("td")
        lefts = first.evaluate_all("cells => cells.map(e => e.getBoundingClientRect().left)")
        assert lefts[1:13] == lefts[13:25] == lefts[49:61]
        assert len({*lefts[1:13]}) == 12


def test_two_searches_are_compared_on_one_screen(opened):
    page = opened("/compare?a=tillerson&b=zephyr", width=1280)
    boxes = [one.bounding_box() for one in page.locator("main table").all()]
    assert len(boxes) > 2
    assert len({one["y"] for one in boxes if one}) == 1
    for left, right in itertools.pairwise(boxes):
        assert left
        assert right
        assert left["x"] + left["width"] <= right["x"]
    page.emulate_media(media="print")
    assert page.locator(".scroll").first.evaluate("e => getComputedStyle(e).page") == "auto"
