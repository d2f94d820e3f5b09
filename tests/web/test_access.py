"""Every page in a browser, for everybody: axe finds nothing, at any width, in any colours."""

import functools
import importlib.resources
import itertools

import pytest

from tests.web.visited import PAGES, address

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # 24 px, or that much room around (WCAG 2.5.8)
}
AXE = """
options => axe.run(document, options).then(found => found.violations.map(one =>
  `${one.id}: ${one.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`))
"""
VARIANTS = (("light", 1280), ("dark", 390), ("light", 390), ("dark", 1280))
WIDTHS = (320, 390, 768, 1024, 1280, 1600)
KINDS = {one.path.partition("?")[0]: one.name for one in reversed(PAGES)}
LIKE_OTHERS = tuple(one.name for one in PAGES if one.name not in KINDS.values())
"""All but the first page at each path: the slow suites see these too."""

TOO_WIDE = """
() => [...document.querySelectorAll('body *')].filter(e =>
  e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'absolute')
  .map(e => e.outerHTML.slice(0, 120)).slice(-2)
"""
BEGUN = """
() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const box = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at); range.setEnd(node, at + 1);
    return range.getClientRects()[0];
  };
  let before, node;
  while ((node = walk.nextNode())) {
    if (!node.parentNode.closest('main, footer')) continue;
    for (let at = 0; at < node.length; at++) {
      if (!node.data[at].trim()) continue;
      if (node.data[at] !== '·') { before = [node, at]; continue; }
      const here = box(node, at), there = before && box(...before);
      if (!here || !there || here.top < there.bottom) continue;
      const [text, last] = before, word = text.data.slice(0, last + 1).search(/\\S+$/);
      const line = text.parentNode.closest('p, li, td, small, figcaption').getBoundingClientRect();
      const { left, right } = box(text, word);
      if (left > line.left + 1 && right < line.right - 1)  // else this word alone fills a line
        found.push(node.parentNode.outerHTML.slice(0, 120));
    }
  }
  return found;
}
"""
"""Dots that begin a line: what is seen before them is on the line above."""


@functools.cache
def axe():
    """The source of axe-core, as axe-playwright-python brings it."""
    found = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js")
    return found.read_text("utf-8")


@pytest.fixture
def visit(opened, site):
    """Open all pages of the table, one after the other, in one tab."""

    def pages(skipped=(), **options):
        page = opened("/about", **options)

        def ask(query):
            return page.request.get(f"{site}/api/search", params={"q": query}).json()["results"]

        for one in PAGES:
            if one.name not in skipped:
                yield one.name, page, site + address(one, ask)

    return pages


def violations(page):
    """What axe says against a page."""
    page.evaluate(axe())
    return page.evaluate(AXE, AXE_OPTIONS)


def test_axe_has_nothing_to_say_of_a_page_of_each_kind(visit):
    """Each in one of the four variants, by turns."""
    found = {}
    for at, (name, page, path) in enumerate(visit(skipped=LIKE_OTHERS)):
        scheme, width = VARIANTS[at % 4]
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        found[name] = violations(page)
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), VARIANTS)
def test_axe_has_nothing_to_say_of_any_page_in_any_variant(visit, scheme, width):
    found = {}
    for name, page, path in visit(color_scheme=scheme, width=width):
        page.goto(path)
        found[name] = violations(page)
    assert {name: said for name, said in found.items() if said} == {}


def test_no_kind_of_page_is_scrolled_sideways_at_any_width_or_with_large_letters(visit):
    fits(visit(skipped=LIKE_OTHERS))


@pytest.mark.slow
def test_no_page_at_all_is_scrolled_sideways(visit):
    fits(visit())


def fits(pages):
    """Nothing of any page stands beyond its right edge, and no line begins with a dot."""
    for name, page, path in pages:
        page.goto(path)
        for size, widths in (("100%", WIDTHS), ("200%", (320, 390, 640, 1280))):
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 700})
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (name, size, width, page.evaluate(TOO_WIDE))
                assert page.evaluate(BEGUN) == [], (name, size, width)
        page.evaluate("() => { document.dir = 'rtl'; document.documentElement.style = ''; }")
        for width in WIDTHS[:3]:
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate(BEGUN) == [], (name, "from right to left", width)


def test_forced_colours_leave_marks_focus_and_choices_to_be_seen(opened):
    page = opened("/search?q=tillerson+plan&outlet=TASS", forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    ground = "e => getComputedStyle(e).backgroundColor"
    body = page.locator("body").evaluate(ground)
    assert page.locator(".snip mark").first.evaluate(ground) != body
    assert page.locator(".hist .b").first.evaluate("e => getComputedStyle(e).fill") != body
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_nothing_moves_for_who_wants_no_motion(opened):
    how = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened("/help", reduced_motion="reduce").evaluate(how) == "auto"
    assert opened("/help", reduced_motion="no-preference").evaluate(how) == "smooth"


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("width", [390, 1280])
def test_dates_below_a_timeline_stand_below_its_axis_and_apart(opened, size, width):
    page = opened("/search?q=tillerson+plan&from=1890&to=2020", width=width)
    page.evaluate("size => document.documentElement.style.fontSize = size", size)
    boxes = "all => all.map(e => e.getBoundingClientRect().toJSON())"
    axis = page.locator(".hist line:not([stroke-dasharray])").evaluate_all(boxes)[0]
    dates = page.locator(".hist text").evaluate_all(boxes)
    bars = page.locator(".hist .b").evaluate_all(boxes)[0]
    whole = page.locator(".hist > svg").evaluate_all(boxes)[0]
    assert len(dates) > 2
    assert abs(bars["bottom"] - axis["top"]) < 2
    for one in dates:
        assert one["top"] >= axis["top"] - 1
        assert one["bottom"] <= whole["bottom"] + 2
    for one, after in itertools.pairwise(dates):
        assert one["right"] <= after["left"]
