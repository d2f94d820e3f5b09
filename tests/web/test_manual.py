"""The pages about the API: they tell all there is, and what they show works."""

import gzip
import re
import shlex
from html import unescape

import lxml.html
import pytest

from search.article import Person
from search.config import Settings
from tests.web.paper import article, build
from web.openapi import document
from web.openapi.schema import inner
from web.openapi.writing import described, path_of
from web.view.doors import name_of

pytest_plugins = ["tests.web.served"]


@pytest.fixture
def page(client):
    response = client.get("/api")
    assert response.status_code == 200
    return response.text


@pytest.fixture(scope="module")
def of_doors(app):
    """The page of each door, by its path."""
    client, found = app.test_client(), {}
    for rule, _ in described(app):
        path = path_of(rule)
        response = client.get(f"/api/docs/{name_of(path)}")
        assert response.status_code == 200, path
        found[path] = response.text
    return found


def links(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return [unescape(found) for found in re.findall(r'href="([^"#][^"]*)"', main)]


def anchors(page: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', page))


def test_every_door_is_in_the_list_and_has_a_page_of_its_own(app, page, of_doors):
    for rule, door in described(app):
        path = path_of(rule)
        first = door.says.partition("`")[0]
        assert f'<dt id="{name_of(path)}"><a href="/api/docs/{name_of(path)}">' in page
        assert f"<code>{path}</code>" in page
        assert first in unescape(page), path
        assert f"<code>{path}</code></h1>" in of_doors[path]
        assert first in unescape(of_doors[path])
    assert len({name_of(path) for path in of_doors}) == len(of_doors) > 25


def test_the_page_of_a_door_has_each_of_its_parameters_under_each_name(app, of_doors):
    for rule, door in described(app):
        told = of_doors[path_of(rule)]
        for one in door.takes:
            if one.where == "header" or (one.where == "path" and one.name not in rule.arguments):
                continue
            (row,) = re.findall(rf'<tr id="p-{one.name}">(.*?)</tr>', told)
            assert f"<code>{one.name}</code>" in row, (rule.rule, one.name)
            for alias in one.aliases:
                assert re.search(rf"\b{alias}\b", row), (rule.rule, alias)


def test_the_page_of_a_door_has_every_record_that_stands_in_what_it_takes_and_gives(app, of_doors):
    known = document(app)["components"]["schemas"]
    for path, item in document(app)["paths"].items():
        asked = [item.get("post", {}).get("requestBody", {})]
        asked += [one for its in item.values() for one in its["responses"].values()]
        wanted: set[str] = set()
        while asked:
            for one in inner(asked.pop()):
                name = str(one.get("$ref", "")).rpartition("/")[2]
                if name in known and name not in wanted:
                    wanted.add(name)
                    asked.append(known[name])
        shown = set(re.findall('id="record-([^"]+)"', of_doors[path]))
        assert shown == wanted - {"Problem"}, path
        for name in shown:
            for field in known[name].get("properties", ()):
                assert f"<code>{field}</code>" in of_doors[path], (path, name, field)


def test_what_an_address_of_before_points_to_is_still_on_the_page_and_leads_on(
    app, client, page, of_doors
):
    """When all of it was one page, doors, parameters, records and statuses were anchors in it."""
    found = document(app)
    here = anchors(page)
    assert {"begin", "parameters", "paging", "exports", "errors", "records", "group-1"} <= here
    assert {name_of(path) for path in of_doors} <= here
    for name in ("q", "outlet", "from", "format"):
        assert f"p-{name}" in here
    for name in found["components"]["schemas"]:
        (about,) = re.findall(rf'<[a-z0-9]+ id="record-{name}">(.*?)</[a-z0-9]+>', page)
        if name != "Problem":
            (there, anchor) = unescape(re.findall('href="([^"]+)"', about)[0]).split("#")
            assert anchor == f"record-{name}"
            assert anchor in anchors(client.get(there).text), name
    for item in found["paths"].values():
        for status in {one for its in item.values() for one in its["responses"]}:
            assert status < "300" or f"s-{status}" in here, status


def test_every_link_works_but_the_one_that_shows_an_error(client, page, of_doors):
    found = links(page)
    assert len(found) > 60
    assert len([one for one in found if "format=csv" in one]) == 2
    answers = {}
    for of, text in (("/api", page), *of_doors.items()):
        for one in links(text):
            if one not in answers:
                answers[one] = client.get(one.partition("#")[0], buffered=True)
            expected = 400 if "outlt" in one else 200
            assert answers[one].status_code == expected, (of, one)
            _, _, anchor = one.partition("#")
            assert not anchor or anchor in anchors(answers[one].text), (of, one)
        assert set(re.findall(r'href="#([^"]+)"', text)) <= anchors(text), of


def test_none_of_the_pages_is_larger_than_a_page_may_be(page, of_doors):
    for of, text in (("/api", page), *of_doors.items()):
        assert len(gzip.compress(text.encode(), 5)) <= 15 * 1024, of
        assert len(lxml.html.fromstring(text).xpath("//*")) <= 1_500, of


def test_the_page_of_a_door_shows_how_it_is_asked(client, of_doors):
    for path, text in of_doors.items():
        (command,) = re.findall("<pre>(curl [^<]*)</pre>", text)
        asked = shlex.split(unescape(command))[1].removeprefix("http://localhost")
        if "-d" not in command and "{story_id}" not in path:
            assert client.get(asked, buffered=True).status_code == 200, command


def test_what_post_takes_is_told(of_doors):
    assert 'an object of the <a href="#parameters">parameters</a>' in of_doors["/api/search"]
    taken = of_doors["/_search"].partition("POST takes")[2].partition("</dd>")[0]
    assert 'href="#record-ElasticSearchBody"' in taken
    assert "POST takes" not in of_doors["/api/people"]


def test_limits_are_those_of_this_server(tmp_path, page, serving):
    assert "10 s, past which" in page
    assert "any number" in page
    other = Settings(index=tmp_path / "none", rate_limit=1234, max_searches=7)
    told = serving(other).test_client().get("/api").text
    assert "1,234 a minute" in told
    assert "7 searches" in told
    assert "any number" not in told


def test_a_door_that_there_is_not_is_a_page_that_says_so(client):
    response = client.get("/api/docs/nosuch")
    assert response.status_code == 404
    assert response.content_type.startswith("text/html")
    assert "/api lists them" in response.text
    asked = client.get("/api/docs/nosuch", headers={"Accept": "application/json"})
    assert asked.content_type == "application/problem+json"
    assert client.get("/api/docs/api-search?zz=1").status_code == 400


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


def test_they_need_no_script_and_no_style_of_their_own(page, of_doors):
    for text in (page, *of_doors.values()):
        main = text[text.index("<main") : text.index("</main>")]
        assert "<script" not in main
        assert "style=" not in main
