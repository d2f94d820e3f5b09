"""H2: texts that try to become scripts, in every field and on every page, in a real browser.

Nothing may run, ask for anything elsewhere, complain, or breach the policy: `opened` sees to that.
"""

import datetime as dt
from pathlib import Path
from urllib.parse import quote

import pytest

from search.article import Evidence, Person, Quote, SetAside, Source
from search.engine import Facts, Problem
from search.local import LocalEngine
from tests.web.browser import until
from tests.web.paper import article
from tests.web.payloads import XSS
from tests.web.served import serving_at

pytest_plugins = ["tests.web.browser"]
pytestmark = pytest.mark.browser

WATCH = """
addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective}`));
globalThis.alert = globalThis.confirm = globalThis.prompt = t => console.error(`ran: ${t}`);
"""
SAMPLED = pytest.mark.parametrize(
    "payloads",
    [pytest.param(XSS[::6], id="some"), pytest.param(XSS, id="all", marks=pytest.mark.slow)],
)
FOREIGN = "main :is(script, img, iframe, object, embed, form[action^=j], base, meta, style, math)"


def hostile(number, payload):
    """An article of which every field is the payload."""
    body = f"{payload} zephyr\n\nIt said: “{payload}” and left."
    at = body.rindex(payload)
    person = Person(f"p{number}", payload, (payload, f"{payload} x"), 2, ((0, len(payload)),))
    told = Evidence(f"column:{payload}", payload, 0.6, "body", 0, len(payload), (payload,))
    return article(
        number,
        source=Source(payload, f"{payload}.txt", 0, 1, f"{number:064}"),
        title=f"Zephyr {payload}",
        body=body,
        outlet=payload,
        agency=payload,
        author=payload,
        section=payload,
        url=payload,
        lang="en",
        first_day=dt.date(2021, 1 + number % 12, 1),
        people=(person,),
        captioned=(Person(f"c{number}", payload, (payload,), 1),),
        credits=(payload,),
        quotes=(Quote(payload, at, at + len(payload), f"p{number}", payload, "said", True, 0.9),),
        set_aside=(SetAside(payload, "furniture", 1),),
        received=f"{payload}\n{body}",
        mentioned_outlets=(payload,),
        provenance={"outlet": told, "date": told, "people": told, "title": told, "body": told},
        notes={payload[:40]: payload, "page": payload},
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """In place of the usual site: one on which everything is hostile, file names too."""
    directory: Path = tmp_path_factory.mktemp("inert") / "index"
    engine = LocalEngine(directory)
    problems = tuple(Problem(f"/archive/{one}.txt", 1, one) for one in XSS)
    facts = Facts(sources=XSS, problems=problems)
    engine.rebuild([hostile(n, one) for n, one in enumerate(XSS, 1)], lambda: facts)
    engine.close()
    yield from serving_at(directory)


@pytest.fixture
def page(opened):
    found = opened("/help", alone=True)
    found.add_init_script(WATCH)
    return found


@SAMPLED
def test_every_article_is_text_and_nothing_else(page, site, payloads):
    for payload in payloads:
        number = XSS.index(payload) + 1
        page.goto(f"{site}/article/a{number}?q=zephyr&hit=1")
        assert page.locator(FOREIGN).count() == 0, payload
        shown = " ".join(page.locator("#text").text_content().split())
        assert " ".join(payload.replace("\x00", "").split())[:20] in shown.replace("\ufffd", "")


def test_every_page_that_lists_them_is_text_too(page, site):
    lists = (
        *("/", "/search?q=zephyr&per_page=100", "/search?q=zephyr&explain=1&per_page=100"),
        *("/search?q=zephyr&view=lines&per_page=100", "/search?q=zzzz+zephyr", "/about"),
        *("/api", "/api/docs/api-outlets-outlet"),
        *("/people?per_page=200", "/outlets?per_page=200", "/quotes", "/search?q=zephyr+zzzz"),
    )
    for path in lists:
        page.goto(site + path)
        assert page.locator("h1").count() == 1, path
        assert page.locator(FOREIGN).count() == 0, path
        for summary in page.locator("main summary:visible").all()[:3]:
            summary.click()


def test_pages_of_persons_and_outlets_are_text_too(page, site):
    for path in ("/people?per_page=200", "/outlets?per_page=200"):
        page.goto(site + path)
        hrefs = page.locator("main li a").evaluate_all("all => all.map(a => a.href)")
        ours = [one for one in hrefs if one.startswith(site)]
        assert len(ours) == len(hrefs) > 30
        for link in ours[:: max(1, len(ours) // 8)]:
            page.goto(link)
            assert page.locator(FOREIGN).count() == 0, link


@SAMPLED
def test_every_query_is_shown_as_it_is_and_does_nothing(page, site, payloads):
    for payload in payloads:
        page.goto(f"{site}/search?q={quote(payload)}")
        assert page.locator(FOREIGN).count() == 0, payload
        assert page.locator("#q").input_value() == payload.replace("\x00", "\ufffd")


@SAMPLED
def test_parameters_and_addresses_do_nothing(page, site, payloads):
    for payload in payloads[::6]:
        text = quote(payload, safe="")
        for path in (
            *(f"/search?outlet={text}&people={text}&author={text}", f"/search?{text}={text}"),
            *(f"/search?from={text}", f"/article/{text}", f"/people/{text}", f"/outlets/{text}"),
            *(f"/quotes?q={text}", f"/search?sort={text}", f"/{text}", f"/api/docs/{text}"),
        ):
            page.goto(site + path)
            assert page.locator(FOREIGN).count() == 0, path


def test_suggestions_do_nothing(page, site):
    page.goto(site)
    for typed in ("svg", "onload", "alert", "script"):
        box = page.get_by_role("combobox")
        box.fill("")
        box.click()
        with page.expect_response("**/api/suggest?**"):
            page.keyboard.type(typed)
        until(page, "document.getElementById('live').textContent")
        assert page.locator("#sug :not(li, bdi, span)").count() == 0
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**")
        page.goto(site)


@pytest.mark.parametrize("form", ["json", "csv", "ris", "bibtex", "jsonl", "atom", "rss"])
def test_what_programs_read_is_never_a_page(opened, site, form):
    """A browser that is led to data by a link shows it as text, downloads it, or as a feed."""
    page = opened("/help")
    response = page.request.get(f"{site}/api/search?q=zephyr&format={form}")
    assert response.status == 200
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "html" not in response.headers["content-type"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
