"""Coverage over HTTP: a page, JSON and CSV of which outlets wrote when, and which were silent."""

import csv
import io
import re

import lxml.html
import pytest

from tests.web.test_api import ask
from web.coverage import MOST

PATH = "/api/coverage"


def got(client, **asked):
    response = client.get(PATH, query_string=asked)
    assert response.status_code == 200, response.text
    return response.get_json()


def outlet(answer, name):
    return next(one for one in answer["outlets"] if one["name"] == name)


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def page(client, **asked):
    response = client.get("/coverage", query_string=asked)
    assert response.status_code == 200, response.text
    return lxml.html.fromstring(response.text)


def test_each_outlet_has_what_matched_of_what_is_held(client):
    found = got(client, q="strike", by="month", **{"from": "2021-01", "to": "2021-04"})
    assert [one["period"] for one in found["periods"]] == [f"2021-0{n}" for n in range(1, 5)]
    assert (found["periods"][1]["first"], found["periods"][1]["last"]) == (
        "2021-02-01",
        "2021-02-28",
    )
    courier = outlet(found, "Halin Courier")
    assert courier["cells"] == [{"period": "2021-03", "matched": 1, "held": 2}]
    assert (courier["matched"], courier["held"]) == (1, 2)
    assert (
        found["articles"] == ask(client, "strike", **{"from": "2021-01", "to": "2021-04"})["total"]
    )


def test_who_holds_articles_and_is_silent_comes_last(client):
    found = got(client, q="talks", by="year")
    silent = found["outlets"][-found["silent"] :]
    assert found["silent"] > 0
    assert all(one["matched"] == 0 < one["held"] for one in silent)
    assert all(one["matched"] for one in found["outlets"][: -found["silent"]])


def test_all_together_is_the_search(client):
    for asked in ({}, {"q": "strike"}, {"q": "story", "outlet": "-Evening Post"}, {"has": "date"}):
        found = got(client, by="year", **asked)
        assert found["whole"]["matched"] == found["articles"] == ask(client, **asked)["total"]
        apart = [found["unknown"]] if found["unknown"] else []
        each = [one["matched"] for one in (*found["outlets"], *apart)]
        assert sum(each) == found["articles"]


def test_outlets_come_a_page_at_a_time(client):
    first = got(client, per_page=1)
    second = client.get(first["next"]).get_json()
    assert first["total"] == first["pages"] == 3
    names = [first["outlets"][0]["name"], second["outlets"][0]["name"]]
    assert len(set(names)) == 2
    assert second["periods"] == first["periods"]
    assert "rel=next" in client.get(f"{PATH}?per_page=1").headers["Link"].replace('"', "")


def test_a_table_says_which_of_the_three_each_cell_is(client):
    response = client.get(f"{PATH}?q=strike&by=month&from=2021-02&to=2021-03&format=csv")
    assert "dateline-coverage.csv" in response.headers["Content-Disposition"]
    assert response.headers["X-Total-Count"] == "2"
    table = rows(response.text)
    assert table[0] == ["outlet", "period", "first", "last", "state", "matched", "held"]
    states = {(row[0], row[1]): row[4:] for row in table[1:]}
    assert states["Halin Courier", "2021-03"] == ["matched", "1", "2"]
    assert states["Halin Courier", "2021-02"] == ["none held", "0", "0"]
    assert states["Evening Post", "2021-02"][0] in ("matched", "none matched")
    assert len(states) == len(table) - 1


def test_more_periods_than_can_be_told_are_refused_and_what_may_help_is_said(client):
    response = client.get(f"{PATH}?by=day&from=1990&to=2020")
    assert response.status_code == 400
    problem = response.get_json()
    assert problem["parameter"] == "by"
    assert f"{MOST:,} days" in problem["detail"]
    assert client.get(f"{PATH}?by=day&from=1990&to=2020&format=csv").status_code == 400


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"by": "hour"}, "by"),
        ({"sort": "newest"}, "sort"),
        ({"per_page": "0"}, "per_page"),
        ({"format": "xml"}, "format"),
        ({"q": "strike AND", "strict": "1"}, "q"),
        ({"outlt": "x"}, "outlt"),
    ],
)
def test_what_makes_no_sense_is_refused(client, asked, parameter):
    response = client.get(PATH, query_string=asked)
    assert response.status_code == 400
    assert response.get_json()["parameter"] == parameter


def test_an_answer_names_itself(client):
    for path in (f"{PATH}?q=strike", f"{PATH}?q=strike&format=csv", "/coverage?q=strike"):
        response = client.get(path)
        again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    tags = {client.get(f"{PATH}?q=strike&by={by}").headers["ETag"] for by in ("day", "week")}
    assert len(tags) == 2


def test_the_page_is_a_table_with_heads_and_a_link_in_every_cell_that_holds_something(client):
    found = page(client, q="strike", by="month", **{"from": "2021-02", "to": "2021-03"})
    heads = [one.text_content() for one in found.xpath("//thead//th[@scope='col']")]
    assert heads[:4] == ["Outlet", "All months", "Feb", "Mar"]
    table = {
        row.xpath("string(th)"): [one.text_content() for one in row.xpath("td")]
        for row in found.xpath("//table[contains(@class,'grid')]//tr[th[@scope='row']]")
    }
    assert table["Halin Courier"][:3] == ["1/2", "–", "1/2"]
    for cell in found.xpath("//table[contains(@class,'grid')]//td[.!='' and .!='–']"):
        assert cell.xpath("a/@href"), cell.text_content()


def test_a_cell_leads_to_as_many_articles_as_it_says(client):
    for asked in ({"q": "strike"}, {"q": "story", "outlet": "Halin Courier,Evening Post"}, {}):
        found = page(client, by="day", **asked)
        followed = 0
        for link in found.xpath("//table[contains(@class,'grid')]/tbody//td[position() > 1]/a"):
            matched, _, held = link.text_content().partition("/")
            wanted = int(matched) or int(held)
            address = link.get("href").replace("/search", "/api/search", 1)
            if "has=" in address:
                continue
            dated = [
                one
                for one in client.get(address).get_json()["results"]
                if one["date_precision"] == "day"
            ]
            assert len(dated) == wanted, address
            followed += 1
        assert followed


def test_a_year_leads_to_its_months_and_a_month_to_its_days(client):
    year = page(client, q="strike", by="year").xpath("//thead//th/a[.='2021']/@href")
    assert year == ["/coverage?q=strike&from=2021&to=2021"]
    months = lxml.html.fromstring(client.get(year[0]).text)
    (march,) = months.xpath("//thead//th/a[.='Mar']/@href")
    days = lxml.html.fromstring(client.get(march).text).xpath("//thead//th[@abbr]")
    assert [one.get("abbr") for one in days][:2] == ["1 March 2021", "2 March 2021"]
    assert len(days) == 31


def test_who_was_silent_is_told_and_led_to(client):
    found = page(client, q="talks", by="year", per_page=1)
    (link,) = found.xpath("//a[.='who was silent']/@href")
    there = lxml.html.fromstring(client.get(link).text)
    cells = [
        one.text_content() for one in there.xpath("//table[contains(@class,'grid')]/tbody//td[1]")
    ]
    assert all(re.fullmatch("0/[0-9]+", one) for one in cells)


def test_results_lead_to_their_coverage(client):
    found = lxml.html.fromstring(client.get("/search?q=strike&outlet=Halin+Courier").text)
    (link,) = found.xpath("//a[.='Coverage by outlet and day']/@href")
    assert link == "/coverage?q=strike&outlet=Halin+Courier"
    assert client.get(link).status_code == 200
