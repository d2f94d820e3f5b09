"""Every kind of page of archives unlike the usual: its HTML and its weight; in a browser, axe in
four variants, narrow screens, large letters and paper.
"""

import gzip
from urllib.parse import quote

import lxml.html
import pytest
from bleach._vendor import html5lib

from search.config import Settings
from tests.web import odd
from tests.web.served import serving_at
from tests.web.test_access import TOO_WIDE, VARIANTS, violations

pytest_plugins = ["tests.web.browser"]

ASKED = "harbour+OR+港+OR+السفينة"


@pytest.fixture(scope="module", params=odd.KINDS)
def index(request, tmp_path_factory):
    return odd.build(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture(scope="module")
def reader(index, serving):
    return serving(Settings(index=index)).test_client()


@pytest.fixture(scope="module")
def paths(reader):
    """A page of each kind."""
    found = reader.get("/api/search?per_page=30").json["results"]
    ids = [one["id"] for one in found]
    articles = [*ids[:2], *(one["id"] for one in found if not one["title"])][:4]
    people = reader.get("/api/people?per_page=1").json["people"]
    outlets = reader.get("/api/outlets?per_page=1").json["outlets"]
    stories = reader.get("/api/stories?per_page=1").json["stories"]
    return [
        quote(one, safe="/?=&%+:,")
        for one in (
            *("/", "/search", f"/search?q={ASKED}", f"/search?q={ASKED}&view=lines"),
            *(f"/search?q={ASKED}&explain=1", "/search?q=zzzz", f"/coverage?q={ASKED}"),
            *("/people", "/outlets", "/quotes", "/stories", "/coverage", "/about"),
            "/compare?a=harbour&b=%E6%B8%AF",
            *(f"/article/{one}?q={ASKED}&hit=1" for one in articles),
            *(f"/article/{ids[0]}/{one}" for one in ("people", "quotes", "received")),
            *([f"/compare?ids={','.join(ids[:4])}"] if len(ids) > 1 else []),
            *(f"/people/{one['id']}" for one in people),
            *(f"/outlets/{quote(one['name'], safe='')}" for one in outlets),
            *(f"/stories/{one['id']}" for one in stories),
        )
    ]


def test_every_page_is_valid_and_within_its_budget(reader, paths):
    for path in paths:
        response = reader.get(path)
        assert response.status_code == 200, path
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        parser.parse(response.get_data())  # raises where a browser would have to guess
        assert len(gzip.compress(response.get_data(), 6)) <= 15_000, path
        assert len(lxml.html.fromstring(response.text).xpath("//*")) <= 1_500, path


@pytest.fixture
def at(index):
    yield from serving_at(index)


@pytest.mark.slow
@pytest.mark.browser
def test_every_page_is_for_everybody_on_every_screen_and_on_paper(at, paths, browser):
    found: list[object] = []

    def failed(error):
        found.append(str(error))

    for scheme, width in VARIANTS:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.on("pageerror", failed)
        for path in paths:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(at + path)
            found += [(path, scheme, width, one) for one in violations(page)]
            page.emulate_media(media="print")
            found += _too_wide(page, path, "paper", 720)
            page.emulate_media(media="screen", color_scheme=scheme)
            if width == 390:
                page.evaluate("document.documentElement.style.fontSize = '200%'")
                found += _too_wide(page, path, "large letters", 320)
        context.close()
    assert found == []


def _too_wide(page, path, how, width):
    page.set_viewport_size({"width": width, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    return [(path, how, page.evaluate(TOO_WIDE))]
