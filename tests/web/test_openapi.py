"""The OpenAPI document says of every door what it takes and what it gives, and all of it is so."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from openapi_spec_validator import validate
from werkzeug.routing import Rule

from search.archive import Archive
from search.config import Settings
from tests.web.contract import Contract
from web.arguments import BadParameter
from web.openapi.doors import Door, door_of
from web.openapi.schema import inner
from web.openapi.writing import WITHOUT_DOORS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def app(paper: Path, serving: Callable[[Settings], Flask]) -> Flask:
    """An application that takes its time: an answer cut short is another one."""
    return serving(Settings(index=paper))


@pytest.fixture(scope="module")
def contract(app: Flask) -> Contract:
    return Contract(app)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, serving: Callable[[Settings], Flask]) -> Flask:
    index = tmp_path_factory.mktemp("seeds") / "index"
    Archive.open(index).rebuild([ROOT / "seeds"])
    return serving(Settings(index=index))


def address(rule: Rule, door: Door) -> str:
    """An address of a rule that answers 200 where the door takes it without parameters."""
    whole = [one.partition("?")[0] for one in door.tries if one.startswith("/")]
    fitting = [one for one in whole if one.count("/") == rule.rule.count("/")]
    return fitting[0] if rule.arguments and fitting else re.sub("<[^>]*>", "articles", rule.rule)


def besides(door: Door) -> dict[str, str]:
    """What has to be asked besides of a door that another engine's rules hold for."""
    if door.problem is None:
        return {}
    return dict(parse_qsl(door.tries[0].partition("?")[2], keep_blank_values=True))


def doors_taking_get(contract: Contract) -> list[tuple[Rule, Door]]:
    return [found for found in contract.doors() if "GET" in (found[0].methods or ())]


def test_it_is_openapi_3_1(client):
    response = client.get("/api/openapi.json")
    assert response.content_type == "application/json"
    found = response.get_json()
    assert found["openapi"].startswith("3.1.")
    validate(found)
    again = client.get("/api/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_below_a_path_prefix_it_says_so(client):
    found = client.get("/api/openapi.json", environ_overrides={"SCRIPT_NAME": "/news"}).get_json()
    assert found["servers"] == [{"url": "/news"}]


def test_every_door_is_described(app):
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(WITHOUT_DOORS):
            assert door_of(app.view_functions[rule.endpoint]), (
                f"{rule.rule} is not in the OpenAPI document. How: web/openapi/__init__.py"
            )


def test_every_door_has_something_to_try_and_every_parameter_a_sentence(contract):
    for rule, door in contract.doors():
        assert door.tries, f"{rule.rule} has no tries"
        for one in door.takes:
            assert one.says, f"{rule.rule}: {one.name} is not described"
            if one.where == "query" and one.name != "cursor":
                assert one.example is not None, f"{rule.rule}: {one.name} has no example"


def test_what_is_taken_is_described_and_what_is_described_is_taken(app, contract):
    checked = []
    for rule, door in doors_taking_get(contract):
        if door.always or door.problem is not None:
            continue
        view, path = app.view_functions[rule.endpoint], address(rule, door)
        arguments = dict.fromkeys(rule.arguments, "strike")
        asking = app.test_request_context(f"{path}?zz-nosuch=1")
        with asking, pytest.raises(BadParameter) as refused:
            view(**arguments)
        described = {
            name
            for one in contract.parameters(rule)
            for name in (one["name"], *one.get("x-aliases", ()))
        }
        assert refused.value.known == described, rule.rule
        checked.append(rule.rule)
    assert "/api/search" in checked


def test_each_parameter_is_taken_under_each_of_its_names_and_means_the_same(contract, client):
    for rule, door in doors_taking_get(contract):
        path = address(rule, door)
        for one in contract.parameters(rule):
            if "example" not in one:
                continue
            answers = []
            for name in (one["name"], *one.get("x-aliases", ())):
                asked = {**besides(door), name: written(one["example"])}
                response = client.get(path, query_string=asked)
                assert response.status_code < 400, (rule.rule, name, response.text)
                answers.append(steady(response.text, name))
            for name, answer in zip(one.get("x-aliases", ()), answers[1:], strict=True):
                assert answer == answers[0], (rule.rule, name)


def test_a_parameter_takes_what_its_schema_says_and_nothing_else(contract, client):
    for rule, door in doors_taking_get(contract):
        path = address(rule, door)

        def ask(name: str, value: object, path: str = path, door: Door = door) -> int:
            asked = {**besides(door), name: written(value)}
            response = client.get(path, query_string=asked, buffered=True)
            return int(response.status_code)

        for one in contract.parameters(rule):
            name, schema = one["name"], one["schema"]
            for value in schema.get("enum", ()) or schema.get("items", {}).get("enum", ()):
                assert ask(name, value) < 400, (rule.rule, name, value)
            if door.problem is not None:
                continue
            if "enum" in schema or "enum" in schema.get("items", {}):
                assert ask(name, "zz-nosuch") == 400, (rule.rule, name)
            if schema["type"] == "boolean":
                assert [ask(name, value) < 400 for value in ("true", "0", "2")] == [1, 1, 0]
            if schema["type"] == "integer":
                assert ask(name, "one") == 400, (rule.rule, name)
                for bound, beyond in (("minimum", -1), ("maximum", 1)):
                    if bound in schema:
                        assert ask(name, schema[bound]) < 400, (rule.rule, name)
                        assert ask(name, schema[bound] + beyond) == 400, (rule.rule, name)


def test_a_number_that_is_not_given_is_what_the_document_says(contract, client):
    for name in ("per_page", "facet_size", "snippets", "snippet_length"):
        (rule,) = [rule for rule, _ in contract.doors() if rule.rule == "/api/search"]
        (one,) = [one for one in contract.parameters(rule) if one["name"] == name]
        asked = f"/api/search?q=strike&facets=people&{name}="
        default = one["schema"]["default"]
        assert steady(client.get(asked).text, name) == steady(
            client.get(f"{asked}{default}").text, name
        )


def test_answers_are_as_described(contract, client):
    for rule, door in contract.doors():
        for tried in door.tries:
            holds(contract, rule, tried, client)


def test_answers_over_the_seeds_are_as_described(seeds):
    contract, client = Contract(seeds), seeds.test_client()
    for rule, door in contract.doors():
        for tried in door.tries:
            holds(contract, rule, tried, client)
    (article,) = [rule for rule, _ in contract.doors() if rule.rule.startswith("/api/articles/")]
    found = client.get("/api/search?explain=1&fields=*,body").get_json()
    assert found["total"] == 5
    for one in found["results"]:
        for about in ("", "?q=tillerson", "?format=text"):
            contract.holds(article, client.get(f"/api/articles/{one['id']}{about}"))


ODD = (
    *(
        "",
        "*",
        '"',
        "((((",
        "a" * 5000,
        "\x00",
        "\ud800",
        "‮مرحبا",
        "NOT",
        "date:0",
        "has:zz",
        "~" * 50,
    ),
    *("strike NEAR/5 harbour", "people:petrova -lang:ru", "st*", "=Strike", "atleast2 strike"),
)


def test_odd_queries_are_answered_as_described(contract, client):
    addresses = [found for found in doors_taking_get(contract) if "q" in names(contract, found[0])]
    for place, (rule, door) in enumerate(addresses):
        # All of them where all doors' queries are read, a few at each of the others.
        queries = ODD if rule.rule == "/api/search" else ODD[place % 4 :: 4]
        for query in queries:
            asked = {"q": query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
            contract.holds(rule, client.get(address(rule, door), query_string=asked))
            if rule.rule == "/api/search":
                explained = client.get(rule.rule, query_string={**asked, "explain": "1"})
                contract.holds(rule, explained)


def test_what_post_takes_is_what_get_takes(contract, client):
    for rule, door in contract.doors():
        if {"GET", "POST"} <= (rule.methods or set()) and door.body is None:
            operation = contract.operation(rule, "post")
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            given = {
                one["name"]: one["example"]
                for one in contract.parameters(rule)
                if "example" in one and one["name"] not in ("page", "offset", "format", "strict")
            }
            contract.fits(schema, given)
            contract.holds(rule, client.post(address(rule, door), json=given), "post")
            contract.holds(rule, client.post(address(rule, door), data=b"[1]"), "post")
            contract.holds(rule, client.post(address(rule, door), data=b"x" * 100_000), "post")


def test_errors_are_as_described(tmp_path, contract, client, serving):
    absent = serving(Settings(index=tmp_path / "none")).test_client()
    for rule, door in doors_taking_get(contract):
        path = address(rule, door)
        contract.holds(rule, client.get(path, headers={"Host": "news.example"}))
        contract.holds(rule, client.get(f"{path}?zz-nosuch=1"))
        contract.holds(rule, absent.get(path))
        if "added_since" in names(contract, rule):
            contract.holds(rule, client.get(f"{path}?added_since=98.76"))
        if "cursor" in names(contract, rule):
            contract.holds(rule, client.get(f"{path}?cursor=zz"))
            gone = cursor_of_another_index(client)
            assert client.get(path, query_string={"cursor": gone}).status_code == 410
            contract.holds(rule, client.get(path, query_string={"cursor": gone}))


def test_a_method_that_is_not_described_is_refused_and_those_that_are_named(contract, client):
    for rule, door in contract.doors():
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"} - (rule.methods or set()):
            response = client.open(address(rule, door), method=method)
            if response.status_code == 405:
                assert rule.methods is not None
                assert set(response.headers["Allow"].split(", ")) >= rule.methods
            else:  # another rule of the same address takes it
                others = [other for other, _ in contract.doors() if other.rule == rule.rule]
                assert any(method in (other.methods or ()) for other in others), rule.rule


def test_whoever_has_an_answer_is_told_so(contract, client):
    for rule, door in doors_taking_get(contract):
        if door.tagged:
            path = address(rule, door)
            path += door.tries[0] if door.tries[0].startswith("?") else ""
            tag = client.get(path).headers["ETag"]
            same = client.get(path, headers={"If-None-Match": tag})
            assert same.status_code == 304, rule.rule
            contract.holds(rule, same)


def test_every_reference_leads_somewhere(contract):
    for schema in inner(contract.document):
        kind, name = schema.get("$ref", "#/components/schemas/Problem").split("/")[2:]
        assert name in contract.document["components"][kind]


def holds(contract: Contract, rule: Rule, tried: str, client: Any) -> None:
    """Ask what a door is to be tried with."""
    if tried.startswith("/"):
        if contract.rule_of(tried.partition("?")[0]) is rule:
            contract.holds(rule, client.get(tried, buffered=True))
    elif "GET" in (rule.methods or ()) and not rule.arguments:
        contract.holds(rule, client.get(rule.rule + tried, buffered=True))


def names(contract: Contract, rule: Rule) -> set[str]:
    return {one["name"] for one in contract.parameters(rule)}


def written(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def steady(text: str, name: str) -> str:
    """An answer without what changes from one time to the next, and the addresses in it."""
    text = re.sub(r'"(took_ms|cursor|next|previous)": ?("[^"]*"|[0-9.]+|null)', "", text)
    return re.sub(r"https?://[^\s\"<]*", "", text)


def cursor_of_another_index(client: Any) -> str:
    from web import cursor

    now = client.get("/api/search?per_page=1").get_json()["cursor"]
    return cursor.written(cursor.read(now)._replace(snapshot="0.0.0"))
