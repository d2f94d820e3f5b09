"""Every page, without a browser: its HTML, its links, what it weighs, how it is kept."""

import gzip
import re
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from bleach._vendor import html5lib

from search.config import Settings
from tests.web.visited import PAGES, address
from web.view.wording import DOT

OWN_BUDGET = {
    "everything": "a hundred results, five pages in one",
}
"""Pages that may have more elements than others, and why."""


@pytest.fixture(scope="module")
def application(visited, serving):
    return serving(Settings(index=visited))


@pytest.fixture(scope="module")
def reader(application):
    return application.test_client()


@pytest.fixture(scope="module")
def pages(reader):
    """What is answered to each page of the table, by its name."""

    def ask(query):
        return reader.get("/api/search", query_string={"q": query}).json["results"]

    found = {}
    for page in PAGES:
        path = address(page, ask)
        found[page.name] = (path, reader.get(path))
        assert found[page.name][1].status_code == page.status, path
    return found


def test_every_route_that_answers_html_is_in_the_table(application, reader, pages):
    described = reader.get("/api/openapi.json").json["paths"]
    files = ("/assets/", "/favicon.ico", "/opensearch.xml")
    for rule in application.url_map.iter_rules():
        path = re.sub("<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule.rule)
        if path in described or path.startswith(files) or "GET" not in (rule.methods or ()):
            continue
        pattern = re.sub(r"\\\{[a-z_]+\\\}", "[^/?]+", re.escape(path))
        assert any(re.fullmatch(pattern, urlsplit(one).path) for one, _ in pages.values()), (
            f"{rule.rule} is a page: give it a row of PAGES in tests/web/visited.py"
        )


def test_html_is_as_its_standard_has_it(pages):
    for name, (_, response) in pages.items():
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        parser.parse(response.get_data())  # raises where a browser would have to guess
        page = lxml.html.fromstring(response.text)
        ids = Counter(page.xpath("//@id"))
        assert [one for one, times in ids.items() if times > 1 or " " in one] == [], name
        pointed = page.xpath("//@aria-labelledby | //@aria-controls | //@aria-describedby")
        pointed = [one for several in pointed for one in several.split()]
        assert {*pointed, *page.xpath("//label/@for")} <= ids.keys(), name
        assert not page.xpath("//a//a | //a//button | //button//a | //label//label"), name
        for one in page.xpath("//time/@datetime"):
            day = r"\d{4}(-\d\d(-\d\d)?)?"
            assert re.fullmatch(rf"{day}|{day}T[\d:]+\+00:00|{day}/{day}", one), (name, one)


def test_a_dot_between_facts_is_held_to_what_stands_before_it(pages):
    """So that no line begins with one: browsers may break a line at a usual space."""
    met = 0
    for name, (_, response) in pages.items():
        for place in re.finditer("·", response.text):
            met += 1
            assert response.text[place.start() - 2 : place.end() + 2] == DOT, name
    assert met > 300


def test_headings_leave_no_level_out(pages):
    for name, (_, response) in pages.items():
        levels = [
            int(one.tag[1])
            for one in lxml.html.fromstring(response.text).xpath("//h1|//h2|//h3|//h4")
            if not one.xpath("ancestor::dialog | ancestor::aside | ancestor::search")
        ]
        assert levels.count(1) == 1, name
        assert all(b - a <= 1 for a, b in pairwise(levels)), (name, levels)


def test_no_link_of_any_page_is_dead(reader, pages):
    """Links of every kind on every page, two of each kind, and the places within pages."""
    kinds: Counter[object] = Counter()
    met = set()
    for path, response in pages.values():
        page = lxml.html.fromstring(response.text)
        anchors = set(page.xpath("//@id"))
        for link in page.xpath("//a/@href | //link/@href"):
            parts = urlsplit(link)
            if parts.netloc:
                continue
            if not parts.path:
                assert not parts.fragment or unquote(parts.fragment) in anchors, (path, link)
                continue
            target = parts._replace(fragment="").geturl()
            place = re.sub("(?<=/)[^/]*[0-9][^/]*", "*", parts.path)
            kind = (place, frozenset(re.findall("[?&]([a-z_]+)=", link)))
            if target in met or kinds[kind] == 2:
                continue
            kinds[kind] += 1
            met.add(target)
            status = reader.get(target, buffered=True).status_code
            assert status == (400 if "outlt" in target else 200), (path, link)  # one on purpose
    assert len(met) > 80


def test_every_page_keeps_to_its_budget(pages):
    for name, (_, response) in pages.items():
        body = response.get_data()
        elements = len(lxml.html.fromstring(body).xpath("//*"))
        if name in OWN_BUDGET:
            assert len(gzip.compress(body, 5)) <= 30 * 1024, name
            continue
        assert len(gzip.compress(body, 5)) <= 15 * 1024, name
        assert elements <= 1_500, (name, elements)


def test_style_of_every_page_keeps_to_its_budget(reader, pages):
    for name, (_, response) in pages.items():
        (sheet,) = lxml.html.fromstring(response.text).xpath("//link[@rel='stylesheet']/@href")
        assert len(reader.get(sheet).data) <= 13_000, name


def test_a_page_that_is_seen_first_is_light_whatever_script_it_is_in(reader, pages):
    """With its style, script and letters: Cyrillic ones are a file of their own."""
    cyrillic = 0
    for name, (_, response) in pages.items():
        if name in OWN_BUDGET:
            continue
        page = lxml.html.fromstring(response.text)
        (sheet,) = page.xpath("//link[@rel='stylesheet']/@href")
        folder = sheet.rpartition("/")[0]
        files = [
            sheet,
            f"{folder}/site.js",
            f"{folder}/dateline-serif.woff2",
            f"{folder}/icon.svg",
        ]
        sent = [response.get_data(), *(reader.get(one).data for one in files)]
        total = sum(len(gzip.compress(one, 5)) for one in sent)
        if re.search("[\u0400-\u045f]", response.text):
            cyrillic += 1
            total += len(reader.get(f"{folder}/dateline-serif-cyrillic.woff2").data)
        assert total <= 88_000, (name, total)  # heads of six answers are 2 kB
    assert cyrillic > 3


def test_every_page_is_sent_small_and_once(reader, pages):
    for name, (path, plain) in pages.items():
        small = reader.get(path, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(small.data) == plain.data, name
        assert "Accept-Encoding" in plain.headers["Vary"], name
        if plain.status_code != 200:
            continue
        tag = plain.headers["ETag"]
        again = reader.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b""), name
        assert "private" in again.headers["Cache-Control"], name


def test_what_pages_refer_to_is_fingerprinted_and_kept_for_good(reader, pages):
    files = set()
    for _, response in pages.values():
        page = lxml.html.fromstring(response.text)
        files |= set(page.xpath("//script/@src | //img/@src"))
        files |= set(
            page.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href")
        )
    for sheet in [one for one in files if one.endswith(".css")]:
        said = re.findall(r"url\(([^)]+)\)", reader.get(sheet).text)
        files |= {f"{sheet.rpartition('/')[0]}/{one}" for one in said}
    assert len(files) >= 5
    for one in files:
        response = reader.get(one)
        assert response.status_code == 200, one
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable", one


def test_everything_that_is_not_english_says_so_or_lets_the_text_decide(pages):
    """Text of an article stands in an element with a direction, and a language where known."""
    page = lxml.html.fromstring(pages["right to left"][1].text)
    assert page.xpath("//h1[@lang='ar'][@dir='auto']")
    assert page.xpath("//div[@id='text'][@lang='ar']/p[@dir='auto']")
    assert page.xpath("//dd/a/bdi[starts-with(., 'صحيفة')]")
    cited = page.xpath("//*[@id='citation']")[0].text_content()
    assert "\u2068صحيفة الميناء\u2069, 6 June 2020" in cited
    assert "\u2068" not in pages["a seed"][1].text
    page = lxml.html.fromstring(pages["Cyrillic"][1].text)
    assert page.xpath("//h1[@lang='ru']")
