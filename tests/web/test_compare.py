"""Two to four articles side by side, two searches, and the page that says how to choose them."""

from __future__ import annotations

import lxml.html
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from tests.web.town import comparison
from web import comparing, sheets
from web.arguments import BadParameter
from web.comparing import Asked
from web.view import compare


def text(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def page(client: FlaskClient, address: str, status: int = 200) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == status, address
    return lxml.html.fromstring(response.text)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"ids": ["a,b"]}, Asked(("a", "b"))),
        ({"ids": ["a", "b, c", "a"]}, Asked(("a", "b", "c"))),
        ({"a": ["strike"], "b": ["bridge"]}, Asked(a="strike", b="bridge")),
        ({"b": ["bridge"]}, Asked(b="bridge")),
    ],
)
def test_what_is_asked_is_read(given, wanted):
    assert comparing.asked(given) == wanted


@pytest.mark.parametrize(
    "given",
    [{}, {"ids": ["a"]}, {"ids": ["a,b,c,d,e"]}, {"ids": ["a,b"], "a": ["strike"]}],
)
def test_what_cannot_be_compared_is_refused_by_the_name_of_the_parameter(given):
    with pytest.raises(BadParameter) as refused:
        comparing.asked(given)
    assert refused.value.parameter == "ids"


def test_the_api_refuses_with_the_parameter_named(client):
    answer = client.get("/api/compare?ids=strike")
    assert (answer.status_code, answer.json["parameter"]) == (400, "ids")
    assert "two to four" in answer.json["detail"]
    assert client.get("/api/compare?ids=strike,nosuch").status_code == 404
    assert client.get("/api/compare?id=strike").json["suggestion"] == "ids"


def test_without_a_choice_the_page_says_how_to_choose(client):
    assert page(client, "/compare").xpath("//form//input[@name='a']")
    refused = page(client, "/compare?ids=strike", 400)
    assert "two to four articles" in text(refused.xpath("//main")[0])
    assert refused.xpath("//form//input[@name='b']")


def test_two_searches_stand_side_by_side_with_what_both_find(client):
    shown = page(client, "/compare?a=strike&b=people:marsh")
    heads = [text(one) for one in shown.xpath("//section[h2]/p[1]/a")][:3]
    assert heads == ["3 articles", "2 articles", "2 articles"]
    rows = {
        text(row.xpath("th")[0]): [text(cell) for cell in row.xpath("td")]
        for row in shown.xpath("//table//tr[td]")
    }
    assert rows["Halin Courier"] == ["1", "1", "1"]
    assert rows["Jon Marsh"] == ["2", "2", "2"]
    assert rows["March 2021"] == ["1", "1", "1"]
    for link in shown.xpath("//table//td/a"):
        answer = client.get("/api" + link.get("href")).json
        assert answer["total"] == int(text(link)), link.get("href")


def test_both_finds_what_each_of_two_broken_queries_finds(client):
    answer = client.get("/api/compare", query_string={"a": "(strike OR", "b": "bridge)"}).json
    assert answer["a"]["total"] == 3
    assert answer["b"]["total"] == 1
    assert answer["both"]["total"] == 0
    assert answer["a"]["warnings"]


def test_records_stand_side_by_side_with_how_each_value_is_known(app: Flask) -> None:
    with app.test_request_context("/compare"):
        view = compare.compare(comparison(), sheets.places(), "/api/compare?ids=x")
        shown = lxml.html.fromstring(render_template("compare.html", view=view, snapshot=None))
    rows = {
        text(row.xpath("th")[0]): [text(cell) for cell in row.xpath("td")]
        for row in shown.xpath("(//table)[1]//tbody/tr")
    }
    assert text(shown.xpath("//h1")[0]) == "Three articles compared"
    assert rows["Date"] == ["1 March 2021 inferred", "2 March 2021", "March 2021"]
    assert rows["People in all"] == ["Nobody"]
    assert rows["Only here"] == ["Nobody", "Nobody", "Nobody"]
    assert rows["Agency"][1] == "Coast Wire"
    assert rows["Quotes"] == ["1", "1", "0"]
