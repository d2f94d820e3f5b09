"""The page about the API: it tells all there is, and what it shows works."""

import re
import shlex
from html import unescape

import pytest

from search.article import Person
from search.config import Settings
from tests.web.paper import article, build
from web.openapi import document
from web.openapi.writing import described, path_of

pytest_plugins = ["tests.web.served"]


@pytest.fixture
def page(client):
    response = client.get("/api")
    assert response.status_code == 200
    return response.text


def links(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return [unescape(found) for found in re.findall(r'href="([^"#][^"]*)"', main)]


def test_every_door_parameter_and_record_is_told_of(app, page):
    for rule, door in described(app):
        assert f"<code>{path_of(rule)}</code>" in page
        for one in door.takes:
            if one.where == "query":
                assert f"<code>{one.name}</code>" in page, (rule.rule, one.name)
                for alias in one.aliases:
                    assert alias in page
    for name in document(app)["components"]["schemas"]:
        assert f'id="record-{name}"' in page


def test_every_link_works_but_the_one_that_shows_an_error(client, page):
    found = links(page)
    assert len(found) > 30
    assert len([one for one in found if "format=csv" in one]) == 2
    for one in found:
        expected = 400 if "outlt" in one else 200
        assert client.get(one, buffered=True).status_code == expected, one
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_examples_are_of_this_archive(client, page):
    first = next(one for one in links(page) if one.startswith("/api/search?q="))
    assert client.get(first).get_json()["total"] > 0
    assert "Ana Petrova".lower().replace(" ", "+") in page


def test_the_examples_in_python_run_and_find_what_the_page_finds(server, capsys):
    codes = re.findall(r"<pre>(import.*?)</pre>", server.get("/api")[1], re.DOTALL)
    assert len(codes) == 2
    for code in codes:
        exec(unescape(code), {})
        assert "Harbour strike ends in Halin" in capsys.readouterr().out


def test_a_name_with_marks_in_it_stays_text(tmp_path, serving):
    name = 'Jo "Slim" O\'Neil <b>&\\'
    paper = [article(1, people=(Person("jo", name, (name,), 1),), outlet='A "B", <i>C')]
    client = serving(Settings(index=build(tmp_path / "index", paper))).test_client()
    page = client.get("/api").text
    assert "<b>" not in page
    assert "<i>C" not in page
    for one in links(page):
        assert client.get(one, buffered=True).status_code in (200, 400), one
    for code in re.findall(r"<pre>(import.*?)</pre>", page, re.DOTALL):
        compile(unescape(code), "example", "exec")
    for command in re.findall("<pre>(curl [^<]*)</pre>", page):
        assert shlex.split(unescape(command))[1].startswith("http://localhost/")


def test_it_is_there_without_an_index_and_below_a_prefix(tmp_path, serving, client):
    bare = serving(Settings(index=tmp_path / "none")).test_client()
    assert bare.get("/api").status_code == 200
    below = client.get("/api", environ_overrides={"SCRIPT_NAME": "/news"}).text
    assert all(one.startswith("/news/") for one in links(below))
    assert "curl 'http://localhost/news/api/search" in below


def test_it_needs_no_script_and_no_style_of_its_own(page):
    main = page[page.index("<main") : page.index("</main>")]
    assert "<script" not in main
    assert "style=" not in main
